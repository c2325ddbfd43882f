using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Trainings;

/// <summary>
/// How a training and drawing share a device: drawing goes first. Between two steps the training looks whether a
/// picture is drawn, and waits for it, but no longer than <see cref="Longest"/>, so that it goes on slowly even under a
/// queue that never empties.
/// </summary>
internal sealed class DrawingFirst(IJobQueue queue)
{
    /// <summary>Longest wait between two steps.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits while a picture is drawn; at once where none is.</summary>
    /// <param name="waits">Told once, when it begins to wait.</param>
    /// <param name="stop">Ends the waiting.</param>
    public void Wait(Action waits, CancellationToken stop)
    {
        if (!IsDrawing)
            return;
        waits();
        for (
            TimeSpan waited = TimeSpan.Zero;
            waited < Longest && IsDrawing && !stop.WaitHandle.WaitOne(s_look);
            waited += s_look
        ) { }
    }

    private bool IsDrawing => queue.Open() is [{ Job.State: JobState.Running }, ..];
}
