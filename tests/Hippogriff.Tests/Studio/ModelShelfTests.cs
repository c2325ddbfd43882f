using System.Collections.Concurrent;
using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Setup;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Studio;

public sealed class ModelShelfTests : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ToyModel> _models = [];
    private readonly ModelShelf _shelf;
    private int _loads;

    public ModelShelfTests()
    {
        StudioOptions options = new() { MostLoadedModels = 2, Open = OpenAsync };
        _shelf = new ModelShelf(options, new FreeMemory());
    }

    public ValueTask DisposeAsync() => _shelf.DisposeAsync();

    private async Task<DiffusionPipeline> OpenAsync(string? name, CancellationToken stop)
    {
        Interlocked.Increment(ref _loads);
        await Task.Delay(30, stop);
        return name is "broken" ? throw new HippogriffException("broken.") : await DiffusionPipeline.LoadAsync(() => _models[name!] = new ToyModel(), stop);
    }

    private async Task UseAsync(string name)
    {
        using ModelShelf.Loan _ = await _shelf.BorrowAsync(name);
    }

    [Fact]
    public async Task Many_who_ask_at_once_share_one_load()
    {
        ModelShelf.Loan[] loans = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _shelf.BorrowAsync("a")));
        Assert.Equal(1, _loads);
        Assert.Single(loans.Select(loan => loan.Pipeline).Distinct());
    }

    [Fact]
    public async Task The_one_used_longest_ago_leaves()
    {
        await UseAsync("a");
        await UseAsync("b");
        await UseAsync("a");
        await UseAsync("c");
        Assert.Equal(["c", "a"], _shelf.Loaded);
        await Patience.UntilAsync(() => _models["b"].Disposed);
        Assert.False(_models["a"].Disposed);
    }

    [Fact]
    public async Task A_model_in_use_stays_until_it_is_given_back()
    {
        ModelShelf.Loan a = await _shelf.BorrowAsync("a"), b = await _shelf.BorrowAsync("b");
        await UseAsync("c");
        Assert.False(_models["a"].Disposed || _models["b"].Disposed);
        _ = await a.Pipeline.GenerateAsync(new GenerationRequest { Prompt = "still works", Seed = 1 });
        a.Dispose();
        a.Dispose(); // twice is once
        b.Dispose();
        await UseAsync("d");
        Assert.True(_shelf.Loaded.Count <= 2, string.Join(", ", _shelf.Loaded));
    }

    [Fact]
    public async Task A_load_that_failed_is_tried_again_and_takes_no_place()
    {
        await Assert.ThrowsAsync<HippogriffException>(() => UseAsync("broken"));
        Assert.Empty(_shelf.Loaded);
        await Assert.ThrowsAsync<HippogriffException>(() => UseAsync("broken"));
        Assert.Equal(2, _loads);
    }
}
