using System.Threading.Channels;
using static TorchSharp.torch;

namespace Hippogriff.Devices;

/// <summary>
/// The single thread that owns a device. It runs work items one at a time in the order they came. Dispose scopes,
/// gradient modes and libtorch's thread count belong to a thread, so they are the same for every item.
/// </summary>
public sealed class DeviceLane : IAsyncDisposable, IDisposable
{
    private static readonly Lock s_threads = new();
    private readonly Channel<Action> _waiting = Channel.CreateUnbounded<Action>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly CancellationTokenSource _closing = new();
    private readonly Thread _thread;
    private readonly int? _threads;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _queued;
    private int _disposed;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Name of the thread, as debuggers show it.</param>
    /// <param name="threads">Number of threads that libtorch uses for this lane; unset: libtorch's default.</param>
    public DeviceLane(string name = "device", int? threads = null)
    {
        if (threads is { } count)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(threads));
        _threads = threads;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Number of work items that wait or run.</summary>
    public int Length => Volatile.Read(ref _queued);

    /// <summary>True on the lane's own thread, inside a work item.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>
    /// Runs <paramref name="work"/> on the lane's thread after all earlier items. The task throws what the work throws.
    /// An item that is cancelled while it waits never starts, and its task ends immediately. A running item is
    /// cancelled through the token that it received; so is one whose lane is disposed.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The lane is closed.</exception>
    public Task<T> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        Piece<T> piece = new(work, cancellationToken);
        Interlocked.Increment(ref _queued);
        if (
            !_waiting.Writer.TryWrite(() =>
            {
                try
                {
                    piece.Run(_closing.Token);
                }
                finally
                {
                    Interlocked.Decrement(ref _queued);
                    piece.Publish();
                }
            })
        )
        {
            Interlocked.Decrement(ref _queued);
            throw new ObjectDisposedException(nameof(DeviceLane));
        }
        return piece.Task;
    }

    /// <inheritdoc cref="RunAsync{T}(Func{CancellationToken, T}, CancellationToken)"/>
    public Task RunAsync(Action<CancellationToken> work, CancellationToken cancellationToken = default) =>
        RunAsync(
            token =>
            {
                work(token);
                return true;
            },
            cancellationToken
        );

    /// <summary>
    /// Gives the calling thread as many libtorch threads as this lane has. Some sums depend on that number.
    /// </summary>
    internal void AdoptThreads()
    {
        if (_threads is { } count && NativeRuntime.Problem is null)
            SetThreads(count);
    }

    private void Run()
    {
        try
        {
            AdoptThreads();
            while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            while (_waiting.Reader.TryRead(out Action? next))
                next();
        }
        finally
        {
            _ended.SetResult();
        }
    }

    /// <summary>
    /// Sets libtorch's threads for this thread alone. libtorch also remembers the number for all threads that have
    /// computed nothing yet, so another thread takes that back.
    /// </summary>
    private static void SetThreads(int count)
    {
        lock (s_threads)
        {
            int usual = get_num_threads();
            set_num_threads(count);
            Thread other = new(() => set_num_threads(usual)) { IsBackground = true };
            other.Start();
            other.Join();
        }
    }

    /// <summary>
    /// Stops accepting work, cancels waiting and running items, and waits until the running item has ended.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        await _ended.Task.ConfigureAwait(false);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        Close();
        if (!IsCurrent)
            _thread.Join(); // a piece of work may close its own lane
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _closing.Cancel();
        _waiting.Writer.Complete();
    }

    /// <summary>One work item with its result.</summary>
    private sealed class Piece<T>
    {
        private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Func<CancellationToken, T> _work;
        private readonly CancellationToken _cancellation;
        private readonly CancellationTokenRegistration _registration;
        private int _started;
        private Action? _publish;

        public Piece(Func<CancellationToken, T> work, CancellationToken cancellationToken)
        {
            (_work, _cancellation) = (work, cancellationToken);
            _registration = cancellationToken.Register(() =>
            {
                if (Interlocked.Exchange(ref _started, 1) == 0)
                    _outcome.TrySetCanceled(cancellationToken);
            });
        }

        public Task<T> Task => _outcome.Task;

        public void Run(CancellationToken closing)
        {
            if (Interlocked.Exchange(ref _started, 1) != 0)
                return; // cancelled while it waited
            _registration.Dispose();
            using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(
                _cancellation,
                closing
            );
            try
            {
                both.Token.ThrowIfCancellationRequested();
                T result = _work(both.Token);
                _publish = () => _outcome.TrySetResult(result);
            }
            catch (OperationCanceledException cancelled)
            {
                _publish = () =>
                    _outcome.TrySetCanceled(
                        _cancellation.IsCancellationRequested ? _cancellation : cancelled.CancellationToken
                    );
            }
            catch (Exception error)
            {
                _publish = () => _outcome.TrySetException(error);
            }
        }

        /// <summary>Completes the task, after the lane has counted the item as done.</summary>
        public void Publish() => _publish?.Invoke();
    }
}
