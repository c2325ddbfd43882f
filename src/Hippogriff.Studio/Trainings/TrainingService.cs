using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Hippogriff.Studio.Storage;
using Hippogriff.Training;
using Hippogriff.Weights;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Trainings;

/// <summary>
/// Starts, stops and resumes training runs, one at a time. Runs are folders on disk; only the training one is in
/// memory. An orderly end of the server saves it first; a killed server loses the steps after the last checkpoint.
/// Thread-safe.
/// </summary>
internal sealed partial class TrainingService(
    DataFolder data,
    StudioOptions options,
    TrainingMaterial material,
    DrawingFirst drawingFirst,
    TimeProvider clock,
    ILogger<TrainingService> log
) : IHostedService
{
    private readonly Lock _gate = new();
    private LiveRun? _live;
    private (string Name, Func<bool> GoesOn)? _beside;
    private bool _closed;

    /// <summary>Raised on any thread when a run began, made a step, added a remark or ended.</summary>
    public event Action? Changed;

    /// <summary>All runs, the training one first, then newest first.</summary>
    public IReadOnlyList<RunStatus> List() =>
        [.. Folders().Select(Status).OrderByDescending(run => run.IsLive).ThenByDescending(run => run.Created)];

    /// <summary>The run with that name, or null.</summary>
    public RunStatus? Find(string name) => Folder(name) is { } folder ? Status(folder) : null;

    /// <summary>Name of the run that trains; null if none does.</summary>
    public string? Training
    {
        get
        {
            lock (_gate)
                return _live?.Folder.Name;
        }
    }

    /// <summary>
    /// Points of the loss by stage (<see cref="TrainingFolder.Stages"/>); empty if there is no such run.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<LossPoint>> Losses(string name)
    {
        if (Live(name) is { } live)
            return live.Losses;
        return Folder(name)?.Losses().ToDictionary(pair => pair.Key, pair => pair.Value.Points) ?? [];
    }

    /// <summary>Steps of the sheets of a run, in order.</summary>
    public IReadOnlyList<long> Sheets(string name) => Folder(name)?.Training.Sheets ?? [];

    /// <summary>A sheet as PNG; null if there is none.</summary>
    public byte[]? Sheet(string name, long step) =>
        Folder(name)?.Training.Sheet(step) is { } file ? File.ReadAllBytes(file) : null;

    /// <summary>Begins a run.</summary>
    /// <exception cref="HippogriffException">A named item does not exist, or the name is taken.</exception>
    /// <exception cref="TrainingBusyException">Another run is training.</exception>
    public RunStatus Start(RunRequest order)
    {
        SafeName.Require("run", order.Name);
        RequireMinutes(order.Minutes);
        material.Datasets.Find(order.Dataset);
        ModelFolder? from = order.From is { } model ? FilesOf(material.Models.Find(model)) : null;
        order = order with { Recipe = order.Recipe ?? RecipeOf(from) };
        material.Recipes.Find(order.Recipe!);
        if (Folders().Any(run => string.Equals(run.Name, order.Name, StringComparison.OrdinalIgnoreCase)))
            throw new HippogriffException(
                $"There is a run '{order.Name}' already; go on with it, or choose another name."
            );
        if (
            material
                .Models.List()
                .Any(there => string.Equals(there.Name, order.Name, StringComparison.OrdinalIgnoreCase))
        )
            throw new HippogriffException(
                $"There is a model '{order.Name}' already, and the run's model will be called like the run; "
                    + "choose another name."
            );
        return Go(new StoredRun(order.Name, Path.Combine(Root, order.Name)), new RunRecord(order, Now));
    }

    /// <summary>Resumes a run that stopped, failed or was interrupted by the end of the server.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="minutes">Total minutes, including those already trained; null: as requested before.</param>
    /// <exception cref="HippogriffException">There is no such run, or all its minutes are trained.</exception>
    /// <exception cref="TrainingBusyException">A run is training.</exception>
    public RunStatus Resume(string name, double? minutes)
    {
        StoredRun folder =
            Folder(name) ?? throw new HippogriffException($"There is no run {Quoted.Name(name)}.", FaultKind.NotFound);
        RunRecord record = folder.Read();
        RunRequest order = record.Order with { Minutes = minutes ?? record.Order.Minutes };
        RequireMinutes(order.Minutes);
        if (record.End is { Phase: RunPhase.Done } && order.Minutes <= record.Order.Minutes)
            throw new HippogriffException(
                FormattableString.Invariant(
                    $"The {record.Order.Minutes:0.##} minutes of '{name}' are trained; give more minutes to continue."
                )
            );
        material.Datasets.Find(order.Dataset);
        return Go(folder, new RunRecord(order, record.Created));
    }

    /// <summary>Requests a run to save and stop. False if it does not train.</summary>
    public bool Stop(string name)
    {
        lock (_gate)
        {
            if (_live?.Folder.Name != name)
                return false;
            _live.Stop();
        }
        return true;
    }

    /// <summary>Completes when no run is training.</summary>
    public Task WhenQuiet()
    {
        lock (_gate)
            return _live?.Ended.Task ?? Task.CompletedTask;
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        Task ended;
        lock (_gate)
        {
            _closed = true;
            _live?.Stop();
            ended = _live?.Ended.Task ?? Task.CompletedTask;
        }
        // the checkpoint is written, but the last sheet may be missing
        await ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static ModelFolder FilesOf(ListedModel model) =>
        model.Files
        ?? throw new HippogriffException($"The model {Quoted.Name(model.Name)} has no files to begin a run from.");

    private string Root => data.In(StudioModels.TrainingsFolder);

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    private IEnumerable<StoredRun> Folders() => StoredRun.Below(Root);

    private StoredRun? Folder(string name) => Folders().FirstOrDefault(folder => folder.Name == name);

    private LiveRun? Live(string name)
    {
        lock (_gate)
            return _live?.Folder.Name == name ? _live : null;
    }

    private RunStatus Status(StoredRun folder) => Live(folder.Name)?.Status ?? folder.Status();

    private string RecipeOf(ModelFolder? from)
    {
        StoredRun? trained = from is null ? null : Folders().FirstOrDefault(run => run.Model?.Path == from.Path);
        return trained?.Read().Order.Recipe ?? Hippogriff.Training.Recipes.BuiltInRecipes.Default;
    }

    private void RequireMinutes(double minutes)
    {
        double most = options.Limits.Training.Minutes;
        if (!(minutes > 0 && minutes <= most))
            throw new HippogriffException(
                FormattableString.Invariant(
                    $"A training of {minutes} minutes is not possible; above 0 to {most:0} are allowed."
                )
            );
    }

    /// <summary>Begins another training in the place of a run, unless a run trains; none begins while it goes on.
    /// </summary>
    /// <param name="name">What it is called in the refusal of a run.</param>
    /// <param name="goesOn">Whether it still trains.</param>
    /// <param name="begin">Begins it.</param>
    /// <returns>False if a run trains.</returns>
    internal bool TryBeside(string name, Func<bool> goesOn, Action begin)
    {
        lock (_gate)
        {
            if (_live is not null)
                return false;
            begin();
            _beside = (name, goesOn);
            return true;
        }
    }

    /// <summary>Refuses a run while something else trains. Under the lock.</summary>
    private void RequirePlace()
    {
        if (_closed)
            throw new TrainingBusyException("The server is about to end; ask again when it is back.").Because(
                RefusalKind.ServerEnds
            );
        if ((_live?.Folder.Name ?? (_beside is { } other && other.GoesOn() ? other.Name : null)) is { } busy)
            throw new TrainingBusyException(
                $"'{busy}' trains, and one run trains at a time; stop it, or wait until it is done."
            ).Because(RefusalKind.TrainingBusy, busy);
    }

    /// <summary>Reserves the single slot, stores the run, and trains on a separate thread.</summary>
    private RunStatus Go(StoredRun folder, RunRecord record)
    {
        LiveRun live;
        lock (_gate)
        {
            RequirePlace();
            RunWork work = new(options, material, folder, record.Order, clock);
            folder.Write(record);
            _live = live = work.Open(record, drawingFirst, () => Changed?.Invoke());
            new Thread(() => Train(work, live)) { Name = "training", IsBackground = true }.Start();
        }
        LogBegin(folder.Name, record.Order.Dataset, record.Order.Recipe ?? "");
        Changed?.Invoke();
        return live.Status;
    }

    private void Train(RunWork work, LiveRun live)
    {
        RunPhase phase = RunPhase.Failed;
        string? error = null;
        try
        {
            phase = work.Train(live) ? RunPhase.Done : RunPhase.Stopped;
        }
        catch (OperationCanceledException) when (live.Stopping.IsCancellationRequested)
        {
            phase = RunPhase.Stopped;
        }
        catch (HippogriffException refused)
        {
            error = refused.MessageWithoutPaths;
        }
        catch (Exception failure)
        {
            LogFailed(failure, live.Folder.Name);
            error =
                $"The server made a mistake while it trained this ({failure.GetType().Name}); its log says "
                + "more. What the last checkpoint holds is kept.";
        }
        End(live, phase, error);
    }

    private void End(LiveRun live, RunPhase phase, string? error)
    {
        try
        {
            live.Folder.Write(live.Record with { End = live.EndAs(phase, error, Now) });
        }
        catch (HippogriffException full)
        {
            LogNotWritten(live.Folder.Name, full.Message);
        } // it then counts as left by a server that went down
        lock (_gate)
            _live = null;
        LogEnd(live.Folder.Name, phase, error ?? "");
        live.Ended.TrySetResult();
        live.Dispose();
        Changed?.Invoke();
    }

    [LoggerMessage(LogLevel.Information, "The run {Run} trains on {Dataset} with the recipe {Recipe}.")]
    private partial void LogBegin(string run, string dataset, string recipe);

    [LoggerMessage(LogLevel.Information, "The run {Run} stands: {Phase} {Reason}")]
    private partial void LogEnd(string run, RunPhase phase, string reason);

    [LoggerMessage(LogLevel.Error, "The run {Run} failed.")]
    private partial void LogFailed(Exception error, string run);

    [LoggerMessage(LogLevel.Error, "The end of the run {Run} could not be written down: {Reason}")]
    private partial void LogNotWritten(string run, string reason);
}
