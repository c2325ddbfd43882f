using System.Collections.Concurrent;
using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The loaded models, each once, even for concurrent requests. The least recently used one is unloaded if there are
/// more than <see cref="StudioOptions.MostLoadedModels"/> or memory is low. Models in use are never unloaded.
/// Thread-safe.
/// </summary>
/// <param name="options">Default model, device and maximum number.</param>
/// <param name="memory">Free memory.</param>
public sealed class ModelCache(StudioOptions options, FreeMemory memory) : IAsyncDisposable
{
    /// <summary>Approximate ratio of a model's memory during sampling to its weights.</summary>
    private const double Growth = 1.5;

    private readonly Lock _gate = new();
    private readonly List<Slot> _slots = []; // used last, last
    private readonly ConcurrentDictionary<string, (DateTime Changed, string Hash)> _hashes = new(
        StringComparer.Ordinal
    );
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

    /// <summary>The name of a model for a job; null if none is requested and the studio has a custom loader.</summary>
    /// <param name="asked">A name, never a path; null for the default model.</param>
    /// <exception cref="HippogriffException">The model does not exist.</exception>
    public string? NameOf(string? asked) => options.Open is null ? Folder(asked).Name : asked ?? options.Model;

    /// <summary>The properties of a model, without loading it if its files have them.</summary>
    /// <exception cref="HippogriffException">The model does not exist, or it is damaged.</exception>
    public async Task<ModelFacts> FactsAsync(string? model, CancellationToken cancellationToken = default)
    {
        if (options.Open is null && Folder(model) is var folder)
            return OneOfMany.Named($"The model '{folder.Name}'", () => ModelFacts.Read(folder));
        using Lease lease = await LeaseAsync(model, cancellationToken).ConfigureAwait(false);
        return lease.Pipeline.Facts;
    }

    /// <summary>The hash of a model's weights, first ten hex digits; cached until its files change.</summary>
    /// <exception cref="HippogriffException">The model does not exist, or it cannot be loaded.</exception>
    public async Task<string> HashAsync(string? model, CancellationToken cancellationToken = default)
    {
        if (options.Open is not null)
        {
            using Lease lease = await LeaseAsync(model, cancellationToken).ConfigureAwait(false);
            return lease.Pipeline.Hash;
        }
        ModelFolder folder = Folder(model);
        DateTime changed = folder.WeightFiles.Append(folder.MainFile).Max(File.GetLastWriteTimeUtc);
        if (_hashes.TryGetValue(folder.Path, out (DateTime Changed, string Hash) known) && known.Changed == changed)
            return known.Hash;
        string hash = await Task.Run(() => folder.Hash(), cancellationToken).ConfigureAwait(false);
        _hashes[folder.Path] = (changed, hash);
        return hash;
    }

    /// <summary>Leases a model and loads it if necessary; it stays loaded until the lease is disposed.</summary>
    /// <param name="model">A name, never a path; null for the default model.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="HippogriffException">The model does not exist, or it cannot be loaded.</exception>
    public async Task<Lease> LeaseAsync(string? model, CancellationToken cancellationToken = default)
    {
        ModelFolder? folder = options.Open is null ? Folder(model) : null;
        string name = folder?.Name ?? model ?? options.Model ?? "default";
        long bytes = folder is null ? 0 : BytesOf(folder);
        DateTime version = folder is null ? default : File.GetLastWriteTimeUtc(folder.MainFile);
        Slot slot;
        List<Slot> leaving;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // its files were replaced: jobs that use it may continue
            leaving = [.. _slots.Where(old => old.Name == name && old.Version != version)];
            Slot? there = _slots.Find(old => old.Name == name && old.Version == version);
            slot = there ?? new Slot(name, version, new SharedPipeline(stop => Load(folder, model, stop)));
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
    private static long BytesOf(ModelFolder folder)
    {
        try
        {
            return CheckpointRegistry.Default.Read(new CheckpointSource(folder)).Bytes();
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

    private Task<DiffusionPipeline> Load(ModelFolder? folder, string? model, CancellationToken stop) =>
        options.Open is { } open
            ? open(model ?? options.Model, stop)
            : DiffusionPipeline.LoadAsync(
                token => CheckpointLoader.Load(folder!, new LoadOptions { Device = options.Device }, token),
                stop
            );

    /// <summary>The default model may be a path, because the operator sets it; any other must be a name.</summary>
    internal ModelFolder Folder(string? name)
    {
        if (name is null)
            return CheckpointRegistry.Default.Library().Find(options.Model);
        return StudioModels.Find(options, name);
    }

    private sealed class Slot(string name, DateTime version, SharedPipeline pipeline)
    {
        public string Name => name;

        public DateTime Version => version;

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
