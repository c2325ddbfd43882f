using System.Collections.Concurrent;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Tests.Studio;

/// <summary>
/// The worker over a <see cref="QueueFixture"/>, without a server. Its clock waits for nothing, what it logs is kept,
/// and a store of pictures that fails can be put before the gallery.
/// </summary>
internal sealed class WorkerFixture
    : IAsyncDisposable,
        IHostApplicationLifetime,
        ILogger<JobWorker>,
        ILogger<JobRun>,
        ILogger<JobKeeping>,
        IImageStore
{
    private CancellationTokenSource _stopping = new();
    private JobTelemetry? _telemetry;
    private JobWorker? _worker;

    public QueueFixture Studio { get; } = new();

    /// <summary>Level and sentence of all that was logged.</summary>
    public ConcurrentQueue<(LogLevel Level, string Sentence)> Log { get; } = [];

    /// <summary>Thrown in order by the next attempts to add pictures.</summary>
    public Queue<Exception> Refusals { get; } = [];

    /// <summary>Thrown by every attempt to add pictures while it is set.</summary>
    public Exception? Hindrance { get; set; }

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => _stopping.Token;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    /// <summary>The worker begins.</summary>
    public Task StartAsync()
    {
        HastyClock clock = new();
        _telemetry = new JobTelemetry(Studio.Options, clock);
        JobWork work = Studio.Queue.Work;
        DrawingMemory memory = new(Studio.Memory, Studio.Options);
        JobDrawing drawing = new(work, Studio.Orders, Studio.Cache, memory, Studio.Pace, clock);
        JobRun run = new(work, drawing, new JobKeeping(work, this, clock, this), _telemetry, Studio.Options, this);
        DrawingCompany company = new(Studio.Cache, memory, Studio.Options, clock);
        _worker = new JobWorker(work, run, company, Studio.Options, this, this);
        return _worker.StartAsync(CancellationToken.None);
    }

    /// <summary>The server ends; waits until the worker has.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _worker!.ExecuteTask!.WithPatience();
    }

    /// <summary>Another server begins with the same folder, whose queue was opened anew.</summary>
    public Task StartAgainAsync()
    {
        _worker!.Dispose();
        _telemetry!.Dispose();
        _stopping.Dispose();
        _stopping = new CancellationTokenSource();
        return StartAsync();
    }

    /// <summary>The job as it is stored when it has ended.</summary>
    public async Task<Job> EndOfAsync(Job job)
    {
        await Patience.UntilAsync(() => Studio.Queue.Find(job.Id)!.HasEnded && Studio.Queue.Open().All(Waits));
        return Studio.Queue.Find(job.Id)!;

        bool Waits(JobEvent open) => open.Job.Id != job.Id;
    }

    public IReadOnlyList<long> Add(UnitOfWork unit, Guid job, IReadOnlyList<GeneratedImage> images) =>
        Hindrance is { } hindrance ? throw hindrance
        : Refusals.TryDequeue(out Exception? refusal) ? throw refusal
        : Studio.Gallery.Add(unit, job, images);

    public void StopApplication() => _stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null)
            await StopAsync();
        _worker?.Dispose();
        _telemetry?.Dispose();
        _stopping.Dispose();
        await Studio.DisposeAsync();
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Log.Enqueue((logLevel, formatter(state, exception)));

    /// <summary>The time of the system, but whoever waits for a time has waited already.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
