namespace Hippogriff.Studio.Jobs;

/// <summary>The open jobs in memory and their order. Guarded by the queue's lock.</summary>
internal sealed class JobLine(StepPace pace, OwnerShares shares)
{
    private readonly List<QueuedJob> _running = [],
        _waiting = [];
    private readonly Dictionary<Guid, QueuedJob> _all = [];
    private readonly FairTurns _turns = new(shares);
    private IReadOnlyList<QueuedJob>? _order;

    public IReadOnlyList<QueuedJob> Running => _running;

    /// <summary>Why pictures of the running jobs cannot be written; null if nothing is known to hinder it.</summary>
    public WritingFault? Fault { get; private set; }

    /// <summary>Those that wait, in the order in which they are drawn: owners in turn, of each its own order.</summary>
    public IReadOnlyList<QueuedJob> Waiting => _order ??= _turns.Order(_waiting);

    /// <summary>Whether jobs of a class wait until its teacher lets them go on.</summary>
    public bool IsHeld { get; set; }

    /// <summary>The waiting job that may begin next; null if there is none.</summary>
    public QueuedJob? Next => Waiting.FirstOrDefault(entry => !Holds(entry));

    /// <summary>The running jobs, then those that wait.</summary>
    public IEnumerable<QueuedJob> All => _running.Concat(Waiting);

    public QueuedJob? Find(Guid id) => _all.GetValueOrDefault(id);

    public void Add(QueuedJob entry)
    {
        entry.Job = entry.Job with { Unwritten = Fault };
        _turns.Join(entry, _running, _waiting);
        _order = null;
        _waiting.Add(entry);
        _all.Add(entry.Job.Id, entry);
    }

    /// <summary>Starts a waiting job; false if it no longer waits.</summary>
    public bool Begin(QueuedJob entry)
    {
        if (!_waiting.Remove(entry))
            return false;
        _running.Add(entry);
        _turns.Charge(entry);
        _order = null;
        return true;
    }

    public void Remove(QueuedJob entry)
    {
        _all.Remove(entry.Job.Id);
        _order = null;
        _waiting.Remove(entry);
        _running.Remove(entry);
    }

    /// <summary>
    /// Moves a waiting job to a position, as far as the turns of several owners allow; false if it does not wait.
    /// </summary>
    public bool Move(QueuedJob entry, int position)
    {
        if (!_waiting.Contains(entry))
            return false;
        List<QueuedJob> moved = [.. Waiting.Where(other => other != entry)];
        moved.Insert(Math.Clamp(position, 0, moved.Count), entry);
        _waiting.Clear();
        _waiting.AddRange(moved);
        _order = null;
        return true;
    }

    /// <summary>The current event of a job, with its newest pictures.</summary>
    public JobEvent NewestOf(QueuedJob entry) => EventOf(entry) with { Preview = entry.Preview, Noisy = entry.Noisy };

    /// <summary>The current event of a job.</summary>
    public JobEvent EventOf(QueuedJob entry)
    {
        int index = entry.Job.State == JobState.Queued ? IndexOf(entry) : -1;
        if (index < 0)
            return new JobEvent(entry.Job, 0, entry.Step, entry.Steps, entry.Remaining);
        if (Holds(entry)) // nobody knows for how long
            return new JobEvent(entry.Job, index + _running.Count, 0, entry.Steps, null);
        // those that run share the device, so the last of them is done when the work of all is
        TimeSpan? busy = _running
            .Select(running => running.Remaining ?? Estimate(running))
            .Aggregate((TimeSpan?)TimeSpan.Zero, (most, next) => next is null || next > most ? next : most);
        TimeSpan? remaining = Waiting.Take(index + 1).Select(Estimate).Aggregate(busy, (sum, next) => sum + next);
        return new JobEvent(entry.Job, index + _running.Count, 0, entry.Steps, remaining);
    }

    /// <summary>Notifies watchers of waiting jobs of changed positions.</summary>
    public void TellPositions()
    {
        foreach (QueuedJob entry in Waiting.Where(entry => entry.IsWatched))
            if (EventOf(entry) is var now && now.Position != entry.ToldPosition)
                entry.Tell(now);
    }

    /// <summary>Notifies all watchers of waiting jobs.</summary>
    public void TellAll()
    {
        foreach (QueuedJob entry in Waiting)
            entry.Tell(EventOf(entry));
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

    /// <summary>What belongs to nobody in particular, such as the teacher's own, is drawn all the same.</summary>
    private bool Holds(QueuedJob entry) => IsHeld && entry.Job.Owner.Length > 0;

    private int IndexOf(QueuedJob entry)
    {
        for (int i = 0; i < Waiting.Count; i++)
            if (Waiting[i] == entry)
                return i;
        return -1;
    }

    private TimeSpan? Estimate(QueuedJob entry) => pace.Estimate(entry.Job.Order);
}
