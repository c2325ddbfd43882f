using Hippogriff.Studio.Configuration;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// What the queue and its worker share: the open jobs, their store, and those who listen. The store is authoritative.
/// There is one lock, never held during writes or drawing.
/// </summary>
internal sealed class OpenJobs : IDisposable
{
    private readonly Action<Exception> _failed;

    /// <param name="store">What is written down.</param>
    /// <param name="shares">How many jobs may wait, and what each owner gets.</param>
    /// <param name="pace">Estimates how long jobs take.</param>
    /// <param name="clock">The time of day.</param>
    /// <param name="failed">Told of listeners that fail.</param>
    public OpenJobs(JobStore store, OwnerShares shares, StepPace pace, TimeProvider clock, Action<Exception> failed)
    {
        (Store, Line, Clock, _failed) = (store, new JobLine(pace, shares), clock, failed);
        Admission = new JobAdmission(shares, this);
    }

    /// <summary>The lock of <see cref="Line"/>, <see cref="Admission"/> and the jobs in them.</summary>
    public Lock Gate { get; } = new();

    public JobLine Line { get; }

    public JobAdmission Admission { get; }

    public JobStore Store { get; }

    public TimeProvider Clock { get; }

    /// <summary>One count for each job that may wait to be taken.</summary>
    public SemaphoreSlim Arrived { get; } = new(0);

    /// <summary>Raised outside the lock when a job changes.</summary>
    public event Action<JobEvent>? Changed;

    /// <summary>Tells all listeners; one that fails keeps nothing from the others.</summary>
    public void Raise(JobEvent happened)
    {
        foreach (Action<JobEvent> listener in Changed?.GetInvocationList() ?? [])
        {
            try
            {
                listener(happened);
            }
            catch (Exception error)
            {
                _failed(error);
            }
        }
    }

    /// <summary>Takes a job that has ended off the line and tells so.</summary>
    public void End(QueuedJob entry, Job ended)
    {
        JobEvent happened;
        lock (Gate)
            happened = EndLocked(entry, ended);
        Raise(happened);
    }

    /// <summary>The same under the lock; the caller raises the event outside it.</summary>
    public JobEvent EndLocked(QueuedJob entry, Job ended)
    {
        entry.Job = ended with { Unwritten = null };
        entry.Remaining = null;
        Line.Remove(entry);
        // writing goes on where one was written, or nobody who could not write is left
        bool writes = ended.State == JobState.Done || !Line.Running.Any(other => other.IsHindered);
        if (writes && Line.Fault is not null)
            Line.Hinder(null);
        JobEvent happened = Line.EventOf(entry);
        entry.Tell(happened);
        entry.Close();
        Line.TellPositions();
        return happened;
    }

    public void Dispose() => Arrived.Dispose();
}
