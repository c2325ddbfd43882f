namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Whose turn it is. Each owner has its own line. The next job is that of the owner who has had least of the device so
/// far, by its weight. So the order of arrival counts within the jobs of one owner only. Guarded by the queue's lock.
/// </summary>
/// <remarks>
/// Start-time fair queuing: Goyal, Vin, Cheng 1996, https://dl.acm.org/doi/10.1145/248157.248171. Who comes anew begins
/// at the least that another one had, so that nobody saves up turns while away.
/// </remarks>
internal sealed class FairTurns(OwnerShares shares)
{
    private readonly Dictionary<string, double> _had = new(StringComparer.Ordinal);

    /// <summary>The order in which waiting jobs are drawn.</summary>
    /// <param name="waiting">All that wait; those of each owner in that owner's order.</param>
    public IReadOnlyList<QueuedJob> Order(IReadOnlyList<QueuedJob> waiting)
    {
        Dictionary<string, Queue<(QueuedJob Entry, int At)>> lines = new(StringComparer.Ordinal);
        for (int i = 0; i < waiting.Count; i++)
        {
            if (!lines.TryGetValue(waiting[i].Job.Owner, out Queue<(QueuedJob, int)>? line))
                lines[waiting[i].Job.Owner] = line = new();
            line.Enqueue((waiting[i], i));
        }
        if (lines.Count < 2)
            return [.. waiting];
        PriorityQueue<(string Owner, double Had), (double, int)> next = new();
        foreach ((string owner, Queue<(QueuedJob Entry, int At)> line) in lines)
            Queue(owner, _had.GetValueOrDefault(owner), line);
        List<QueuedJob> order = [];
        while (next.TryDequeue(out (string Owner, double Had) turn, out _))
        {
            Queue<(QueuedJob Entry, int At)> line = lines[turn.Owner];
            QueuedJob entry = line.Dequeue().Entry;
            order.Add(entry);
            if (line.Count > 0)
                Queue(turn.Owner, turn.Had + Cost(entry), line);
        }
        return order;

        // of those who had as much, the one comes first whose job came first
        void Queue(string owner, double had, Queue<(QueuedJob Entry, int At)> line) =>
            next.Enqueue((owner, had), (had, line.Peek().At));
    }

    /// <summary>A job is about to wait.</summary>
    /// <param name="entry">The job.</param>
    /// <param name="running">The jobs that run.</param>
    /// <param name="waiting">The jobs that wait already.</param>
    public void Join(QueuedJob entry, IReadOnlyList<QueuedJob> running, IReadOnlyList<QueuedJob> waiting)
    {
        if (running.Concat(waiting).Any(other => other.Job.Owner == entry.Job.Owner))
            return;
        if (running.Count + waiting.Count == 0)
            _had.Clear(); // nobody waits for anybody
        // what runs counts from its beginning: else its owner's next job would come before the newcomer's first
        double least = running
            .Select(other => _had.GetValueOrDefault(other.Job.Owner) - Cost(other))
            .Concat(waiting.Select(other => _had.GetValueOrDefault(other.Job.Owner)))
            .DefaultIfEmpty()
            .Min();
        _had[entry.Job.Owner] = Math.Max(_had.GetValueOrDefault(entry.Job.Owner), least);
    }

    /// <summary>A job begins, so its owner has had a turn.</summary>
    public void Charge(QueuedJob entry) =>
        _had[entry.Job.Owner] = _had.GetValueOrDefault(entry.Job.Owner) + Cost(entry);

    private double Cost(QueuedJob entry) => Work(entry) / shares.WeightOf(entry.Job.Owner);

    /// <summary>What a job takes of the device: its pictures times steps times pixels.</summary>
    private static double Work(QueuedJob entry)
    {
        JobRequest order = entry.Job.Order;
        return (double)Math.Max(1, order.Count)
            * Math.Max(1, order.Steps ?? 1)
            * Math.Max(1, order.Width ?? 1)
            * Math.Max(1, order.Height ?? 1);
    }
}
