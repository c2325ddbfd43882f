namespace Hippogriff.Training.Runs;

/// <summary>
/// Training for hours: on a thread of its own, since what TorchSharp switches on and off is a thread's, and the pool's
/// threads are for short work.
/// </summary>
public static class RunThread
{
    /// <summary>Runs <paramref name="work"/> on a new thread; done with it, or with its exception.</summary>
    public static Task<T> RunAsync<T>(Func<T> work)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        })
        {
            Name = "training",
            IsBackground = true,
        }.Start();
        return done.Task;
    }
}
