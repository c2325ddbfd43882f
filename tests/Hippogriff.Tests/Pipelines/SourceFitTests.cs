using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Pipelines;

public class SourceFitTests
{
    private static readonly GenerationDefaults defaults = new(5, "euler", "uniform", 3, 64, 64);

    [Theory]
    [InlineData(64, 64, 64, 64)]
    [InlineData(32, 48, 32, 48)]
    [InlineData(128, 128, 64, 64)]
    [InlineData(60, 64, 64, 64)]
    public void A_source_keeps_its_size_where_the_model_can_draw_it(
        int width,
        int height,
        int drawnWidth,
        int drawnHeight
    ) =>
        Assert.Equal(
            (drawnWidth, drawnHeight),
            SourceFit.SizeFor(TinyModel.Plain(width, height, 1, 2, 3), defaults, 8)
        );

    [Fact]
    public void Source_and_mask_are_cut_alike()
    {
        byte[] pixels = new byte[200 * 100 * 3],
            mask = new byte[100 * 50]; // the mask is half as large
        for (int y = 0; y < 50; y++)
            mask.AsSpan(y * 100 + 50, 50).Fill(255);
        for (int i = 0; i < 200 * 100; i++)
            if (i % 200 >= 100)
                pixels.AsSpan(i * 3, 3).Fill(255);
        GenerationRequest fitted = new GenerationRequest
        {
            Prompt = "",
            Source = new RgbImage(200, 100, pixels),
            Mask = new MaskImage(100, 50, mask),
        }.FitSource(defaults, 8);
        Assert.Equal((64, 64), (fitted.Width, fitted.Height));
        for (int i = 0; i < 64 * 64; i++)
            if (Math.Abs(i % 64 - 31.5) > 2)
                Assert.Equal(fitted.Source!.Pixels[i * 3], fitted.Mask!.Values[i]);
        Assert.Equal(255, fitted.Mask!.Values[63]);
    }

    [Fact]
    public void A_size_that_is_asked_for_is_taken_and_an_impossible_one_left_to_be_refused()
    {
        GenerationRequest request = new() { Prompt = "", Source = TinyModel.Plain(64, 64, 1, 2, 3) };
        GenerationRequest fitted = (request with { Width = 96, Height = 32 }).FitSource(defaults, 8);
        Assert.Equal((96, 32), (fitted.Source!.Width, fitted.Source.Height));
        foreach (int side in new[] { 0, -5, 2049, int.MaxValue })
            Assert.Same(request.Source, (request with { Width = side }).FitSource(defaults, 8).Source);
        GenerationRequest without = new() { Prompt = "" };
        Assert.Same(without, without.FitSource(defaults, 8));
    }

    [Fact]
    public void A_mask_of_other_proportions_is_refused() =>
        Assert.Contains(
            "same proportions",
            Assert
                .Throws<HippogriffException>(() =>
                    new GenerationRequest
                    {
                        Prompt = "",
                        Source = TinyModel.Plain(64, 64, 1, 2, 3),
                        Mask = new MaskImage(64, 32, new byte[64 * 32]),
                    }.FitSource(defaults, 8)
                )
                .Message,
            StringComparison.Ordinal
        );
}
