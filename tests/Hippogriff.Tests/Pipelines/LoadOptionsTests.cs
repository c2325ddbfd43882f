using Hippogriff.Models;
using Hippogriff.Pipelines;
using Hippogriff.Tests.House;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

public sealed class LoadOptionsTests
{
    private static string First => Path.Combine(Repository.Root, "models", "first");

    [Fact]
    public void A_model_is_loaded_in_the_type_that_is_asked_for()
    {
        using NetworkModel whole = PipelineLoader.Load(First);
        using NetworkModel half = PipelineLoader.Load(First, new LoadOptions { Type = ScalarType.BFloat16 });
        Assert.All(whole.Network.parameters(), weight => Assert.Equal(ScalarType.Float32, weight.dtype));
        Assert.All(half.Network.parameters(), weight => Assert.Equal(ScalarType.BFloat16, weight.dtype));
    }

    [Fact]
    public async Task A_pipeline_computes_with_the_threads_that_are_asked_for()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(
            First,
            new LoadOptions { Threads = 1 }
        );
        Assert.Equal(1, await pipeline.RunAsync((_, _) => get_num_threads()));
    }

    [Fact]
    public async Task What_cannot_be_loaded_with_is_refused_before_a_model_is_looked_for()
    {
        foreach (
            LoadOptions wrong in new[]
            {
                new LoadOptions { Threads = 0 },
                new LoadOptions { Type = ScalarType.Int32 },
            }
        )
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
                DiffusionPipeline.LoadAsync("no-such-model", wrong)
            );
        HippogriffException error = await Assert.ThrowsAsync<HippogriffException>(() =>
            DiffusionPipeline.LoadAsync("no-such-model", new LoadOptions { Device = "tpu" })
        );
        Assert.Contains("tpu", error.Message);
    }
}
