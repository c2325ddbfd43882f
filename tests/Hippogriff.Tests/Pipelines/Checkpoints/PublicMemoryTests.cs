using Hippogriff.Latents;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines.Checkpoints;

/// <summary>What a public checkpoint takes while it draws, and what makes it less.</summary>
public sealed class PublicMemoryTests : IDisposable
{
    private static readonly CheckpointChoices s_tiles = new() { VaeTiling = true };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Small() => SmallCheckpoint.Write(_folder.In("small")).Path;

    [Fact]
    public void A_drawing_in_half_precision_is_counted_with_half_the_memory()
    {
        string path = Small();
        using IPictureModel wide = CheckpointLoader.Load(path),
            half = CheckpointLoader.Load(path, new LoadOptions { Type = ScalarType.BFloat16 });
        Assert.Equal(wide.BytesPerPixel, 2 * half.BytesPerPixel);
    }

    [Fact]
    public void A_large_decoder_is_counted_with_less_memory_if_it_draws_by_tiles()
    {
        using IPictureModel whole = CheckpointLoader.Load(Small());
        Assert.Null(Assert.IsType<KlCodec>(whole.Codec).TileSide);
        using IPictureModel tiled = CheckpointLoader.Load(_folder.In("small"), new LoadOptions { Choices = s_tiles });
        Assert.Equal(PublicPart.TileSide, Assert.IsType<KlCodec>(tiled.Codec).TileSide);
        Assert.True(tiled.BytesPerPixel <= whole.BytesPerPixel);
    }

    [Fact]
    public async Task A_picture_of_several_tiles_is_drawn_in_its_size_and_differs_little()
    {
        GenerationRequest request = new()
        {
            Prompt = "a cat",
            Steps = 1,
            Seed = 1,
            Width = 384,
            Height = 264,
        };
        string path = Small();
        byte[][] drawn = new byte[2][];
        for (int i = 0; i < 2; i++)
        {
            LoadOptions options = new() { Choices = i == 0 ? CheckpointChoices.None : s_tiles };
            await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(path, options);
            GeneratedImage image = Assert.Single(await pipeline.GenerateAsync(request));
            Assert.Equal((384, 264), (image.Image.Width, image.Image.Height));
            drawn[i] = image.Image.Pixels;
        }
        Assert.NotEqual(drawn[0], drawn[1]);
        Assert.InRange(drawn[0].Zip(drawn[1]).Average(pair => Math.Abs(pair.First - pair.Second)), 0, 16);
    }
}
