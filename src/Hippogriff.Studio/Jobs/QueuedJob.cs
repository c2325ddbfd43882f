using System.Threading.Channels;

namespace Hippogriff.Studio.Jobs;

/// <summary>A job that has not ended, in memory. All but <see cref="Stop"/> belongs to the queue's lock.</summary>
internal sealed class QueuedJob(Job job)
{
    /// <summary>
    /// Buffered events for a slow watcher; older ones are dropped for newer ones, so the end is never lost.
    /// </summary>
    private const int Backlog = 16;

    private readonly List<(Channel<JobEvent> Events, bool Previews, int Even)> _watchers = [];

    public Job Job { get; set; } = job;

    public int Step { get; set; }

    public int Steps { get; set; }

    public TimeSpan? Remaining { get; set; }

    /// <summary>Whether its pictures are drawn and could not be written yet.</summary>
    public bool IsHindered { get; set; }

    /// <summary>Whether the pictures that are drawn at present are to be left out.</summary>
    public bool IsSkipped { get; set; }

    /// <summary>The newest preview, as PNG; null before the first.</summary>
    public ReadOnlyMemory<byte>? Preview { get; set; }

    /// <summary>The newest noisy picture, as PNG; null before the first.</summary>
    public ReadOnlyMemory<byte>? Noisy { get; set; }

    /// <summary>The position last sent to watchers.</summary>
    public int ToldPosition { get; set; } = -1;

    /// <summary>
    /// Whether a server crashed while it was drawn. It is drawn alone, so that the one that crashes the server is found
    /// and the others are drawn.
    /// </summary>
    public bool Crashed { get; init; }

    /// <summary>Trace of the HTTP request.</summary>
    public System.Diagnostics.ActivityContext? ParentTrace { get; init; }

    /// <summary>Stops the drawing.</summary>
    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Whether it has watchers.</summary>
    public bool IsWatched => _watchers.Count > 0;

    /// <summary>Whether a watcher needs previews.</summary>
    public bool WantsPreviews => _watchers.Exists(watcher => watcher.Previews);

    /// <summary>Most evenly spread previews that a watcher asked for.</summary>
    public int EvenPreviews => _watchers.Select(watcher => watcher.Even).DefaultIfEmpty().Max();

    public ChannelReader<JobEvent> Watch(JobEvent now, bool previews, int even = 0)
    {
        Channel<JobEvent> watcher = Channel.CreateBounded<JobEvent>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
        );
        watcher.Writer.TryWrite(now);
        _watchers.Add((watcher, previews, even));
        return watcher.Reader;
    }

    public void Unwatch(ChannelReader<JobEvent> reader) =>
        _watchers.RemoveAll(watcher => watcher.Events.Reader == reader);

    public void Tell(JobEvent happened)
    {
        ToldPosition = happened.Position;
        foreach ((Channel<JobEvent> watcher, _, _) in _watchers)
            watcher.Writer.TryWrite(happened);
    }

    /// <summary>Ends the streams of its watchers.</summary>
    public void Close()
    {
        foreach ((Channel<JobEvent> watcher, _, _) in _watchers)
            watcher.Writer.TryComplete();
        _watchers.Clear();
    }
}
