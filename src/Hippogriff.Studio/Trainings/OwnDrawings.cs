using Hippogriff.Adapters;
using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Training.Adapters;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Trainings;

/// <summary>What trainings of drawings are made of.</summary>
/// <param name="Models">Models that may learn.</param>
/// <param name="Reader">Which words they know.</param>
/// <param name="Loras">LoRAs whose names are taken.</param>
/// <param name="Uploads">The drawings.</param>
/// <param name="Clock">Measures.</param>
internal sealed record DrawingsMaterial(
    IModelSource Models,
    PromptReader Reader,
    LoraCatalogue Loras,
    IUploads Uploads,
    TimeProvider Clock
);

/// <summary>
/// Trains a LoRA from a few drawings that are all called by one word, beside whatever is drawn, and installs it. One at
/// a time. The drawings are deleted when it ends; a server that ends cancels it. Thread-safe.
/// </summary>
internal sealed partial class OwnDrawings(
    DataFolder data,
    StudioOptions options,
    DrawingsMaterial material,
    TrainingService trainings,
    DrawingFirst drawingFirst,
    ILogger<OwnDrawings> log
) : IHostedService
{
    /// <summary>Minimum number of drawings.</summary>
    public const int Least = 5;

    /// <summary>Maximum number of drawings.</summary>
    public const int Most = 100;

    /// <summary>Maximum number of letters of the word.</summary>
    public const int LongestWord = 20;

    private const int Rank = 8,
        Batch = 4,
        HeldOn = 32;
    private const string Folder = "drawings";

    private readonly Lock _gate = new();
    private DrawingsRun? _run;
    private Task _ended = Task.CompletedTask;

    /// <summary>Raised on any thread when the training began, went on or ended.</summary>
    public event Action? Changed;

    /// <summary>Updates of a training; each sees <see cref="Batch"/> drawings.</summary>
    public int Steps { get; set; } = 400;

    /// <summary>The training, or the last one; null before the first.</summary>
    public DrawingsStatus? Status
    {
        get
        {
            lock (_gate)
                return _run?.Status;
        }
    }

    /// <summary>Completes when none trains.</summary>
    public Task WhenQuiet()
    {
        lock (_gate)
            return _ended;
    }

    /// <summary>The model that learns: the default one, or another of our own if that one cannot learn.</summary>
    /// <exception cref="DrawingsException">None can.</exception>
    public ListedModel Base() =>
        material
            .Models.List()
            .OrderByDescending(model => model.IsDefault)
            .FirstOrDefault(model =>
                model.Files is not null
                && material.Models.WordsOf(model) is not null
                && OneOfMany.Read(() => !material.Models.Facts(model).IsGuidanceDistilled, _ => false)
            )
        ?? throw new DrawingsException(DrawingsFault.NoModel);

    /// <summary>Begins a training.</summary>
    /// <param name="word">What all drawings show, as pupils will write it.</param>
    /// <param name="pictures">Names of uploads.</param>
    /// <exception cref="DrawingsException">The word or the number of drawings is not possible, or another one
    /// trains.</exception>
    public void Start(string word, IReadOnlyList<string> pictures)
    {
        word = word.Trim().ToLowerInvariant();
        RequireWord(word);
        if (pictures.Count is < Least or > Most)
            throw new DrawingsException(DrawingsFault.Count, pictures.Count);
        ListedModel model = Base();
        if (material.Reader.WordsOf(model.Name)?.Read(word).IsWhole != false)
            throw new DrawingsException(DrawingsFault.KnownWord, word);
        if (material.Loras.List().Any(lora => string.Equals(lora.Name, word, StringComparison.OrdinalIgnoreCase)))
            throw new DrawingsException(DrawingsFault.Taken, word);
        DrawingsSubject subject = new(word, model.Name, pictures);
        if (!trainings.TryBeside(word, () => Trains, () => Begin(subject, model.Files!)))
            throw new DrawingsException(DrawingsFault.Busy);
        Changed?.Invoke();
    }

    private bool Trains => Status is { Phase: DrawingsPhase.Training };

    /// <summary>Begins on a thread of its own, unless drawings are learned already.</summary>
    private void Begin(DrawingsSubject subject, ModelFolder model)
    {
        lock (_gate)
        {
            if (_run is { Status.Phase: DrawingsPhase.Training })
                throw new DrawingsException(DrawingsFault.Busy);
            DrawingsRun run = new(subject, Steps, drawingFirst, material.Clock, () => Changed?.Invoke());
            (_run, _ended) = (run, Task.Factory.StartNew(() => Train(run, model), TaskCreationOptions.LongRunning));
        }
    }

    /// <summary>Ends the training without a LoRA.</summary>
    public void Cancel()
    {
        lock (_gate)
            _run?.Stop.Cancel();
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken)
    {
        Clean(); // what a killed server left
        return Task.CompletedTask;
    }

    async Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        Cancel();
        await WhenQuiet().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static void RequireWord(string word)
    {
        if (word.Length is < 2 or > LongestWord || !word.All(char.IsAsciiLetterLower))
            throw new DrawingsException(DrawingsFault.OddWord, word);
        if (FileNameRules.All.Fault(word) is not null)
            throw new DrawingsException(DrawingsFault.OddWord, word);
    }

    private void Train(DrawingsRun run, ModelFolder model)
    {
        try
        {
            string made = Learn(run, model);
            run.Stop.Token.ThrowIfCancellationRequested();
            File.Copy(made, Path.Combine(data.Make("loras"), run.Subject.Word + LoraFile.Extension), overwrite: true);
            run.End(DrawingsPhase.Done);
        }
        catch (OperationCanceledException)
        {
            run.End(DrawingsPhase.Cancelled);
        }
        catch (Exception error)
        {
            LogFailed(error, run.Subject.Word);
            run.End(
                DrawingsPhase.Failed,
                error is HippogriffException known ? known.MessageWithoutPaths : error.GetType().Name
            );
        }
        Clean();
    }

    /// <summary>Trains to the end; the file of the LoRA.</summary>
    private string Learn(DrawingsRun run, ModelFolder model)
    {
        Clean();
        string folder = data.Make(Folder),
            pictures = Directory.CreateDirectory(Path.Combine(folder, "pictures")).FullName;
        for (int i = 0; i < run.Subject.Pictures.Count; i++)
        {
            string file = Path.Combine(pictures, FormattableString.Invariant($"{i:D3}"));
            PngFile.Write(file + ".png", material.Uploads.Picture(run.Subject.Pictures[i]), generated: false);
            File.WriteAllText(file + ".txt", "a " + run.Subject.Word);
        }
        AdapterPlan plan = new(
            run.Subject.Word,
            model.Path,
            CheckpointRegistry.Default.HashOf(model),
            Rank,
            AdapterPlan.DefaultLearningRateSchedule,
            BatchSize: Batch,
            Prior: HeldOn
        );
        IExampleSource source = TrainingData.Open(
            pictures,
            ModelFacts.Read(model).Defaults.Width,
            plan.Seed,
            report: run,
            cancellationToken: run.Stop.Token
        );
        AdapterRun training = AdapterRun.Begin(plan, source, Path.Combine(folder, "run"), options.Device, run);
        training.Train(new TrainingLength(run.Steps, null), run.Stop.Token);
        return training.File;
    }

    private void Clean()
    {
        try
        {
            if (Directory.Exists(data.In(Folder)))
                Directory.Delete(data.In(Folder), recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogLeft(error.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "The LoRA '{Word}' could not be trained.")]
    private partial void LogFailed(Exception error, string word);

    [LoggerMessage(LogLevel.Warning, "Drawings that were learned from could not be deleted: {Reason}")]
    private partial void LogLeft(string reason);
}
