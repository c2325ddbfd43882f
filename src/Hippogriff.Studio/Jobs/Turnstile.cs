namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Lets a few through at a time. Others wait, but neither long nor many: what they hold in memory meanwhile is counted,
/// and who would make it too much is told to come again. Safe for any thread.
/// </summary>
/// <param name="atOnce">How many are let through at a time.</param>
/// <param name="waitingBytes">Bytes that all who wait may hold together; one may always wait.</param>
/// <param name="patience">How long one waits.</param>
/// <param name="clock">Measures the waiting.</param>
internal sealed class Turnstile(int atOnce, long waitingBytes, TimeSpan patience, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _places = new(Math.Max(1, atOnce));
    private readonly Lock _gate = new();
    private long _held;
    private int _waiting,
        _inside;

    /// <summary>Runs when the last one has left and nobody waits.</summary>
    public Action? Emptied { get; set; }

    /// <summary>Waits for a place; disposing what comes back leaves it.</summary>
    /// <param name="bytes">What the caller holds in memory while it waits.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="HippogriffException">Too many wait, or it took too long
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
        new(
            "The server decodes other pictures, and too many wait for it; send this one again in a few seconds.",
            FaultKind.Busy
        );

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
