using System.Threading.Channels;
using static TorchSharp.torch;

namespace Hippogriff.Devices;

/// <summary>
/// The one thread that owns a device. Work is done in the order it came, one piece at a time, always on the same
/// thread, so dispose scopes, gradient modes and the thread count of libtorch, which all belong to a thread, mean the
/// same for every piece.
/// </summary>
public sealed class DeviceLane : IAsyncDisposable, IDisposable
{
    private readonly Channel<Action> _waiting = Channel.CreateUnbounded<Action>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly CancellationTokenSource _closing = new();
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _queued;
    private int _disposed;

    /// <summary>Starts the lane.</summary>
    /// <param name="name">Name of the thread, as debuggers show it.</param>
    /// <param name="threads">Number of threads that libtorch computes with for this lane; unset: what libtorch
    /// chooses.</param>
    public DeviceLane(string name = "device", int? threads = null)
    {
        if (threads is { } count)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(threads));
        _thread = new Thread(() => Run(threads)) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Number of pieces of work that wait or run.</summary>
    public int Length => Volatile.Read(ref _queued);

    /// <summary>True on the lane's own thread: inside a piece of work.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>
    /// Runs <paramref name="work"/> on the lane's thread after all that came before. What it throws, the task throws.
    /// Cancelled while it waits, it never starts and the task ends at once; cancelled while it runs, the token it was
    /// given says so, as it does when the lane is disposed.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The lane is closed.</exception>
    public Task<T> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        Piece<T> piece = new(work, cancellation);
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
    public Task RunAsync(Action<CancellationToken> work, CancellationToken cancellation = default) =>
        RunAsync(
            token =>
            {
                work(token);
                return true;
            },
            cancellation
        );

    private void Run(int? threads)
    {
        try
        {
            if (threads is { } count && NativeRuntime.Problem is null)
                set_num_threads(count);
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
    /// Takes no more work, cancels what waits and what runs, and waits until the running piece has ended.
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

    /// <summary>One piece of work with its outcome.</summary>
    private sealed class Piece<T>
    {
        private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Func<CancellationToken, T> _work;
        private readonly CancellationToken _cancellation;
        private readonly CancellationTokenRegistration _registration;
        private int _started;
        private Action? _publish;

        public Piece(Func<CancellationToken, T> work, CancellationToken cancellation)
        {
            (_work, _cancellation) = (work, cancellation);
            _registration = cancellation.Register(() =>
            {
                if (Interlocked.Exchange(ref _started, 1) == 0)
                    _outcome.TrySetCanceled(cancellation);
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

        /// <summary>Tells the outcome, after the lane has counted the piece as done.</summary>
        public void Publish() => _publish?.Invoke();
    }
}
