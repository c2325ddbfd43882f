namespace Hippogriff.Studio.Jobs;

/// <summary>The open jobs in memory and their order. Guarded by the queue's lock.</summary>
internal sealed class JobLine(StepPace pace)
{
    private readonly List<QueuedJob> _running = [],
        _waiting = [];
    private readonly Dictionary<Guid, QueuedJob> _all = [];

    public IReadOnlyList<QueuedJob> Running => _running;

    /// <summary>Why pictures of the running jobs cannot be written; null if nothing is known to hinder it.</summary>
    public WritingFault? Fault { get; private set; }

    public IReadOnlyList<QueuedJob> Waiting => _waiting;

    /// <summary>The running jobs, then those that wait.</summary>
    public IEnumerable<QueuedJob> All => _running.Concat(_waiting);

    public QueuedJob? Find(Guid id) => _all.GetValueOrDefault(id);

    public void Add(QueuedJob entry)
    {
        entry.Job = entry.Job with { Unwritten = Fault };
        _waiting.Add(entry);
        _all.Add(entry.Job.Id, entry);
    }

    /// <summary>Starts a waiting job; false if it no longer waits.</summary>
    public bool Begin(QueuedJob entry)
    {
        if (!_waiting.Remove(entry))
            return false;
        _running.Add(entry);
        return true;
    }

    public void Remove(QueuedJob entry)
    {
        _all.Remove(entry.Job.Id);
        _waiting.Remove(entry);
        _running.Remove(entry);
    }

    /// <summary>Moves a waiting job to a position; false if it does not wait.</summary>
    public bool Move(QueuedJob entry, int position)
    {
        if (!_waiting.Remove(entry))
            return false;
        _waiting.Insert(Math.Clamp(position, 0, _waiting.Count), entry);
        return true;
    }

    /// <summary>The current event of a job, with its newest pictures.</summary>
    public JobEvent NewestOf(QueuedJob entry) => EventOf(entry) with { Preview = entry.Preview, Noisy = entry.Noisy };

    /// <summary>The current event of a job.</summary>
    public JobEvent EventOf(QueuedJob entry)
    {
        int index = entry.Job.State == JobState.Queued ? _waiting.IndexOf(entry) : -1;
        if (index < 0)
            return new JobEvent(entry.Job, 0, entry.Step, entry.Steps, entry.Remaining);
        // those that run share the device, so the last of them is done when the work of all is
        TimeSpan? busy = _running
            .Select(running => running.Remaining ?? Estimate(running))
            .Aggregate((TimeSpan?)TimeSpan.Zero, (most, next) => next is null || next > most ? next : most);
        TimeSpan? remaining = _waiting.Take(index + 1).Select(Estimate).Aggregate(busy, (sum, next) => sum + next);
        return new JobEvent(entry.Job, index + _running.Count, 0, entry.Steps, remaining);
    }

    /// <summary>Notifies watchers of waiting jobs of changed positions.</summary>
    public void TellPositions()
    {
        foreach (QueuedJob entry in _waiting.Where(entry => entry.IsWatched))
            if (EventOf(entry) is var now && now.Position != entry.ToldPosition)
                entry.Tell(now);
    }

    /// <summary>Tells all watchers that nothing can be written, or takes that back with null.</summary>
    public void Hinder(WritingFault? fault)
    {
        Fault = fault;
        foreach (QueuedJob entry in All)
        {
            entry.Job = entry.Job with { Unwritten = fault };
            entry.Tell(EventOf(entry));
        }
    }

    private TimeSpan? Estimate(QueuedJob entry) => pace.Estimate(entry.Job.Order);
}
