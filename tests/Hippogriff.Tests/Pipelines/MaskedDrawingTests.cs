using Hippogriff.FolderModels;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Imaging;
using Hippogriff.Tests.Models;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

/// <summary>A picture painted anew through a mask, from the request to the bytes.</summary>
public class MaskedDrawingTests
{
    private static readonly RgbImage source = PngFileTests.Noise(16, 16, 3);

    /// <summary>A square of 6 pixels, its corner not on the grid of any latent.</summary>
    private static MaskImage Square(int side = 16, byte value = 255)
    {
        byte[] values = new byte[side * side];
        for (int y = 5; y < 11; y++)
            values.AsSpan(y * side + 5, 6).Fill(value);
        return new MaskImage(side, side, values);
    }

    public static TheoryData<string, bool, string, int> Cases =>
        new()
        {
            { "transformer", false, "euler", 0 },
            { "u_net", true, "euler", 0 },
            { "u_net", true, "euler_ancestral", 1 },
            { "hourglass", false, "dpmpp_2m", 0 },
            { "deep u_net", false, "dpmpp_3m_sde", 2 },
            { "u_net", true, "lcm", 0 },
            { "u_net", true, "unipc", 0 },
        };

    [Theory, MemberData(nameof(Cases))]
    public async Task Outside_the_mask_every_byte_is_the_sources_and_inside_it_is_painted(
        string network,
        bool latent,
        string sampler,
        int blur
    )
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() =>
            TinyModel.Create(network, latent)
        );
        GenerationRequest request = new()
        {
            Prompt = "red",
            Seed = 4,
            Steps = 4,
            Sampler = sampler,
            Source = source,
            Mask = Square(),
            MaskBlur = blur,
            Strength = 0.9,
            Count = 3,
        };
        MaskImage painted = Square().Blurred(blur);
        IReadOnlyList<GeneratedImage> pictures = await pipeline.GenerateAsync(request);
        foreach (GeneratedImage picture in pictures)
        {
            int changed = 0;
            for (int i = 0; i < source.Pixels.Length; i++)
            {
                if (painted.Values[i / 3] == 0)
                    Assert.Equal(source.Pixels[i], picture.Image.Pixels[i]);
                else if (source.Pixels[i] != picture.Image.Pixels[i])
                    changed++;
            }
            Assert.True(changed > 60, $"{changed} of 108 bytes changed");
            Assert.Equal((0.9, (int?)blur), (picture.Settings.Strength, picture.Settings.MaskBlur));
        }
        Assert.True(TinyModel.Difference(pictures[0].Image, pictures[1].Image) > 10);
        GeneratedImage alone = (await pipeline.GenerateAsync(request with { Seed = 6, Count = 1 }))[0];
        // picture i depends on its seed, not on its batch
        Assert.InRange(TinyModel.Difference(pictures[2].Image, alone.Image), 0, 1);
        Assert.Equal(
            alone.Image.Pixels,
            (await pipeline.GenerateAsync(request with { Seed = 6, Count = 1 }))[0].Image.Pixels
        );
    }

    [Fact]
    public async Task The_model_sees_the_noised_source_around_what_it_paints()
    {
        RgbImage[] known =
        [
            PngFileTests.Noise(16, 16, 10),
            PngFileTests.Noise(16, 16, 11),
            PngFileTests.Noise(16, 16, 12),
        ];
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() =>
            new FolderModel("folder:x", known, ["a", "b", "c"], CPU)
        );
        foreach (RgbImage whole in known)
        {
            byte[] torn = [.. whole.Pixels];
            for (int i = 0; i < torn.Length; i++)
                if (Square().Values[i / 3] > 0)
                    torn[i] = 0;
            GenerationRequest request = new()
            {
                Prompt = "",
                Seed = 1,
                Source = new RgbImage(16, 16, torn),
                Mask = Square(),
                Strength = 1,
                Count = 2,
            };
            foreach (GeneratedImage picture in await pipeline.GenerateAsync(request))
                Assert.InRange(TinyModel.Difference(whole, picture.Image), 0, 1);
        }
    }

    [Fact]
    public async Task A_mask_of_another_size_and_the_same_proportions_is_scaled()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() =>
            TinyModel.Create(latent: true)
        );
        byte[] large = new byte[64 * 64];
        for (int y = 0; y < 64; y++)
            large.AsSpan(y * 64, 32).Fill(255);
        RgbImage image = (
            await pipeline.GenerateAsync(
                new GenerationRequest
                {
                    Prompt = "red",
                    Seed = 1,
                    Source = source,
                    Mask = new MaskImage(64, 64, large),
                    Strength = 1,
                }
            )
        )[0].Image;
        for (int i = 0; i < 256; i++)
            if (i % 16 >= 9)
                Assert.Equal(source.Pixels.AsSpan(i * 3, 3).ToArray(), image.Pixels.AsSpan(i * 3, 3).ToArray());
        Assert.True(TinyModel.Difference(source, image) > 20);
    }

    [Fact]
    public async Task A_white_mask_is_no_mask()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() =>
            TinyModel.Create(latent: true)
        );
        GenerationRequest request = new()
        {
            Prompt = "red",
            Seed = 1,
            Source = source,
        };
        byte[] white = new byte[256];
        Array.Fill(white, (byte)255);
        Assert.Equal(
            0,
            TinyModel.Difference(
                (await pipeline.GenerateAsync(request))[0].Image,
                (await pipeline.GenerateAsync(request with { Mask = new MaskImage(16, 16, white) }))[0].Image
            )
        );
    }

    [Fact]
    public async Task Kept_steps_and_previews_show_the_source_where_it_is_kept()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() =>
            TinyModel.Create(latent: true)
        );
        List<RgbImage> previews = [];
        GeneratedImage picture = (
            await pipeline.GenerateAsync(
                new GenerationRequest
                {
                    Prompt = "red",
                    Seed = 1,
                    Source = source,
                    Mask = Square(),
                    KeepSteps = true,
                },
                new Heard(step => previews.Add(step.Preview()!))
            )
        )[0];
        Assert.Equal(picture.Image.Pixels, picture.Steps[^1].Noisy.Pixels);
        Assert.All(
            picture.Steps.Select(s => s.Clean).Concat(previews),
            shown => Assert.Equal(source.Pixels[..30], shown.Pixels[..30])
        );
        Assert.NotEqual(source.Pixels[..30], picture.Steps[0].Noisy.Pixels[..30]);
    }

    [Fact]
    public async Task Cancelled_it_ends_before_the_next_step()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() =>
            TinyModel.Create(latent: true)
        );
        using CancellationTokenSource stop = new();
        int steps = 0;
        GenerationRequest request = new()
        {
            Prompt = "red",
            Source = source,
            Mask = Square(),
            Steps = 100,
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            pipeline.GenerateAsync(
                request,
                new Heard(_ =>
                {
                    if (++steps == 2)
                        stop.Cancel();
                }),
                stop.Token
            )
        );
        Assert.Equal(2, steps);
    }

    [Fact]
    public void It_leaves_no_tensor_behind()
    {
        using NetworkModel model = TinyModel.Create(latent: true);
        GenerationSettings settings = TinyModel.Settings("red", 3, "dpmpp_2m") with
        {
            Strength = 0.5,
            GuidanceInterval = new GuidanceInterval(0.1, 0.4),
        };
        TextToImage.Draw(model, settings, 1, new() { Source = source, Mask = Square() });
        long before = TinyNetworks.Live;
        TextToImage.Draw(
            model,
            settings,
            2,
            new()
            {
                Source = source,
                Mask = Square(),
                KeepSteps = true,
            },
            progress: new Heard(p => p.Preview())
        );
        Assert.Equal(before, TinyNetworks.Live);
    }

    public static TheoryData<string, string[]> Refused =>
        new()
        {
            { "no source", ["mask", "no source picture"] },
            { "other proportions", ["mask is 16x15", "16x16", "same proportions"] },
            { "black", ["mask is black", "white"] },
            { "black once it is scaled", ["mask is black", "white"] },
            { "wide blur", ["mask blur", "65", "0", "64"] },
            { "negative blur", ["mask blur", "-1", "0", "64"] },
        };

    [Theory, MemberData(nameof(Refused))]
    public async Task A_mask_that_cannot_be_used_gets_one_sentence(string what, string[] named)
    {
        ToyModel model = new()
        {
            Defaults = new GenerationDefaults
            {
                Steps = 5,
                Sampler = "euler",
                Schedule = "uniform",
                Guidance = 3,
                Width = 16,
                Height = 16,
            },
        };
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => model);
        GenerationRequest good = new()
        {
            Prompt = "",
            Source = source,
            Mask = Square(),
        };
        byte[] speck = new byte[512 * 512];
        speck[600] = 9;
        GenerationRequest bad = what switch
        {
            "no source" => good with { Source = null },
            "other proportions" => good with { Mask = new MaskImage(16, 15, Square().Values[..240]) },
            "black" => good with { Mask = Square(value: 0) },
            "black once it is scaled" => good with { Mask = new MaskImage(512, 512, speck) },
            "wide blur" => good with { MaskBlur = 65 },
            _ => good with { MaskBlur = -1 },
        };
        string sentence = (await Assert.ThrowsAsync<HippogriffException>(() => pipeline.GenerateAsync(bad))).Message;
        Assert.All(named, word => Assert.Contains(word, sentence, StringComparison.Ordinal));
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(". ", sentence, StringComparison.Ordinal);
        Assert.Empty(model.Passes);
    }
}
