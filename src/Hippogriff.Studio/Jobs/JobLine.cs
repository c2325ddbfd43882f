namespace Hippogriff.Studio.Jobs;

/// <summary>The open jobs in memory and their order. Guarded by the queue's lock.</summary>
internal sealed class JobLine(StepPace pace)
{
    private readonly List<QueuedJob> _waiting = [];
    private readonly Dictionary<Guid, QueuedJob> _all = [];

    public QueuedJob? Running { get; private set; }

    /// <summary>Why the pictures of the running job cannot be written; null if nothing is known to hinder it.</summary>
    public WritingFault? Fault { get; private set; }

    public IReadOnlyList<QueuedJob> Waiting => _waiting;

    /// <summary>The running job, then those that wait.</summary>
    public IEnumerable<QueuedJob> All => Running is null ? _waiting : _waiting.Prepend(Running);

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
        Running = entry;
        return true;
    }

    public void Remove(QueuedJob entry)
    {
        _all.Remove(entry.Job.Id);
        _waiting.Remove(entry);
        if (Running == entry)
            Running = null;
    }

    /// <summary>Moves a waiting job to a position; false if it does not wait.</summary>
    public bool Move(QueuedJob entry, int position)
    {
        if (!_waiting.Remove(entry))
            return false;
        _waiting.Insert(Math.Clamp(position, 0, _waiting.Count), entry);
        return true;
    }

    /// <summary>The current event of a job.</summary>
    public JobEvent EventOf(QueuedJob entry)
    {
        int index = entry.Job.State == JobState.Queued ? _waiting.IndexOf(entry) : -1;
        if (index < 0)
            return new JobEvent(entry.Job, 0, entry.Step, entry.Steps, entry.Remaining);
        TimeSpan? remaining = _waiting
            .Take(index + 1)
            .Select(Estimate)
            .Append(Running is null ? TimeSpan.Zero : Running.Remaining ?? Estimate(Running))
            .Aggregate((TimeSpan?)TimeSpan.Zero, (sum, next) => sum + next);
        return new JobEvent(entry.Job, index + (Running is null ? 0 : 1), 0, entry.Steps, remaining);
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
