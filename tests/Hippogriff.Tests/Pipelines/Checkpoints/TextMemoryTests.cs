using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines.Checkpoints;

/// <summary>Text encoders leave where memory is short, and come back for the next prompt.</summary>
public sealed class TextMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly GenerationRequest s_asked = new()
    {
        Prompt = "a cat",
        Steps = 2,
        Seed = 1,
        Count = 2,
        BatchSize = 1,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pictures_are_the_same_whether_the_encoder_stays_or_leaves()
    {
        await using DiffusionPipeline pipeline = await Loaded();
        byte[][] usual = await Pixels(pipeline, s_asked);
        long encoder = pipeline.TextMemoryFor(null).Bytes;
        Assert.False(pipeline.TextMemoryFor(null).IsFreed);
        Assert.Equal(encoder, await Numbers(pipeline) * sizeof(float));

        pipeline.Memory = new Free(Needed(pipeline) - 1);
        Assert.Equal(usual, await Pixels(pipeline, s_asked));
        Assert.Equal(new TextMemory(encoder, IsFreed: true), pipeline.TextMemoryFor(null));
        Assert.Equal(0, await Numbers(pipeline));

        pipeline.Memory = new Free(Needed(pipeline) + encoder);
        Assert.Equal(usual, await Pixels(pipeline, s_asked));
        Assert.False(pipeline.TextMemoryFor(null).IsFreed);
    }

    [Fact]
    public async Task What_does_not_fit_without_the_encoder_either_is_refused()
    {
        await using DiffusionPipeline pipeline = await Loaded();
        pipeline.Memory = new Free(Needed(pipeline) - pipeline.TextMemoryFor(null).Bytes - 1);
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(() =>
            pipeline.GenerateAsync(s_asked)
        );
        Assert.Equal(FaultKind.Resource, refused.Kind);
        Assert.False(pipeline.TextMemoryFor(null).IsFreed);
    }

    [Fact]
    public async Task An_encoder_that_left_is_no_longer_to_spare()
    {
        await using DiffusionPipeline pipeline = await Loaded();
        pipeline.Memory = new Free(Needed(pipeline) - 1);
        _ = await Pixels(pipeline, s_asked);
        await Assert.ThrowsAsync<HippogriffException>(() => pipeline.GenerateAsync(s_asked));

        // enough for the pictures, but not for the encoder beside them, which comes back for the prompt
        pipeline.Memory = new Free(Needed(pipeline) + pipeline.TextMemoryFor(null).Bytes - 1);
        _ = await Pixels(pipeline, s_asked);
        Assert.True(pipeline.TextMemoryFor(null).IsFreed);
    }

    [Fact]
    public async Task A_part_that_was_freed_takes_changes_of_its_weights_again()
    {
        await using DiffusionPipeline pipeline = await Loaded();
        pipeline.Memory = new Free(Needed(pipeline) - 1);
        _ = await Pixels(pipeline, s_asked);
        await pipeline.RunAsync(
            (model, _) =>
            {
                ClipModel clip = (ClipModel)model;
                clip.Texts[0].BringBack();
                using IDisposable noGradient = no_grad();
                foreach (
                    Tensor weight in clip.Owned.SelectMany(network => network.parameters()).Where(one => one.dim() == 1)
                )
                    weight.zero_();
                return 0;
            }
        );
        pipeline.Memory = FreeMemory.OfSystem;
        Assert.Equal(2, (await pipeline.GenerateAsync(s_asked)).Count);
    }

    [Fact]
    public async Task Weights_whose_file_is_gone_are_missed_in_a_sentence()
    {
        await using DiffusionPipeline pipeline = await Loaded();
        pipeline.Memory = new Free(Needed(pipeline) - 1);
        _ = await Pixels(pipeline, s_asked);
        File.Delete(_folder.In("small/text_encoder/model.safetensors"));
        pipeline.Memory = FreeMemory.OfSystem;
        await Assert.ThrowsAsync<HippogriffException>(() => pipeline.GenerateAsync(s_asked));
    }

    private Task<DiffusionPipeline> Loaded() =>
        DiffusionPipeline.LoadAsync(SmallCheckpoint.Write(_folder.In("small")).Path);

    private static long Needed(DiffusionPipeline pipeline) =>
        MemoryNeed.Of(
            pipeline.Facts.Prepare(s_asked).Settings,
            s_asked.Count,
            s_asked.BatchSize,
            bytesPerPixel: pipeline.Facts.BytesPerPixel
        );

    private static async Task<byte[][]> Pixels(DiffusionPipeline pipeline, GenerationRequest request) =>
        [.. (await pipeline.GenerateAsync(request)).Select(drawn => drawn.Image.Pixels.ToArray())];

    /// <summary>Numbers that the text encoder holds in memory.</summary>
    private static Task<long> Numbers(DiffusionPipeline pipeline) =>
        pipeline.RunAsync(
            (model, _) =>
                ((ClipModel)model)
                    .Owned.OfType<Hippogriff.Models.ClipText.ClipTextEncoder>()
                    .Single()
                    .state_dict()
                    .Values.Where(tensor => !tensor.is_meta)
                    .Sum(tensor => tensor.numel())
        );

    private sealed class Free(long free) : FreeMemory
    {
        public override long Bytes => free;
    }
}
