using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The loaded models, each once, even for concurrent requests. The least recently used one is unloaded if there are
/// more than <see cref="StudioOptions.MostLoadedModels"/> or memory is low. Models in use are never unloaded.
/// Thread-safe.
/// </summary>
/// <param name="models">Where models are found.</param>
/// <param name="options">Device and maximum number.</param>
/// <param name="memory">Free memory.</param>
public sealed class ModelCache(IModelSource models, StudioOptions options, FreeMemory memory) : IAsyncDisposable
{
    /// <summary>Approximate ratio of a model's memory during sampling to its weights.</summary>
    private const double Growth = 1.5;

    private readonly Lock _gate = new();
    private readonly List<Slot> _slots = []; // used last, last
    private bool _disposed;

    /// <summary>Names of the loaded models, most recently used first.</summary>
    public IReadOnlyList<string> Loaded
    {
        get
        {
            lock (_gate)
                return
                [
                    .. _slots
                        .AsEnumerable()
                        .Reverse()
                        .Where(slot => slot.Pipeline.Loaded is not null)
                        .Select(slot => slot.Name),
                ];
        }
    }

    /// <summary>The name of a model for a job.</summary>
    /// <param name="asked">A name, never a path; null for the default model.</param>
    /// <exception cref="HippogriffException">The model does not exist.</exception>
    public string NameOf(string? asked) => models.Find(asked).Name;

    /// <summary>The properties of a model, without loading it.</summary>
    /// <exception cref="HippogriffException">The model does not exist, or it is damaged.</exception>
    public ModelFacts Facts(string? model) => Facts(models.Find(model));

    /// <inheritdoc cref="Facts(string)"/>
    internal ModelFacts Facts(ListedModel model) =>
        OneOfMany.Named($"The model '{model.Name}'", () => models.Facts(model));

    /// <summary>Refuses LoRAs that do not fit a model, without loading it.</summary>
    /// <param name="model">A name, never a path; null for the default model.</param>
    /// <param name="loras">Files of LoRAs.</param>
    /// <exception cref="HippogriffException">One does not fit, or it is damaged.</exception>
    internal void RequireFit(string? model, IReadOnlyList<LoraChoice> loras)
    {
        if (loras.Count > 0)
            _ = models.FitsOf(models.Find(model), loras);
    }

    /// <summary>The hash of a model's weights, first ten hex digits.</summary>
    /// <exception cref="HippogriffException">The model does not exist, or it cannot be read.</exception>
    public Task<string> HashAsync(string? model, CancellationToken cancellationToken = default) =>
        models.HashAsync(models.Find(model), cancellationToken);

    /// <summary>Leases a model and loads it if necessary; it stays loaded until the lease is disposed.</summary>
    /// <param name="model">A name, never a path; null for the default model.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="HippogriffException">The model does not exist, or it cannot be loaded.</exception>
    public async Task<Lease> LeaseAsync(string? model, CancellationToken cancellationToken = default)
    {
        ListedModel found = models.Find(model);
        string name = found.Name;
        long bytes = BytesOf(found);
        ModelVersion? version = ModelVersion.Of(found);
        Slot slot;
        List<Slot> leaving;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // its files were replaced: jobs that use it may continue
            leaving = [.. _slots.Where(old => old.Name == name && old.Version != version)];
            Slot? there = _slots.Find(old => old.Name == name && old.Version == version);
            slot = there ?? new Slot(name, version, new SharedPipeline(stop => OpenAsync(found, stop)));
            _slots.RemoveAll(old => leaving.Contains(old) || old == slot);
            if (there is null)
                leaving.AddRange(MakeRoom(bytes));
            _slots.Add(slot);
            slot.Users++;
        }
        foreach (Slot old in leaving)
            Leave(old);
        try
        {
            return new Lease(await slot.Pipeline.GetAsync(cancellationToken).ConfigureAwait(false), () => Return(slot));
        }
        catch (OperationCanceledException)
        {
            Return(slot); // others may wait for the same load
            throw;
        }
        catch
        {
            lock (_gate)
                slot.Left = _slots.Remove(slot) || slot.Left;
            Return(slot);
            throw;
        }
    }

    /// <summary>Unloads the models that no job uses; they are loaded again when they are needed.</summary>
    /// <returns>Number of unloaded models.</returns>
    public int Unload()
    {
        Slot[] idle;
        lock (_gate)
        {
            idle = [.. _slots.Where(slot => slot.Users == 0)];
            _slots.RemoveAll(slot => slot.Users == 0);
        }
        foreach (Slot slot in idle)
            Leave(slot);
        return idle.Length;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Slot[] all;
        lock (_gate)
        {
            _disposed = true;
            all = [.. _slots];
            _slots.Clear();
        }
        foreach (Slot slot in all)
            await slot.Pipeline.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Removes the models that must be unloaded before a model of this size is loaded.</summary>
    private List<Slot> MakeRoom(long bytes)
    {
        List<Slot> leaving = [];
        long free = memory.Bytes;
        foreach (Slot slot in _slots.Where(slot => slot.Users == 0).ToArray())
        {
            bool tooMany = _slots.Count >= Math.Max(1, options.MostLoadedModels),
                tooLarge = free < bytes * Growth;
            if (!tooMany && !tooLarge)
                break;
            _slots.Remove(slot);
            leaving.Add(slot);
            free = tooLarge ? long.MaxValue : free; // one at a time: how much it frees is seen the next time
        }
        return leaving;
    }

    /// <summary>Bytes of a model's weights in memory; 0 where its files do not say, which loading it tells.</summary>
    private static long BytesOf(ListedModel model)
    {
        try
        {
            return model.Files is { } files ? CheckpointRegistry.Default.Read(new CheckpointSource(files)).Bytes() : 0;
        }
        catch (HippogriffException)
        {
            return 0;
        }
    }

    private void Return(Slot slot)
    {
        bool leave;
        lock (_gate)
            leave = --slot.Users == 0 && slot.Left;
        if (leave)
            _ = slot.Pipeline.DisposeAsync().AsTask();
    }

    private void Leave(Slot slot)
    {
        bool unused;
        lock (_gate)
        {
            slot.Left = true;
            unused = slot.Users == 0;
        }
        if (unused)
            _ = slot.Pipeline.DisposeAsync().AsTask();
    }

    private async Task<DiffusionPipeline> OpenAsync(ListedModel model, CancellationToken stop)
    {
        DiffusionPipeline opened = await models
            .OpenAsync(model, new LoadOptions { Device = options.Device, Type = options.Type }, stop)
            .ConfigureAwait(false);
        opened.SharesPasses = options.DrawnAtOnce > 1;
        return opened;
    }

    private sealed class Slot(string name, ModelVersion? version, SharedPipeline pipeline)
    {
        public string Name => name;

        public ModelVersion? Version => version;

        public SharedPipeline Pipeline => pipeline;

        public int Users { get; set; }

        public bool Left { get; set; }
    }

    /// <summary>A leased model; dispose it to return it.</summary>
    public sealed class Lease(DiffusionPipeline pipeline, Action giveBack) : IDisposable
    {
        private Action? _giveBack = giveBack;

        /// <summary>The model, owned by the cache; do not dispose it.</summary>
        public DiffusionPipeline Pipeline => pipeline;

        /// <inheritdoc/>
        public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
    }
}
