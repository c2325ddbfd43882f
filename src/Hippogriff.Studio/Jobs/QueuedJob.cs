using System.Threading.Channels;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Jobs;

/// <summary>A job that has not ended, in memory. All but <see cref="Stop"/> belongs to the queue's lock.</summary>
internal sealed class QueuedJob(Job job, GenerationSettings? settings)
{
    /// <summary>
    /// Events that wait for a slow watcher; older ones are dropped for newer ones, so the last one, the end, never is.
    /// </summary>
    private const int Backlog = 16;

    private readonly List<(Channel<JobEvent> Events, bool Previews)> _watchers = [];

    public Job Job { get; set; } = job;

    /// <summary>What it will be drawn with, for estimates; null for one that was taken by an earlier server.</summary>
    public GenerationSettings? Settings { get; set; } = settings;

    public int Step { get; set; }

    public int Steps { get; set; }

    public TimeSpan? Remaining { get; set; }

    /// <summary>The newest preview, as PNG; null before the first.</summary>
    public ReadOnlyMemory<byte>? Preview { get; set; }

    /// <summary>The position that watchers know.</summary>
    public int ToldPosition { get; set; } = -1;

    /// <summary>The request that asked for it, for traces.</summary>
    public System.Diagnostics.ActivityContext? ParentTrace { get; init; }

    /// <summary>Stops the drawing.</summary>
    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Somebody waits for it.</summary>
    public bool IsWatched => _watchers.Count > 0;

    /// <summary>Somebody looks at it while it is drawn.</summary>
    public bool WantsPreviews => _watchers.Exists(watcher => watcher.Previews);

    public ChannelReader<JobEvent> Watch(JobEvent now, bool previews)
    {
        Channel<JobEvent> watcher = Channel.CreateBounded<JobEvent>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
        );
        watcher.Writer.TryWrite(now);
        _watchers.Add((watcher, previews));
        return watcher.Reader;
    }

    public void Unwatch(ChannelReader<JobEvent> reader) =>
        _watchers.RemoveAll(watcher => watcher.Events.Reader == reader);

    public void Tell(JobEvent happened)
    {
        ToldPosition = happened.Position;
        foreach ((Channel<JobEvent> watcher, _) in _watchers)
            watcher.Writer.TryWrite(happened);
    }

    /// <summary>There is nothing more to tell.</summary>
    public void Close()
    {
        foreach ((Channel<JobEvent> watcher, _) in _watchers)
            watcher.Writer.TryComplete();
        _watchers.Clear();
    }
}
