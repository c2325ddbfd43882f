using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hippogriff.Studio.Configuration;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The queue over <see cref="JobStore"/>, for those who ask for pictures and watch. Open jobs (<see cref="OpenJobs"/>)
/// and their watchers (<see cref="QueuedJob"/>) are in memory.
/// </summary>
internal sealed partial class JobQueue : IJobQueue, IDisposable
{
    private readonly OpenJobs _open;
    private readonly SemaphoreSlim _taking = new(1);
    private readonly JobRequestValidator _orders;
    private readonly ILogger<JobQueue> _log;
    private readonly bool _isClass;
    private long _lastPlace;

    public JobQueue(
        JobStore store,
        JobRequestValidator orders,
        StepPace pace,
        OwnerShares shares,
        TimeProvider clock,
        ILogger<JobQueue> log
    )
    {
        (_orders, _log, _isClass) = (orders, log, shares.IsClass);
        _open = new OpenJobs(store, shares, pace, clock, LogListener);
        Work = new JobWork(_open);
        store.PutBackAll();
        foreach (StoredJob open in store.Open())
        {
            if (open.Fault is null)
                _open.Line.Add(new QueuedJob(open.Job) { Crashed = open.Begun > 0 });
            else if (store.End(open.Job.Id, JobState.Failed, open.Fault, open.Steps, clock.GetUtcNow()))
                LogUnreadable(open.Job.Id, open.Fault);
        }
        _lastPlace = _open.Line.Waiting.Count;
        store.Arrange([.. _open.Line.Waiting.Select(entry => entry.Job.Id)]);
        if (_lastPlace > 0)
            _open.Arrived.Release((int)_lastPlace);
    }

    /// <summary>The queue as its worker sees it.</summary>
    public JobWork Work { get; }

    public event Action<JobEvent>? Changed
    {
        add => _open.Changed += value;
        remove => _open.Changed -= value;
    }

    /// <summary>Raised on any thread when <see cref="IsHeld"/> changed.</summary>
    public event Action? HoldChanged;

    /// <summary>Whether the jobs of a class are taken but not begun. Not kept over a restart.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_open.Gate)
                return _open.Line.IsHeld;
        }
        set
        {
            lock (_open.Gate)
            {
                if (_open.Line.IsHeld == value)
                    return;
                _open.Line.IsHeld = value;
                _open.Line.TellAll();
            }
            if (!value)
                _open.Arrived.Release();
            HoldChanged?.Invoke();
        }
    }

    /// <summary>Number of waiting jobs.</summary>
    public int Length
    {
        get
        {
            lock (_open.Gate)
                return _open.Line.Waiting.Count;
        }
    }

    /// <summary>Whether the queue accepts no more jobs.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_open.Gate)
                return _open.Admission.IsClosed;
        }
    }

    public Task<Job> EnqueueAsync(JobRequest order, string client, CancellationToken cancellationToken = default) =>
        EnqueueAsync(order, client, owner: "", cancellationToken);

    /// <inheritdoc cref="IJobQueue.EnqueueAsync"/>
    /// <param name="order">The request.</param>
    /// <param name="client">The client.</param>
    /// <param name="owner">Who the job belongs to; empty where nobody is told apart.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Job> EnqueueAsync(
        JobRequest order,
        string client,
        string owner,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (_open.Gate)
            _open.Admission.Require(client, owner, order.Count); // before an upload is decoded
        JobRequest resolved = await _orders.ResolveAsync(order, cancellationToken).ConfigureAwait(false);
        JobEvent taken;
        await _taking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (_open.Gate)
            {
                _open.Admission.Require(client, owner, resolved.Count);
                if (_isClass && owner.Length > 0 && order.Steps is null)
                    resolved = Crowd.Hurried(resolved, _open.Line.Waiting);
            }
            Job job = new(
                Guid.NewGuid(),
                client,
                resolved,
                JobState.Queued,
                DateTimeOffset.FromUnixTimeMilliseconds(_open.Clock.GetUtcNow().ToUnixTimeMilliseconds())
            )
            {
                Owner = owner,
            };
            _open.Store.Add(job, ++_lastPlace);
            QueuedJob entry = new(job) { ParentTrace = System.Diagnostics.Activity.Current?.Context };
            lock (_open.Gate)
            {
                _open.Line.Add(entry);
                taken = _open.Line.EventOf(entry);
            }
        }
        finally
        {
            _taking.Release();
        }
        _open.Arrived.Release();
        _open.Raise(taken);
        return taken.Job;
    }

    public Job? Find(Guid id)
    {
        lock (_open.Gate)
            if (_open.Line.Find(id) is { } entry)
                return entry.Job;
        return _open.Store.Find(id)?.Job;
    }

    public JobEvent? Now(Guid id)
    {
        lock (_open.Gate)
            if (_open.Line.Find(id) is { } entry)
                return _open.Line.NewestOf(entry);
        return _open.Store.Find(id) is { } stored ? new JobEvent(stored.Job, 0, stored.Steps, stored.Steps) : null;
    }

    public IReadOnlyList<JobEvent> Open()
    {
        lock (_open.Gate)
            return [.. _open.Line.All.Select(entry => _open.Line.NewestOf(entry))];
    }

    public IReadOnlyList<Job> Ended(int most) =>
        [.. _open.Store.Ended(Math.Clamp(most, 0, 10_000)).Select(stored => stored.Job)];

    /// <summary>Jobs of an owner that ended, newest first.</summary>
    public IReadOnlyList<Job> Ended(int most, string owner) =>
        [.. _open.Store.Ended(Math.Clamp(most, 0, 10_000), owner).Select(stored => stored.Job)];

    public bool Cancel(Guid id)
    {
        QueuedJob? entry;
        lock (_open.Gate)
            entry = _open.Line.Find(id);
        DateTimeOffset now = _open.Clock.GetUtcNow();
        if (entry is null || !_open.Store.End(id, JobState.Cancelled, error: null, entry.Step, now))
            return false;
        JobEvent? happened = null;
        lock (_open.Gate)
        {
            if (!entry.Job.HasEnded) // else its worker was told by the store before, and has told so
            {
                Job ended = entry.Job with { State = JobState.Cancelled, Ended = now };
                if (!_open.Line.Running.Contains(entry))
                    happened = _open.EndLocked(entry, ended);
                else
                    // its worker stops within a step and returns the finished pictures
                    (entry.Job, entry.Remaining) = (ended, null);
            }
        }
        entry.Stop.Cancel(); // only now: whoever hears of it finds the job ended, and is the last one to change it
        if (happened is not null)
        {
            _open.Raise(happened);
            _open.Arrived.Release(); // the one behind it may be for the company of those that are drawn
        }
        return true;
    }

    public bool Skip(Guid id) => Work.Skip(id);

    public bool Move(Guid id, int position)
    {
        JobEvent moved;
        _taking.Wait();
        try
        {
            Guid[] order;
            lock (_open.Gate)
            {
                if (_open.Line.Find(id) is not { } entry || !_open.Line.Move(entry, position))
                    return false;
                order = [.. _open.Line.Waiting.Select(waiting => waiting.Job.Id)];
                _open.Line.TellPositions();
                moved = _open.Line.EventOf(entry);
            }
            _open.Store.Arrange(order);
            _lastPlace = Math.Max(_lastPlace, order.Length);
        }
        finally
        {
            _taking.Release();
        }
        _open.Arrived.Release(); // another one may be the next
        _open.Raise(moved);
        return true;
    }

    public IAsyncEnumerable<JobEvent> WatchAsync(
        Guid id,
        bool previews,
        CancellationToken cancellationToken = default
    ) => WatchAsync(id, previews, even: 0, cancellationToken);

    public async IAsyncEnumerable<JobEvent> WatchAsync(
        Guid id,
        bool previews,
        int even,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        QueuedJob? entry;
        ChannelReader<JobEvent>? events = null;
        lock (_open.Gate)
        {
            entry = _open.Line.Find(id);
            if (!_open.Admission.IsClosed)
                events = entry?.Watch(_open.Line.NewestOf(entry), previews, even);
        }
        if (entry is null || events is null)
        {
            if (Now(id) is { } ended)
                yield return ended;
            yield break;
        }
        try
        {
            await foreach (JobEvent happened in events.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return happened;
        }
        finally
        {
            lock (_open.Gate)
                entry.Unwatch(events);
        }
    }

    public void Dispose()
    {
        _taking.Dispose();
        _open.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "The job {Job} failed: {Reason}")]
    private partial void LogUnreadable(Guid job, string reason);

    [LoggerMessage(LogLevel.Error, "A listener to the queue failed.")]
    private partial void LogListener(Exception error);
}
