using Hippogriff.Studio.Storage;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The queue as <see cref="JobWorker"/> sees it: takes jobs, reports their steps, and writes down how they end.
/// </summary>
internal sealed class JobWork(OpenJobs open)
{
    /// <summary>A job that was started this often without an end crashes the server and fails.</summary>
    internal const int MostBeginnings = 10;

    /// <summary>Starts and returns the next job; waits until there is one that may begin.</summary>
    /// <param name="mayBegin">Whether a job may begin now; asked again after <see cref="TryAgain"/>. No job overtakes
    /// another.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<QueuedJob> TakeAsync(Func<QueuedJob, bool> mayBegin, CancellationToken cancellationToken)
    {
        while (true)
        {
            await open.Arrived.WaitAsync(cancellationToken).ConfigureAwait(false);
            while (First() is { } entry && mayBegin(entry))
                if (TryBegin(entry))
                {
                    open.Arrived.Release(); // the next one may be for this one's company
                    return entry;
                }
        }
    }

    /// <summary>Looks again whether a job may be taken: after a failure, or when another one has ended.</summary>
    public void TryAgain() => open.Arrived.Release();

    private QueuedJob? First()
    {
        lock (open.Gate)
            return open.Line.Next;
    }

    /// <summary>False if the job was cancelled meanwhile or must not be retried.</summary>
    private bool TryBegin(QueuedJob entry)
    {
        DateTimeOffset now = open.Clock.GetUtcNow();
        int begun = open.Store.Begin(entry.Job.Id, now);
        if (begun > MostBeginnings)
            Fail(entry, $"The server ended {MostBeginnings} times while it drew this, so it is not tried again.");
        JobEvent began;
        lock (open.Gate)
        {
            if (begun is 0 or > MostBeginnings)
            {
                open.Line.Remove(entry); // whoever ended it tells so
                return false;
            }
            if (!open.Line.Begin(entry))
                return false;
            entry.Job = entry.Job with { State = JobState.Running, Started = now };
            began = open.Line.EventOf(entry);
            entry.Tell(began);
            open.Line.TellPositions();
        }
        open.Raise(began);
        return true;
    }

    /// <summary>Whether a watcher needs previews, and how many of them whatever they cost.</summary>
    public (bool Any, int Even) WantsPreviews(QueuedJob entry)
    {
        lock (open.Gate)
            return (entry.WantsPreviews, entry.EvenPreviews);
    }

    /// <inheritdoc cref="IJobQueue.Skip"/>
    public bool Skip(Guid id)
    {
        lock (open.Gate)
            return open.Line.Find(id) is { Job.HasEnded: false } entry
                && open.Line.Running.Contains(entry)
                && (entry.IsSkipped = true);
    }

    /// <summary>Whether the pictures that are drawn are to be left out; says so once.</summary>
    public bool TakeSkip(QueuedJob entry)
    {
        lock (open.Gate)
            return entry.IsSkipped && !(entry.IsSkipped = false);
    }

    /// <summary>Reports a step of the running job.</summary>
    public void Step(
        QueuedJob entry,
        int step,
        int steps,
        TimeSpan? remaining,
        ReadOnlyMemory<byte>? preview,
        ReadOnlyMemory<byte>? noisy = null
    )
    {
        JobEvent happened;
        lock (open.Gate)
        {
            if (entry.Job.HasEnded)
                return;
            (entry.Step, entry.Steps, entry.Remaining) = (step, steps, remaining);
            (entry.Preview, entry.Noisy) = (preview ?? entry.Preview, noisy ?? entry.Noisy);
            happened = open.Line.EventOf(entry) with { Preview = preview, Noisy = noisy };
            entry.Tell(happened);
        }
        open.Raise(happened);
    }

    /// <summary>Tells those who wait that a job's drawn pictures cannot be written at present.</summary>
    public void Hinder(QueuedJob entry, WritingFault fault)
    {
        lock (open.Gate)
        {
            entry.IsHindered = true;
            if (open.Line.Fault is null)
                open.Line.Hinder(fault);
        }
    }

    /// <summary>Ends the running job: adds its pictures and writes its end in one transaction.</summary>
    /// <exception cref="OperationCanceledException">It was already cancelled.</exception>
    /// <exception cref="HippogriffException">The pictures could not be written.</exception>
    public void Finish(QueuedJob entry, IImageStore images, IReadOnlyList<Pipelines.GeneratedImage> drawn)
    {
        DateTimeOffset now = open.Clock.GetUtcNow();
        string[] warnings = WarningsOf(drawn);
        using UnitOfWork unit = open.Store.Begin();
        IReadOnlyList<long> pictures = images.Add(unit, entry.Job.Id, drawn);
        unit.Write(connection => JobStore.Finish(connection, entry.Job.Id, entry.Steps, warnings, now));
        unit.Commit();
        open.End(
            entry,
            entry.Job with
            {
                State = JobState.Done,
                Ended = now,
                Pictures = pictures,
                Warnings = warnings,
            }
        );
    }

    /// <summary>Adds the finished pictures of a job that ends early.</summary>
    /// <exception cref="HippogriffException">The pictures could not be written.</exception>
    public IReadOnlyList<long> Keep(
        QueuedJob entry,
        IImageStore images,
        IReadOnlyList<Pipelines.GeneratedImage> finished
    )
    {
        string[] warnings = WarningsOf(finished);
        using UnitOfWork unit = open.Store.Begin();
        IReadOnlyList<long> pictures = images.Add(unit, entry.Job.Id, finished);
        unit.Write(connection => JobStore.Warn(connection, entry.Job.Id, warnings));
        unit.Commit();
        lock (open.Gate)
            entry.Job = entry.Job with { Warnings = warnings };
        return pictures;
    }

    /// <summary>Ends the running job early with an error.</summary>
    /// <param name="entry">The job.</param>
    /// <param name="sentence">The reason.</param>
    /// <param name="pictures">The pictures that were added.</param>
    public void Fail(QueuedJob entry, string sentence, IReadOnlyList<long>? pictures = null)
    {
        DateTimeOffset now = open.Clock.GetUtcNow();
        bool first = true;
        try
        {
            first = open.Store.End(entry.Job.Id, JobState.Failed, sentence, entry.Step, now);
        }
        finally // where even that cannot be written, those who watch are told, and the next start tries again
        {
            if (first)
                open.End(
                    entry,
                    entry.Job with
                    {
                        State = JobState.Failed,
                        Error = sentence,
                        Ended = now,
                        Pictures = pictures ?? [],
                    }
                );
            else
                EndCancelled(entry, pictures ?? []);
        }
    }

    /// <summary>Ends the running job as cancelled, because all its pictures were skipped.</summary>
    /// <exception cref="OperationCanceledException">Always: its worker goes on as with every cancelled job.</exception>
    public void EndSkipped(QueuedJob entry)
    {
        open.Store.End(entry.Job.Id, JobState.Cancelled, error: null, entry.Step, open.Clock.GetUtcNow());
        throw new OperationCanceledException("All pictures were skipped.");
    }

    /// <summary>Ends the running job as cancelled.</summary>
    /// <param name="entry">The job.</param>
    /// <param name="pictures">The finished pictures.</param>
    public void EndCancelled(QueuedJob entry, IReadOnlyList<long> pictures) =>
        open.End(
            entry,
            entry.Job with
            {
                State = JobState.Cancelled,
                Ended = entry.Job.Ended ?? open.Clock.GetUtcNow(),
                Pictures = pictures,
            }
        );

    /// <summary>Puts the running job back for the next server.</summary>
    public void PutBack(QueuedJob entry) => open.Store.PutBack(entry.Job.Id);

    /// <summary>Stops accepting jobs and ends the streams of watchers of jobs that will not be drawn.</summary>
    /// <param name="all">Whether to include watchers of the running jobs.</param>
    public void Close(bool all)
    {
        lock (open.Gate)
        {
            open.Admission.Close();
            foreach (QueuedJob entry in open.Line.All.Where(entry => all || !open.Line.Running.Contains(entry)))
                entry.Close();
        }
    }

    private static string[] WarningsOf(IReadOnlyList<Pipelines.GeneratedImage> images) =>
        [.. images.SelectMany(image => image.Reading?.Sentences() ?? []).Distinct()];
}
