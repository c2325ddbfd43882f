namespace Hippogriff.Pipelines;

/// <summary>
/// One pipeline for all who ask, loaded when the first of them does. A load that fails is tried again by the next who
/// asks. Disposing it ends what is being drawn and frees the model.
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

    /// <summary>A pipeline that is loaded already; it stays its owner's and is not disposed with this.</summary>
    public SharedPipeline(DiffusionPipeline pipeline)
        : this(_ => throw new InvalidOperationException("The pipeline is loaded already.")) =>
        (_loading, _lent) = (Task.FromResult(pipeline), true);

    /// <summary>The pipeline where it is loaded already, else null.</summary>
    public DiffusionPipeline? Loaded
    {
        get
        {
            lock (_gate)
                return !_disposed && _loading is { IsCompletedSuccessfully: true } loaded ? loaded.Result : null;
        }
    }

    /// <summary>The pipeline, loaded now if nobody has asked before. Do not dispose it: it belongs to all.</summary>
    /// <param name="cancellationToken">Stops the waiting, not the loading, for which others may wait too.</param>
    /// <exception cref="HippogriffException">The model cannot be loaded; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">This is closed.</exception>
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
    /// Ends what is being drawn or loaded and frees the model, unless it is another's; waits until that is done.
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
