using System.Text.Json;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Cli;

public sealed partial class GenerateCommandTests
{
    [Fact]
    public async Task Denoise_starts_from_a_picture_in_the_models_size()
    {
        PngFile.Write(_run.PathTo("source.png"), FakePipeline.Plain(100, 50, 7));
        Assert.Equal(
            0,
            await _run.RunAsync(
                "denoise",
                _run.PathTo("source.png"),
                "--prompt",
                "a cat",
                "--strength",
                "0.25",
                "--out",
                _run.PathTo("a.png")
            )
        );
        GenerationRequest request = Assert.Single(_run.Pipeline.Requests);
        Assert.Equal((16, 16, 0.25), (request.Source!.Width, request.Source.Height, request.Strength));
        Assert.Equal(0.25, ImageMetadata.Read(_run.PathTo("a.png")).Infotext!.Strength);
    }

    [Fact]
    public async Task Denoise_paints_through_a_mask_that_is_cut_as_its_picture_is()
    {
        byte[] left = new byte[50 * 25];
        for (int y = 0; y < 25; y++)
            left.AsSpan(y * 50, 20).Fill(255);
        PngFile.Write(_run.PathTo("source.png"), FakePipeline.Plain(100, 50, 7));
        PngFile.Write(_run.PathTo("mask.png"), new MaskImage(50, 25, left).ToImage());
        Assert.Equal(
            0,
            await _run.RunAsync(
                "denoise",
                _run.PathTo("source.png"),
                "--mask",
                _run.PathTo("mask.png"),
                "--mask-blur",
                "3",
                "--out",
                _run.PathTo("a.png")
            )
        );
        GenerationRequest request = Assert.Single(_run.Pipeline.Requests);
        Assert.Equal((16, 16, 3), (request.Mask!.Width, request.Mask.Height, request.MaskBlur));
        // columns 12.5 to 37.5 of the mask are left: its edge lies near the fifth of 16
        Assert.Equal((255, 0), (request.Mask.Values[0], request.Mask.Values[15]));
        Assert.Equal(3, ImageMetadata.Read(_run.PathTo("a.png")).Infotext!.MaskBlur);

        Assert.Equal(
            2,
            await _run.RunAsync(
                "denoise",
                _run.PathTo("source.png"),
                "--from",
                _run.PathTo("a.png"),
                "--out",
                _run.PathTo("b.png")
            )
        );
        Assert.Contains("--mask", _run.Error, StringComparison.Ordinal);
        Assert.Equal(
            0,
            await _run.RunAsync(
                "denoise",
                _run.PathTo("source.png"),
                "--from",
                _run.PathTo("a.png"),
                "--mask",
                _run.PathTo("mask.png"),
                "--out",
                _run.PathTo("b.png")
            )
        );
        Assert.Equal(File.ReadAllBytes(_run.PathTo("a.png")), File.ReadAllBytes(_run.PathTo("b.png")));
    }

    [Fact]
    public async Task A_mask_of_other_proportions_is_refused_and_nothing_is_drawn()
    {
        PngFile.Write(_run.PathTo("source.png"), FakePipeline.Plain(100, 50, 7));
        PngFile.Write(_run.PathTo("mask.png"), FakePipeline.Plain(50, 50, 255));
        Assert.Equal(
            2,
            await _run.RunAsync(
                "denoise",
                _run.PathTo("source.png"),
                "--mask",
                _run.PathTo("mask.png"),
                "--out",
                _run.PathTo("a.png")
            )
        );
        Assert.Contains("The mask is 50x50 and the picture 100x50", _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Pipeline.Requests);
    }

    [Fact]
    public async Task Denoise_keeps_the_size_of_a_picture_that_the_model_can_draw()
    {
        PngFile.Write(_run.PathTo("source.png"), FakePipeline.Plain(16, 8, 7));
        Assert.Equal(0, await _run.RunAsync("denoise", _run.PathTo("source.png"), "--out", _run.PathTo("a.png")));
        GenerationRequest request = Assert.Single(_run.Pipeline.Requests);
        Assert.Equal((16, 8, ""), (request.Width!.Value, request.Height!.Value, request.Prompt));
    }
}
