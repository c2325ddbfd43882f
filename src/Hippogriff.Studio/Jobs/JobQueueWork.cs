using Hippogriff.Studio.Storage;

namespace Hippogriff.Studio.Jobs;

/// <summary>The part of the queue for <see cref="JobWorker"/>.</summary>
internal sealed partial class JobQueue
{
    /// <summary>A job that was started this often without an end crashes the server and fails.</summary>
    internal const int MostBeginnings = 10;

    /// <summary>Starts and returns the next job; waits until there is one.</summary>
    public async Task<QueuedJob> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _arrived.WaitAsync(cancellationToken).ConfigureAwait(false);
            while (First() is { } entry)
                if (TryBegin(entry))
                    return entry;
        }
    }

    /// <summary>Retries to take a job after a failure.</summary>
    public void TryAgain() => _arrived.Release();

    private QueuedJob? First()
    {
        lock (_gate)
            return _line.Waiting.FirstOrDefault();
    }

    /// <summary>False if the job was cancelled meanwhile or must not be retried.</summary>
    private bool TryBegin(QueuedJob entry)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        int begun = _store.Begin(entry.Job.Id, now);
        if (begun > MostBeginnings)
            Fail(entry, $"The server ended {MostBeginnings} times while it drew this, so it is not tried again.");
        JobEvent began;
        lock (_gate)
        {
            if (begun is 0 or > MostBeginnings)
            {
                _line.Remove(entry); // whoever ended it tells so
                return false;
            }
            if (!_line.Begin(entry))
                return false;
            entry.Job = entry.Job with { State = JobState.Running, Started = now };
            began = _line.EventOf(entry);
            entry.Tell(began);
            _line.TellPositions();
        }
        Raise(began);
        return true;
    }

    /// <summary>True if a watcher needs previews.</summary>
    public bool WantsPreviews(QueuedJob entry)
    {
        lock (_gate)
            return entry.WantsPreviews;
    }

    /// <summary>Reports a step of the running job.</summary>
    public void Step(QueuedJob entry, int step, int steps, TimeSpan? remaining, ReadOnlyMemory<byte>? preview)
    {
        JobEvent happened;
        lock (_gate)
        {
            if (entry.Job.HasEnded)
                return;
            (entry.Step, entry.Steps, entry.Remaining) = (step, steps, remaining);
            entry.Preview = preview ?? entry.Preview;
            happened = _line.EventOf(entry) with { Preview = preview };
            entry.Tell(happened);
        }
        Raise(happened);
    }

    /// <summary>Ends the running job: adds its pictures and writes its end in one transaction.</summary>
    /// <exception cref="OperationCanceledException">It was already cancelled.</exception>
    /// <exception cref="HippogriffException">The pictures could not be written.</exception>
    public void Finish(QueuedJob entry, IImageStore images, IReadOnlyList<Pipelines.GeneratedImage> drawn)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        string[] warnings = WarningsOf(drawn);
        using UnitOfWork unit = _store.Begin();
        IReadOnlyList<long> pictures = images.Add(unit, entry.Job.Id, drawn);
        unit.Write(connection => JobStore.Finish(connection, entry.Job.Id, entry.Steps, warnings, now));
        unit.Commit();
        End(entry, entry.Job with { State = JobState.Done, Ended = now, Pictures = pictures, Warnings = warnings });
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
        using UnitOfWork unit = _store.Begin();
        IReadOnlyList<long> pictures = images.Add(unit, entry.Job.Id, finished);
        unit.Write(connection => JobStore.Warn(connection, entry.Job.Id, warnings));
        unit.Commit();
        lock (_gate)
            entry.Job = entry.Job with { Warnings = warnings };
        return pictures;
    }

    /// <summary>Ends the running job early with an error.</summary>
    /// <param name="entry">The job.</param>
    /// <param name="sentence">The reason.</param>
    /// <param name="pictures">The pictures that were added.</param>
    public void Fail(QueuedJob entry, string sentence, IReadOnlyList<long>? pictures = null)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        bool first = true;
        try
        {
            first = _store.End(entry.Job.Id, JobState.Failed, sentence, entry.Step, now);
        }
        finally // where even that cannot be written, those who watch are told, and the next start tries again
        {
            if (first)
                End(
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

    /// <summary>Ends the running job as cancelled.</summary>
    /// <param name="entry">The job.</param>
    /// <param name="pictures">The finished pictures.</param>
    public void EndCancelled(QueuedJob entry, IReadOnlyList<long> pictures) =>
        End(
            entry,
            entry.Job with
            {
                State = JobState.Cancelled,
                Ended = entry.Job.Ended ?? _clock.GetUtcNow(),
                Pictures = pictures,
            }
        );

    /// <summary>Puts the running job back for the next server.</summary>
    public void PutBack(QueuedJob entry) => _store.PutBack(entry.Job.Id);

    /// <summary>Stops accepting jobs and ends the streams of watchers of jobs that will not be drawn.</summary>
    /// <param name="all">Whether to include watchers of the running job.</param>
    public void Close(bool all)
    {
        lock (_gate)
        {
            _admission.Close();
            foreach (QueuedJob entry in _line.All.Where(entry => all || entry != _line.Running))
                entry.Close();
        }
    }

    private static string[] WarningsOf(IReadOnlyList<Pipelines.GeneratedImage> images) =>
        [.. images.SelectMany(image => image.Reading?.Sentences() ?? []).Distinct()];

    private void End(QueuedJob entry, Job ended)
    {
        JobEvent happened;
        lock (_gate)
            happened = EndLocked(entry, ended);
        Raise(happened);
    }

    /// <summary>The same under the queue's lock; the caller raises the event outside it.</summary>
    private JobEvent EndLocked(QueuedJob entry, Job ended)
    {
        entry.Job = ended;
        entry.Remaining = null;
        _line.Remove(entry);
        JobEvent happened = _line.EventOf(entry);
        entry.Tell(happened);
        entry.Close();
        _line.TellPositions();
        return happened;
    }
}
