using Hippogriff.Training.Loop;

namespace Hippogriff.Studio.Trainings;

/// <summary>A run in this process: observes the training and keeps its state for readers. Thread-safe.</summary>
/// <param name="folder">Its folder.</param>
/// <param name="record">Its stored record.</param>
/// <param name="drawingFirst">Gives jobs precedence.</param>
/// <param name="changed">Called on any thread after a change.</param>
internal sealed class LiveRun(StoredRun folder, RunRecord record, DrawingFirst drawingFirst, Action changed)
    : ITrainingObserver,
        IProgress<string>,
        IDisposable
{
    private const int MostNotes = 12;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, LossHistory> _losses = new(folder.Losses());
    private readonly List<string> _notes = [];
    private RunStatus _status = new(record.Order, RunPhase.Running, record.Created);

    public StoredRun Folder => folder;

    public RunRecord Record => record;

    /// <summary>Completed when it has ended and the end is stored.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CancellationToken Stopping => _stop.Token;

    public RunStatus Status
    {
        get
        {
            lock (_gate)
                return _status with { HasModel = folder.Model is not null };
        }
    }

    /// <summary>Points of the loss by stage.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<LossPoint>> Losses
    {
        get
        {
            lock (_gate)
                return _losses.ToDictionary(pair => pair.Key, pair => pair.Value.Points);
        }
    }

    /// <summary>Requests it to save and end.</summary>
    public void Stop()
    {
        Change(now => now with { Phase = RunPhase.Stopping, IsWaiting = false });
        _stop.Cancel();
    }

    public void Stage(string name, string description)
    {
        lock (_gate)
            _losses.TryAdd(name, new LossHistory());
        Change(now =>
            now with
            {
                Stage = name,
                About = description,
                Step = 0,
                Pictures = 0,
                Loss = null,
                PicturesPerSecond = null,
            }
        );
    }

    public void Step(TrainingProgress progress)
    {
        lock (_gate)
            if (_status.Stage is { } stage)
                _losses[stage].Add(progress.State.Step, progress.State.SmoothLoss);
        Change(now =>
            now with
            {
                Step = progress.State.Step,
                Pictures = progress.State.Samples,
                PicturesPerSecond = progress.PicturesPerSecond,
                Loss = progress.State.SmoothLoss,
                Progress = Math.Max(now.Progress, progress.RunProgress),
                Remaining = progress.RunRemaining,
                IsWaiting = false,
            }
        );
        drawingFirst.Wait(() => Change(now => now with { IsWaiting = true }), _stop.Token);
    }

    /// <summary>
    /// Adds a remark without paths of this machine; files of the run are named relative to its folder.
    /// </summary>
    public void Note(string sentence)
    {
        string said = Plain(sentence);
        lock (_gate)
        {
            _notes.Remove(said);
            _notes.Add(said);
            if (_notes.Count > MostNotes)
                _notes.RemoveAt(0);
        }
        Change(now => now with { Notes = Notes() });
    }

    void IProgress<string>.Report(string value) => Note(value);

    /// <summary>A sentence without the paths of the run and its data.</summary>
    public string Plain(string sentence) =>
        sentence
            .Replace(folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(folder.Path, folder.Name, StringComparison.Ordinal)
            .Replace(DataPath + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(DataPath, record.Order.Dataset, StringComparison.Ordinal);

    /// <summary>Folder of its pictures.</summary>
    public required string DataPath { get; init; }

    /// <summary>The end for the record.</summary>
    public RunEnd EndAs(RunPhase phase, string? error, DateTimeOffset at)
    {
        RunStatus now = Status;
        return new RunEnd(
            phase,
            at,
            error is null ? null : Plain(error),
            now.Stage,
            now.About,
            now.Step,
            now.Pictures,
            now.Loss,
            phase == RunPhase.Done ? 1 : now.Progress
        );
    }

    public void Dispose() => _stop.Dispose();

    private string[] Notes()
    {
        lock (_gate)
            return [.. _notes];
    }

    private void Change(Func<RunStatus, RunStatus> change)
    {
        lock (_gate)
            _status =
                change(_status) is var next && _status.Phase == RunPhase.Stopping
                    ? next with
                    {
                        Phase = RunPhase.Stopping,
                    }
                    : next;
        changed();
    }
}
