using System.Collections.Concurrent;
using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;

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

        public ListedModel Find(string? name = null) => new(name ?? "default");

        public ModelFacts Facts(ListedModel model) => throw new NotSupportedException();

        public Task<string> HashAsync(ListedModel model, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<DiffusionPipeline> OpenAsync(
            ListedModel model,
            LoadOptions? options = null,
            CancellationToken cancellationToken = default
        ) => open(model.Name, cancellationToken);
    }
}
