using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Trainings;

/// <summary>
/// Shares a device between training and jobs; jobs take precedence. Between two steps the training waits while a job
/// runs, but at most <see cref="Longest"/>. It therefore continues slowly even if the queue is never empty.
/// </summary>
internal sealed class DrawingFirst(IJobQueue queue)
{
    /// <summary>Maximum wait between two steps.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits while a job runs; returns immediately if none does.</summary>
    /// <param name="waits">Called once when the wait begins.</param>
    /// <param name="stop">Cancels the wait.</param>
    public void Wait(Action waits, CancellationToken stop)
    {
        if (!IsDrawing)
            return;
        waits();
        Wait(Longest, stop);
    }

    /// <summary>Waits while a job runs, but at most as long as is given.</summary>
    public void Wait(TimeSpan longest, CancellationToken stop)
    {
        for (
            TimeSpan waited = TimeSpan.Zero;
            waited < longest && IsDrawing && !stop.WaitHandle.WaitOne(s_look);
            waited += s_look
        ) { }
    }

    private bool IsDrawing => queue.Open() is [{ Job.State: JobState.Running }, ..];
}
