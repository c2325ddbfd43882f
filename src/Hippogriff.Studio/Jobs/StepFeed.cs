using System.Threading.Channels;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Sends the steps of the running job from the device's thread to watchers. Only the preview is decoded on that thread,
/// if a watcher needs it. The first preview is decoded immediately; later ones only when the previous one's cost is at
/// most a <see cref="Share"/> of the elapsed time. PNG encoding and notification run on other threads. Steps without a
/// preview are sent at most every <see cref="Pause"/>, except the last one. If watchers are slower than sampling, steps
/// are skipped. A number of previews that a watcher asked for is decoded whatever it costs, and never skipped.
/// </summary>
internal sealed class StepFeed : IProgress<GenerationProgress>, IAsyncDisposable
{
    /// <summary>Maximum share of time for previews.</summary>
    public const double Share = 0.02;

    /// <summary>Minimum interval between steps without a preview.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    // the first preview of a process loads code, so its cost is not representative
    private static bool s_warm;
    private const int Backlog = 2;

    private readonly Channel<FinishedStep> _reports = Channel.CreateUnbounded<FinishedStep>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly JobWork _work;
    private readonly QueuedJob _entry;
    private readonly TimeProvider _clock;
    private readonly Action<TimeSpan> _stepTime;
    private readonly Task _telling;
    private readonly long _begin;
    private long _last;
    private long _told; // when the last step was handed on; 0 before the first
    private long _previewed; // when the last preview was decoded
    private TimeSpan _cost = TimeSpan.Zero; // what it took.
    private int _even; // Previews of those that are decoded whatever they cost.
    private int _waiting; // Reports that are not sent yet.

    /// <param name="work">Told of each step.</param>
    /// <param name="entry">The running job.</param>
    /// <param name="clock">Clock for step times.</param>
    /// <param name="stepTime">Receives the duration of each step.</param>
    public StepFeed(JobWork work, QueuedJob entry, TimeProvider clock, Action<TimeSpan> stepTime)
    {
        (_work, _entry, _clock, _stepTime) = (work, entry, clock, stepTime);
        _begin = _last = _previewed = clock.GetTimestamp();
        _telling = Task.Run(TellAsync);
    }

    public void Report(GenerationProgress value)
    {
        if (_work.TakeSkip(_entry))
            value.Skip();
        long now = _clock.GetTimestamp();
        TimeSpan drawn = _clock.GetElapsedTime(_begin, now);
        _stepTime(_clock.GetElapsedTime(_last, now));
        (bool any, int even) = _work.WantsPreviews(_entry);
        bool owed = _even < even && value.Step < value.Steps && value.Step * (even + 1) >= (_even + 1) * value.Steps;
        RgbImage? preview = owed || any && _cost <= _clock.GetElapsedTime(_previewed, now) * Share
                ? value.Preview()
                : null,
            noisy = preview is null || !any ? null : value.Noisy();
        if (owed)
            _even++;
        _last = _clock.GetTimestamp();
        if (preview is not null)
            (_previewed, _cost, s_warm) = (_last, s_warm ? _clock.GetElapsedTime(now, _last) : TimeSpan.Zero, true);
        bool due =
            preview is not null
            || value.Step == value.Steps
            || _told == 0
            || _clock.GetElapsedTime(_told, _last) >= Pause;
        // watchers that are slower than the drawing miss steps, but neither the last one nor a preview that is owed
        if (!due || !owed && value.Step < value.Steps && Volatile.Read(ref _waiting) >= Backlog)
            return;
        _told = _last;
        Interlocked.Increment(ref _waiting);
        _reports.Writer.TryWrite(
            new FinishedStep(value.Step, value.Steps, drawn / value.Step * (value.Steps - value.Step), preview, noisy)
        );
    }

    /// <summary>Waits until all reported steps were sent.</summary>
    public async ValueTask DisposeAsync()
    {
        _reports.Writer.TryComplete();
        await _telling.ConfigureAwait(false);
    }

    private async Task TellAsync()
    {
        await foreach (FinishedStep report in _reports.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            ReadOnlyMemory<byte>? preview = Encoded(report.Preview),
                noisy = Encoded(report.Noisy);
            Interlocked.Decrement(ref _waiting);
            _work.Step(_entry, report.Step, report.Steps, report.Remaining, preview, noisy);
        }
    }

    /// <summary>A picture as PNG; null for none, where a null array would become an empty one.</summary>
    private static ReadOnlyMemory<byte>? Encoded(RgbImage? picture)
    {
        if (picture is null)
            return null;
        return PngFile.Encode(picture, generated: true, quick: true);
    }

    private sealed record FinishedStep(int Step, int Steps, TimeSpan Remaining, RgbImage? Preview, RgbImage? Noisy);
}
