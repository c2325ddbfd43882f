using Hippogriff.Studio.Configuration;
using Hippogriff.Texts;

namespace Hippogriff.Studio.Jobs;

/// <summary>Whether the queue takes another job. Guarded by the queue's lock.</summary>
internal sealed class JobAdmission(OwnerShares shares, OpenJobs open)
{
    private JobLine Line => open.Line;

    /// <summary>Whether no more jobs are taken.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Takes no more jobs.</summary>
    public void Close() => IsClosed = true;

    /// <summary>Refuses what there is no room for.</summary>
    /// <exception cref="HippogriffException">Drawn pictures cannot be written.</exception>
    /// <exception cref="QueueFullException">The queue, the client's share or its day is full, or the server ends.
    /// </exception>
    public void Require(string client, string owner, int pictures)
    {
        if (IsClosed)
            throw new QueueFullException(
                "The server is about to end; ask again when it is back.",
                TimeSpan.FromSeconds(10)
            )
            {
                Refusal = new QueueRefusal(QueueFault.Ending),
            };
        if (Line.Fault is { } fault)
            throw fault.OfNew();
        if (Line.Waiting.Count >= shares.Limits.Queue)
            throw Full(
                $"{Counted.Of(Line.Waiting.Count, "job")} "
                    + $"{Counted.Noun(Line.Waiting.Count, "waits", "wait")}, and no more are taken",
                new QueueRefusal(QueueFault.Full, Line.Waiting.Count)
            );
        int own = Line.Waiting.Count(entry =>
            entry.Job.Client == client || owner.Length > 0 && entry.Job.Owner == owner
        );
        if (own >= shares.Limits.QueueOfClient)
            throw Full(
                $"{Counted.Of(own, "job")} of '{client}' {Counted.Noun(own, "waits", "wait")}, and no more "
                    + "are taken of one client",
                new QueueRefusal(QueueFault.FullOfClient, own)
            );
        RequireDay(owner, pictures);
    }

    /// <summary>Refuses more pictures than an owner may draw in a day.</summary>
    private void RequireDay(string owner, int pictures)
    {
        if (shares.PicturesOf(owner) is not { } most)
            return;
        DateTimeOffset now = open.Clock.GetUtcNow();
        (int drawn, DateTimeOffset? first) = open.Store.PicturesOf(owner, now - OwnerShares.Day);
        int waiting = Line.All.Where(entry => entry.Job.Owner == owner).Sum(entry => entry.Job.Order.Count);
        if (drawn + waiting + pictures <= most)
            return;
        // room comes when the oldest picture is a day old
        TimeSpan wait = (first ?? now) + OwnerShares.Day - now;
        int taken = drawn + waiting;
        throw new QueueFullException(
            $"'{owner}' may draw {Counted.Of(most, "picture")} in 24 hours, and {Counted.Of(taken, "picture")} "
                + $"{Counted.Noun(taken, "was", "were")} drawn or {Counted.Noun(taken, "waits", "wait")}; "
                + $"{Counted.Of(pictures, "more")} would be too many.",
            wait
        )
        {
            Refusal = new QueueRefusal(QueueFault.Day, taken, most),
        };
    }

    /// <summary>The error for a full queue; retry when a running job is done.</summary>
    private QueueFullException Full(string why, QueueRefusal refusal)
    {
        TimeSpan? first = Line.Running.Select(running => running.Remaining).Min();
        int seconds = (int)Math.Clamp(Math.Ceiling(first?.TotalSeconds ?? 5), 1, 300);
        return new QueueFullException($"{why}; ask again in {seconds} s.", TimeSpan.FromSeconds(seconds))
        {
            Refusal = refusal,
        };
    }
}
