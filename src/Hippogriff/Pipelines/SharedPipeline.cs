namespace Hippogriff.Pipelines;

/// <summary>
/// A pipeline shared by several callers, loaded at the first call. A failed load is retried at the next call. Disposing
/// cancels running requests and frees the model.
/// </summary>
/// <param name="load">Loads the pipeline; called again only after a failure.</param>
public sealed class SharedPipeline(Func<CancellationToken, Task<DiffusionPipeline>> load)
    : IAsyncDisposable,
        IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private Task<DiffusionPipeline>? _loading;
    private readonly bool _lent;
    private bool _disposed;

    /// <summary>Wraps a loaded pipeline, which is not disposed with this object.</summary>
    public SharedPipeline(DiffusionPipeline pipeline)
        : this(_ => throw new InvalidOperationException("The pipeline is loaded already.")) =>
        (_loading, _lent) = (Task.FromResult(pipeline), true);

    /// <summary>The pipeline if it is loaded; otherwise null.</summary>
    public DiffusionPipeline? Loaded
    {
        get
        {
            lock (_gate)
                return !_disposed && _loading is { IsCompletedSuccessfully: true } loaded ? loaded.Result : null;
        }
    }

    /// <summary>The pipeline, loaded if necessary. Do not dispose it, because it is shared.</summary>
    /// <param name="cancellationToken">Cancels the wait but not the load, because others may wait for it.</param>
    /// <exception cref="HippogriffException">The model cannot be loaded; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">This object is disposed.</exception>
    public Task<DiffusionPipeline> GetAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_loading is null || _loading.IsFaulted || _loading.IsCanceled)
                _loading = Task.Run(() => load(_closing.Token), CancellationToken.None);
            return _loading.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Cancels running requests and loading, and frees the model unless it is owned by another; waits until this is
    /// done.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task<DiffusionPipeline>? loading;
        lock (_gate)
        {
            _disposed = true;
            loading = _loading;
        }
        await _closing.CancelAsync().ConfigureAwait(false);
        if (loading is null || _lent)
            return;
        await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loading.IsCompletedSuccessfully)
            await loading.Result.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
