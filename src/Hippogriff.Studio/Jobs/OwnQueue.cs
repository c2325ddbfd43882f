using System.Collections.Concurrent;
using Hippogriff.Studio.Access;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The queue as one person sees it: only their own jobs, unless they see all. Others' jobs do not exist here, but they
/// count in positions and estimates.
/// </summary>
internal sealed class OwnQueue(JobQueue all, OwnUploads uploads, Viewer viewer) : IJobQueue
{
    private readonly ConcurrentDictionary<Action<JobEvent>, Action<JobEvent>> _listeners = new();

    public event Action<JobEvent>? Changed
    {
        add
        {
            if (value is not null)
                all.Changed += _listeners.GetOrAdd(value, listener => happened => Tell(listener, happened));
        }
        remove
        {
            if (value is not null && _listeners.TryRemove(value, out Action<JobEvent>? own))
                all.Changed -= own;
        }
    }

    public Task<Job> EnqueueAsync(JobRequest order, string client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        string owner = viewer.RequireOwner();
        uploads.Require(order);
        return all.EnqueueAsync(order, viewer.Name ?? client, owner, cancellationToken);
    }

    public Job? Find(Guid id) => all.Find(id) is { } job && Sees(job) ? job : null;

    public JobEvent? Now(Guid id) => all.Now(id) is { } now && Sees(now.Job) ? now : null;

    public IReadOnlyList<JobEvent> Open() => [.. all.Open().Where(now => Sees(now.Job))];

    public IReadOnlyList<Job> Ended(int most) =>
        viewer.SeesAll ? all.Ended(most)
        : viewer.Owner is { Length: > 0 } owner ? all.Ended(most, owner)
        : [];

    public bool Cancel(Guid id) => Find(id) is not null && all.Cancel(id);

    public bool Skip(Guid id) => Find(id) is not null && all.Skip(id);

    public bool Move(Guid id, int position)
    {
        if (Find(id) is null)
            return false;
        if (viewer.SeesAll)
            return all.Move(id, position);
        JobEvent[] waiting = [.. all.Open().Where(now => now.Job.State == JobState.Queued)];
        int[] own = [.. Enumerable.Range(0, waiting.Length).Where(i => Sees(waiting[i].Job))];
        return own.Length > 0 && all.Move(id, own[Math.Clamp(position, 0, own.Length - 1)]);
    }

    public IAsyncEnumerable<JobEvent> WatchAsync(
        Guid id,
        bool previews,
        CancellationToken cancellationToken = default
    ) => WatchAsync(id, previews, even: 0, cancellationToken);

    public IAsyncEnumerable<JobEvent> WatchAsync(
        Guid id,
        bool previews,
        int even,
        CancellationToken cancellationToken
    ) => Find(id) is null ? AsyncEnumerable.Empty<JobEvent>() : all.WatchAsync(id, previews, even, cancellationToken);

    private bool Sees(Job job) => viewer.Sees(job.Owner);

    /// <summary>
    /// Of another's job that begins or ends only that something has changed is told, by an own job that waits.
    /// </summary>
    private void Tell(Action<JobEvent> listener, JobEvent happened)
    {
        if (Sees(happened.Job))
            listener(happened);
        else if ((happened.Job.HasEnded || happened.Step == 0) && Open() is [{ } own, ..])
            listener(own);
    }
}
