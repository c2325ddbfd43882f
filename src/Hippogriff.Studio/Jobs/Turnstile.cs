using Hippogriff.Studio.Refusals;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// A semaphore with a bounded queue. Waiting callers are limited in time and in the total memory that they hold; others
/// are asked to retry. Thread-safe.
/// </summary>
/// <param name="atOnce">Maximum number of concurrent callers.</param>
/// <param name="waitingBytes">Total bytes that waiting callers may hold; one may always wait.</param>
/// <param name="patience">Maximum waiting time.</param>
/// <param name="clock">The clock.</param>
internal sealed class Turnstile(int atOnce, long waitingBytes, TimeSpan patience, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _places = new(Math.Max(1, atOnce));
    private readonly Lock _gate = new();
    private long _held;
    private int _waiting,
        _inside;

    /// <summary>Called when the last caller has left and none waits.</summary>
    public Action? Emptied { get; set; }

    /// <summary>Waits for entry; dispose the result to leave.</summary>
    /// <param name="bytes">Bytes that the caller holds while it waits.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="HippogriffException">Too many callers wait, or the wait was too long
    /// (<see cref="FaultKind.Busy"/>).</exception>
    public async Task<IDisposable> EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        if (_places.Wait(0, CancellationToken.None))
            return Enter();
        lock (_gate)
        {
            if (_waiting > 0 && _held + bytes > waitingBytes)
                throw Busy();
            (_waiting, _held) = (_waiting + 1, _held + bytes);
        }
        try
        {
            using CancellationTokenSource late = new(patience, clock),
                both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            await _places.WaitAsync(both.Token).ConfigureAwait(false);
            return Enter();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Busy();
        }
        finally
        {
            lock (_gate)
                (_waiting, _held) = (_waiting - 1, _held - bytes);
        }
    }

    public void Dispose() => _places.Dispose();

    private static HippogriffException Busy() =>
        new HippogriffException(
            "The server decodes other pictures, and too many wait for it; send this one again in a few seconds.",
            FaultKind.Busy
        ).Because(RefusalKind.UploadsBusy);

    private Place Enter()
    {
        Interlocked.Increment(ref _inside);
        return new Place(this);
    }

    private void Leave()
    {
        bool last = Interlocked.Decrement(ref _inside) == 0;
        _places.Release();
        lock (_gate)
            last &= _waiting == 0;
        if (last)
            Emptied?.Invoke();
    }

    private sealed class Place(Turnstile at) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                at.Leave();
        }
    }
}
