using Hippogriff.Devices;
using Hippogriff.Insight.Chance;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Pipelines;

/// <summary>
/// A drawing that does not fit into memory ends in a sentence before it begins, also without a server.
/// </summary>
public sealed class MemoryNeedTests
{
    [Fact]
    public async Task What_is_too_large_for_the_memory_that_is_free_is_refused_before_the_first_pass()
    {
        ToyModel model = new();
        using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => model);
        pipeline.Memory = new Megabytes(200);
        GenerationRequest large = new()
        {
            Prompt = "cat",
            Width = 512,
            Height = 512,
            Count = 8,
        };
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(() =>
            pipeline.GenerateAsync(large)
        );
        Assert.Equal(FaultKind.Resource, refused.Kind);
        Assert.Contains("200 MB are free", refused.Message, StringComparison.Ordinal);
        Assert.Empty(model.Passes);
        // fewer at once take less
        Assert.Equal(8, (await pipeline.GenerateAsync(large with { BatchSize = 1, Steps = 1, Guidance = 1 })).Count);
    }

    [Fact]
    public void Steps_that_are_kept_take_memory_of_their_own()
    {
        GenerationSettings settings = new()
        {
            Prompt = "x",
            NegativePrompt = "",
            Seed = 0,
            Steps = 99,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 1,
            Width = 100,
            Height = 100,
            Model = "toy",
            ModelHash = "0123456789",
        };
        Assert.Equal(10_000 * 2 * 3 * 100, MemoryNeed.Of(settings, 1, keepSteps: true) - MemoryNeed.Of(settings, 1));
        Assert.Equal(MemoryNeed.Of(settings, 8, batch: 8), MemoryNeed.Of(settings, 8));
        Assert.True(MemoryNeed.Of(settings, 8, batch: 1) < MemoryNeed.Of(settings, 8) / 4);
    }

    [Fact]
    public void Walks_ask_as_drawings_do()
    {
        ToyModel model = new();
        GenerationSettings settings = new()
        {
            Prompt = "cat",
            NegativePrompt = "",
            Seed = 1,
            Steps = 2,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 1,
            Width = 1 << 20,
            Height = 1 << 20,
            Model = "toy",
            ModelHash = "0123456789",
        }; // 5 PB
        Assert.Equal(
            FaultKind.Resource,
            Assert.Throws<HippogriffException>(() => MemoryNeed.Require(model, settings, 1)).Kind
        );
        Assert.Equal(
            2,
            LatentWalk.Between(model, settings with { Width = 8, Height = 4 }, new WalkPlan(2, "cat", 2)).Frames.Count
        );
    }

    private sealed class Megabytes(long free) : FreeMemory
    {
        public override long Bytes => free * 1_000_000;
    }
}
