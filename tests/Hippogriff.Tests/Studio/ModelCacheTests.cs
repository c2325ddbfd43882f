using System.Collections.Concurrent;
using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Studio;

public sealed class ModelCacheTests : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ToyModel> _models = [];
    private readonly ModelCache _cache;
    private int _loads;

    public ModelCacheTests()
    {
        StudioOptions options = new() { MostLoadedModels = 2 };
        _cache = new ModelCache(new Named(OpenAsync), options, new FreeMemory());
    }

    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    private async Task<DiffusionPipeline> OpenAsync(string name, CancellationToken stop)
    {
        Interlocked.Increment(ref _loads);
        await Task.Delay(30, stop);
        return name is "broken"
            ? throw new HippogriffException("broken.")
            : await DiffusionPipeline.LoadAsync(() => _models[name] = new ToyModel(), stop);
    }

    private async Task UseAsync(string name)
    {
        using ModelCache.Lease _ = await _cache.LeaseAsync(name);
    }

    [Fact]
    public async Task Many_who_ask_at_once_share_one_load()
    {
        ModelCache.Lease[] leases = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _cache.LeaseAsync("a")));
        Assert.Equal(1, _loads);
        Assert.Single(leases.Select(lease => lease.Pipeline).Distinct());
    }

    [Fact]
    public async Task The_one_used_longest_ago_leaves()
    {
        await UseAsync("a");
        await UseAsync("b");
        await UseAsync("a");
        await UseAsync("c");
        Assert.Equal(["c", "a"], _cache.Loaded);
        await Patience.UntilAsync(() => _models["b"].Disposed);
        Assert.False(_models["a"].Disposed);
    }

    [Fact]
    public async Task A_model_in_use_stays_until_it_is_given_back()
    {
        ModelCache.Lease a = await _cache.LeaseAsync("a"),
            b = await _cache.LeaseAsync("b");
        await UseAsync("c");
        Assert.False(_models["a"].Disposed || _models["b"].Disposed);
        _ = await a.Pipeline.GenerateAsync(new GenerationRequest { Prompt = "still works", Seed = 1 });
        a.Dispose();
        a.Dispose(); // twice is once
        b.Dispose();
        await UseAsync("d");
        Assert.True(_cache.Loaded.Count <= 2, string.Join(", ", _cache.Loaded));
    }

    [Fact]
    public async Task A_load_that_failed_is_tried_again_and_takes_no_place()
    {
        await Assert.ThrowsAsync<HippogriffException>(() => UseAsync("broken"));
        Assert.Empty(_cache.Loaded);
        await Assert.ThrowsAsync<HippogriffException>(() => UseAsync("broken"));
        Assert.Equal(2, _loads);
    }

    /// <summary>A source that has a model of every name.</summary>
    private sealed class Named(Func<string, CancellationToken, Task<DiffusionPipeline>> open) : IModelSource
    {
        public IReadOnlyList<ListedModel> List() => [];

        /// <summary>Where the files of its models lie; null for models without files.</summary>
        public string? Folder { get; init; }

        public ListedModel Find(string? name = null) =>
            new(name ?? "default")
            {
                Files =
                    Folder is not null && Directory.Exists(Path.Combine(Folder, name!))
                        ? ModelFolder.At(Path.Combine(Folder, name!))
                        : null,
            };

        public ModelFacts Facts(ListedModel model) => throw new NotSupportedException();

        public Task<string> HashAsync(ListedModel model, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<DiffusionPipeline> OpenAsync(
            ListedModel model,
            LoadOptions? options = null,
            CancellationToken cancellationToken = default
        )
        {
            Asked?.Invoke(options);
            return open(model.Name, cancellationToken);
        }

        /// <summary>Told how a model is to be opened.</summary>
        public Action<LoadOptions?>? Asked { get; init; }
    }

    /// <summary>A source of models whose files lie in a folder, and a cache with so much memory.</summary>
    private ModelCache WithFiles(string folder, FreeMemory memory, int most = 2) =>
        new(new Named(OpenAsync) { Folder = folder }, new StudioOptions { MostLoadedModels = most }, memory);

    [Fact]
    public async Task A_model_whose_files_were_replaced_is_loaded_anew_while_jobs_go_on_with_the_old_one()
    {
        using TemporaryFolder folder = new();
        string index = folder.Write("a/model_index.json", "{}");
        await using ModelCache cache = WithFiles(folder.Path, new FreeMemory());
        ModelCache.Lease old = await cache.LeaseAsync("a");
        ToyModel first = _models["a"];
        (await cache.LeaseAsync("a")).Dispose();
        Assert.Equal(1, _loads);
        File.SetLastWriteTimeUtc(index, DateTime.UtcNow.AddHours(1));
        using (ModelCache.Lease replaced = await cache.LeaseAsync("a"))
            Assert.NotSame(old.Pipeline, replaced.Pipeline);
        Assert.Equal(2, _loads);
        Assert.False(first.Disposed);
        Assert.Equal(["a"], cache.Loaded);
        old.Dispose();
        await Patience.UntilAsync(() => first.Disposed);
        Assert.False(_models["a"].Disposed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task At_least_one_model_stays_loaded(int most)
    {
        using TemporaryFolder folder = new();
        await using ModelCache cache = WithFiles(folder.Path, new FreeMemory(), most);
        (await cache.LeaseAsync("a")).Dispose();
        Assert.Equal(["a"], cache.Loaded);
        (await cache.LeaseAsync("b")).Dispose();
        Assert.Equal(["b"], cache.Loaded);
        await Patience.UntilAsync(() => _models["a"].Disposed);
    }

    [Fact]
    public async Task Where_memory_is_short_one_model_leaves_for_the_next()
    {
        using TemporaryFolder folder = new();
        using (NetworkModel tiny = TinyModel.Create())
            PipelineLoader.Save(folder.In("large"), tiny, TinyNetworks.Config("u_net"), ScalarType.Float32);
        Short memory = new() { Free = long.MaxValue };
        await using ModelCache cache = WithFiles(folder.Path, memory, most: 10);
        foreach (string name in new[] { "a", "b", "c" })
            (await cache.LeaseAsync(name)).Dispose();
        memory.Free = 1;
        (await cache.LeaseAsync("large")).Dispose();
        Assert.Equal(["large", "c", "b"], cache.Loaded); // how much one frees is seen the next time
        (await cache.LeaseAsync("d")).Dispose(); // nothing is known of what it takes
        Assert.Equal(["d", "large", "c", "b"], cache.Loaded);
    }

    [Fact]
    public async Task Models_that_nobody_uses_are_unloaded_when_that_is_asked_for()
    {
        using ModelCache.Lease used = await _cache.LeaseAsync("used");
        await UseAsync("idle");
        Assert.Equal(1, _cache.Unload());
        Assert.Equal(["used"], _cache.Loaded);
        await Patience.UntilAsync(() => _models["idle"].Disposed);
        Assert.False(_models["used"].Disposed);
        Assert.Equal(0, _cache.Unload());
        await UseAsync("idle");
        Assert.Equal(3, _loads);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task A_model_is_opened_as_the_server_was_told_and_shares_its_passes_where_jobs_are_drawn_together(
        int together,
        bool shares
    )
    {
        StudioOptions options = new()
        {
            Device = "a device",
            Type = ScalarType.BFloat16,
            BatchSize = together,
        };
        LoadOptions? asked = null;
        await using ModelCache cache = new(
            new Named(OpenAsync) { Asked = said => asked = said },
            options,
            new FreeMemory()
        );
        using ModelCache.Lease lease = await cache.LeaseAsync("a");
        Assert.Equal(shares, lease.Pipeline.SharesPasses);
        Assert.Equal((options.Device, options.Type), (asked?.Device, asked?.Type));
    }

    [Fact]
    public async Task A_cache_that_is_closed_frees_its_models_and_lends_none()
    {
        (await _cache.LeaseAsync("a")).Dispose();
        await _cache.DisposeAsync();
        Assert.True(_models["a"].Disposed);
        Assert.Empty(_cache.Loaded);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _cache.LeaseAsync("a"));
    }

    [Fact]
    public async Task Who_stops_waiting_for_a_load_leaves_it_to_the_others()
    {
        using CancellationTokenSource stop = new();
        Task<ModelCache.Lease> impatient = _cache.LeaseAsync("a", stop.Token),
            patient = _cache.LeaseAsync("a");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        (await patient).Dispose();
        Assert.Equal(1, _loads);
        Assert.Equal(["a"], _cache.Loaded);
    }

    [Fact]
    public void Names_and_facts_are_those_of_the_source()
    {
        Assert.Equal("default", _cache.NameOf(null));
        Assert.Equal("a", _cache.NameOf("a"));
        Assert.Contains(
            "The model 'a' cannot be used",
            Assert.Throws<HippogriffException>(() => _cache.Facts("a")).Message,
            StringComparison.Ordinal
        );
    }

    private sealed class Short : FreeMemory
    {
        public long Free { get; set; }

        public override long Bytes => Free;
    }
}
