namespace Hippogriff.Training.Runs;

/// <summary>
/// Runs training on its own thread. TorchSharp's modes are per thread, and threads of the pool are for short work.
/// </summary>
public static class RunThread
{
    /// <summary>Runs <paramref name="work"/> on a new thread; the task has its result or exception.</summary>
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
