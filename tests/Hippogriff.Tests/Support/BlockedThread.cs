using System.Collections.Concurrent;

namespace Hippogriff.Tests.Support;

/// <summary>
/// A thread like that of a desktop program: its SynchronizationContext runs on it whatever is posted, one thing after
/// the other, and nothing while it is blocked.
/// </summary>
internal sealed class BlockedThread : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Work, object? State)> _posted = [];
    private readonly Thread _thread;

    public BlockedThread()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "user interface" };
        _thread.Start();
    }

    /// <summary>What came from posted work and was not caught: in a real program it would end the process.</summary>
    public ConcurrentQueue<Exception> Uncaught { get; } = [];

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs <paramref name="work"/> on the thread; fails where it blocks for ever.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(
            _ =>
            {
                try
                {
                    done.SetResult(work());
                }
                catch (Exception error)
                {
                    done.SetException(error);
                }
            },
            null
        );
        return done.Task.WithPatience();
    }

    public void Dispose() => _posted.CompleteAdding();

    private void Run()
    {
        SetSynchronizationContext(this);
        foreach ((SendOrPostCallback work, object? state) in _posted.GetConsumingEnumerable())
        {
            try
            {
                work(state);
            }
            catch (Exception error)
            {
                Uncaught.Enqueue(error);
            }
        }
    }
}
