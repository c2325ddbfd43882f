using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hippogriff.Studio.Configuration;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The queue over <see cref="JobStore"/>. The store is authoritative; open jobs (<see cref="JobLine"/>) and their
/// watchers (<see cref="QueuedJob"/>) are in memory. There is one lock, never held during writes or sampling.
/// </summary>
internal sealed partial class JobQueue : IJobQueue, IDisposable
{
    private readonly Lock _gate = new();
    private readonly JobLine _line;
    private readonly JobAdmission _admission;
    private readonly SemaphoreSlim _taking = new(1),
        _arrived = new(0);
    private readonly JobStore _store;
    private readonly JobRequestValidator _orders;
    private readonly TimeProvider _clock;
    private readonly ILogger<JobQueue> _log;
    private long _lastPlace;

    public JobQueue(
        JobStore store,
        JobRequestValidator orders,
        StepPace pace,
        StudioOptions options,
        TimeProvider clock,
        ILogger<JobQueue> log
    )
    {
        (_store, _orders, _clock, _log, _line) = (store, orders, clock, log, new JobLine(pace));
        _admission = new JobAdmission(options.Limits, _line);
        store.PutBackAll();
        foreach (StoredJob open in store.Open())
        {
            if (open.Fault is null)
                _line.Add(new QueuedJob(open.Job));
            else if (store.End(open.Job.Id, JobState.Failed, open.Fault, open.Steps, clock.GetUtcNow()))
                LogUnreadable(open.Job.Id, open.Fault);
        }
        _lastPlace = _line.Waiting.Count;
        store.Arrange([.. _line.Waiting.Select(entry => entry.Job.Id)]);
        if (_lastPlace > 0)
            _arrived.Release((int)_lastPlace);
    }

    public event Action<JobEvent>? Changed;

    /// <summary>Number of waiting jobs.</summary>
    public int Length
    {
        get
        {
            lock (_gate)
                return _line.Waiting.Count;
        }
    }

    /// <summary>Whether the queue accepts no more jobs.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
                return _admission.IsClosed;
        }
    }

    public async Task<Job> EnqueueAsync(JobRequest order, string client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (_gate)
            _admission.Require(client); // before an upload is decoded
        JobRequest resolved = await _orders.ResolveAsync(order, cancellationToken).ConfigureAwait(false);
        JobEvent taken;
        await _taking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (_gate)
                _admission.Require(client);
            Job job = new(
                Guid.NewGuid(),
                client,
                resolved,
                JobState.Queued,
                DateTimeOffset.FromUnixTimeMilliseconds(_clock.GetUtcNow().ToUnixTimeMilliseconds())
            );
            _store.Add(job, ++_lastPlace);
            QueuedJob entry = new(job) { ParentTrace = System.Diagnostics.Activity.Current?.Context };
            lock (_gate)
            {
                _line.Add(entry);
                taken = _line.EventOf(entry);
            }
        }
        finally
        {
            _taking.Release();
        }
        _arrived.Release();
        Raise(taken);
        return taken.Job;
    }

    public Job? Find(Guid id)
    {
        lock (_gate)
            if (_line.Find(id) is { } entry)
                return entry.Job;
        return _store.Find(id)?.Job;
    }

    public JobEvent? Now(Guid id)
    {
        lock (_gate)
            if (_line.Find(id) is { } entry)
                return _line.EventOf(entry) with { Preview = entry.Preview };
        return _store.Find(id) is { } stored ? new JobEvent(stored.Job, 0, stored.Steps, stored.Steps) : null;
    }

    public IReadOnlyList<JobEvent> Open()
    {
        lock (_gate)
            return [.. _line.All.Select(entry => _line.EventOf(entry) with { Preview = entry.Preview })];
    }

    public IReadOnlyList<Job> Ended(int most) =>
        [.. _store.Ended(Math.Clamp(most, 0, 10_000)).Select(stored => stored.Job)];

    public bool Cancel(Guid id)
    {
        QueuedJob? entry;
        lock (_gate)
            entry = _line.Find(id);
        DateTimeOffset now = _clock.GetUtcNow();
        if (entry is null || !_store.End(id, JobState.Cancelled, error: null, entry.Step, now))
            return false;
        JobEvent? happened = null;
        lock (_gate)
        {
            if (!entry.Job.HasEnded) // else its worker was told by the store before, and has told so
            {
                Job ended = entry.Job with { State = JobState.Cancelled, Ended = now };
                if (_line.Running != entry)
                    happened = EndLocked(entry, ended);
                else
                    // its worker stops within a step and returns the finished pictures
                    (entry.Job, entry.Remaining) = (ended, null);
            }
        }
        entry.Stop.Cancel(); // only now: whoever hears of it finds the job ended, and is the last one to change it
        if (happened is not null)
            Raise(happened);
        return true;
    }

    public bool Move(Guid id, int position)
    {
        JobEvent moved;
        _taking.Wait();
        try
        {
            Guid[] order;
            lock (_gate)
            {
                if (_line.Find(id) is not { } entry || !_line.Move(entry, position))
                    return false;
                order = [.. _line.Waiting.Select(waiting => waiting.Job.Id)];
                _line.TellPositions();
                moved = _line.EventOf(entry);
            }
            _store.Arrange(order);
            _lastPlace = Math.Max(_lastPlace, order.Length);
        }
        finally
        {
            _taking.Release();
        }
        Raise(moved);
        return true;
    }

    public async IAsyncEnumerable<JobEvent> WatchAsync(
        Guid id,
        bool previews,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        QueuedJob? entry;
        ChannelReader<JobEvent>? events = null;
        lock (_gate)
        {
            entry = _line.Find(id);
            if (!_admission.IsClosed)
                events = entry?.Watch(_line.EventOf(entry) with { Preview = entry.Preview }, previews);
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
            lock (_gate)
                entry.Unwatch(events);
        }
    }

    public void Dispose()
    {
        _taking.Dispose();
        _arrived.Dispose();
    }

    private void Raise(JobEvent happened)
    {
        foreach (Action<JobEvent> listener in Changed?.GetInvocationList() ?? [])
        {
            try
            {
                listener(happened);
            }
            catch (Exception error)
            {
                LogListener(error);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The job {Job} failed: {Reason}")]
    private partial void LogUnreadable(Guid job, string reason);

    [LoggerMessage(LogLevel.Error, "A listener to the queue failed.")]
    private partial void LogListener(Exception error);
}
