using Hippogriff.Training.Loop;

namespace Hippogriff.Studio.Trainings;

/// <summary>How a training of drawings stands.</summary>
internal enum DrawingsPhase
{
    /// <summary>It trains.</summary>
    Training,

    /// <summary>The LoRA is installed.</summary>
    Done,

    /// <summary>It was cancelled, or the server ended.</summary>
    Cancelled,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>Where a training of drawings stands.</summary>
/// <param name="Word">What the drawings show.</param>
/// <param name="Model">The model that learns it.</param>
/// <param name="Pictures">Number of drawings.</param>
/// <param name="Phase">How it stands.</param>
internal sealed record DrawingsStatus(string Word, string Model, int Pictures, DrawingsPhase Phase)
{
    /// <summary>Share of the updates that are done, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>How long it will take if as much is drawn beside it as before; null while that is not known.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Why it failed; null if it did not.</summary>
    public string? Error { get; init; }
}

/// <summary>What is learned.</summary>
/// <param name="Word">What the drawings show.</param>
/// <param name="Model">Name of the model that learns it.</param>
/// <param name="Pictures">Names of uploads.</param>
internal sealed record DrawingsSubject(string Word, string Model, IReadOnlyList<string> Pictures);

/// <summary>A training of drawings while it lasts. Thread-safe.</summary>
/// <param name="subject">What is learned.</param>
/// <param name="steps">Number of updates.</param>
/// <param name="drawingFirst">Gives jobs precedence.</param>
/// <param name="clock">Measures.</param>
/// <param name="changed">Called on any thread after a change.</param>
internal sealed class DrawingsRun(
    DrawingsSubject subject,
    int steps,
    DrawingFirst drawingFirst,
    TimeProvider clock,
    Action changed
) : ITrainingObserver, IProgress<string>
{
    /// <summary>Beside drawing it has a quarter of the time: it waits three times as long as it works.</summary>
    private const int WaitsFor = 3;

    private readonly Lock _gate = new();
    private DrawingsStatus _status = new(subject.Word, subject.Model, subject.Pictures.Count, DrawingsPhase.Training);
    private long _first,
        _last;

    public DrawingsSubject Subject => subject;

    public int Steps => steps;

    /// <summary>Ends it.</summary>
    public CancellationTokenSource Stop { get; } = new();

    public DrawingsStatus Status
    {
        get
        {
            lock (_gate)
                return _status;
        }
    }

    public void Stage(string name, string description) => _first = _last = clock.GetTimestamp();

    public void Step(TrainingProgress progress)
    {
        long step = progress.State.Step,
            now = clock.GetTimestamp();
        TimeSpan worked = clock.GetElapsedTime(_last, now);
        Change(status =>
            status with
            {
                Progress = Math.Min(1, (double)step / steps),
                Remaining = clock.GetElapsedTime(_first, now) / step * Math.Max(0, steps - step),
            }
        );
        drawingFirst.Wait(worked * WaitsFor, Stop.Token);
        _last = clock.GetTimestamp();
    }

    public void Note(string sentence) { } // of files, which are deleted

    public void Report(string value) { }

    /// <summary>It has ended.</summary>
    public void End(DrawingsPhase phase, string? error = null) =>
        Change(status => status with { Phase = phase, Error = error, Remaining = null });

    private void Change(Func<DrawingsStatus, DrawingsStatus> change)
    {
        lock (_gate)
            _status = change(_status);
        changed();
    }
}
