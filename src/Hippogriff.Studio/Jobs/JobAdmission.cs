using Hippogriff.Studio.Configuration;
using Hippogriff.Texts;

namespace Hippogriff.Studio.Jobs;

/// <summary>Whether the queue takes another job. Guarded by the queue's lock.</summary>
internal sealed class JobAdmission(StudioLimits limits, JobLine line)
{
    /// <summary>Whether no more jobs are taken.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Takes no more jobs.</summary>
    public void Close() => IsClosed = true;

    /// <summary>Refuses what there is no room for.</summary>
    /// <exception cref="HippogriffException">Drawn pictures cannot be written.</exception>
    /// <exception cref="QueueFullException">The queue or the client's share is full, or the server ends.</exception>
    public void Require(string client, string owner = "")
    {
        if (IsClosed)
            throw new QueueFullException(
                "The server is about to end; ask again when it is back.",
                TimeSpan.FromSeconds(10)
            );
        if (line.Fault is { } fault)
            throw fault.OfNew();
        if (line.Waiting.Count >= limits.Queue)
            throw Full(
                $"{Counted.Of(line.Waiting.Count, "job")} "
                    + $"{Counted.Noun(line.Waiting.Count, "waits", "wait")}, and no more are taken"
            );
        int own = line.Waiting.Count(entry =>
            entry.Job.Client == client || owner.Length > 0 && entry.Job.Owner == owner
        );
        if (own >= limits.QueueOfClient)
            throw Full(
                $"{Counted.Of(own, "job")} of '{client}' {Counted.Noun(own, "waits", "wait")}, and no more "
                    + "are taken of one client"
            );
    }

    /// <summary>The error for a full queue; retry when a running job is done.</summary>
    private QueueFullException Full(string why)
    {
        TimeSpan? first = line.Running.Select(running => running.Remaining).Min();
        int seconds = (int)Math.Clamp(Math.Ceiling(first?.TotalSeconds ?? 5), 1, 300);
        return new QueueFullException($"{why}; ask again in {seconds} s.", TimeSpan.FromSeconds(seconds));
    }
}
