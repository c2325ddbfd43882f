using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Pipelines;

public class SourceFitTests
{
    private static readonly GenerationDefaults defaults = new()
    {
        Steps = 5,
        Sampler = "euler",
        Schedule = "uniform",
        Guidance = 3,
        Width = 64,
        Height = 64,
    };

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
            new PictureSize(drawnWidth, drawnHeight),
            SourceSize.For(TinyModel.Plain(width, height, 1, 2, 3), defaults, 8)
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
        GenerationRequest fitted = Fit(
            new GenerationRequest
            {
                Prompt = "",
                Source = new RgbImage(200, 100, pixels),
                Mask = new MaskImage(100, 50, mask),
            }
        );
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
        GenerationRequest fitted = Fit(request with { Width = 96, Height = 32 });
        Assert.Equal((96, 32), (fitted.Source!.Width, fitted.Source.Height));
        foreach (int side in new[] { 0, -5, 2049, int.MaxValue })
            Said.Refusing(
                FaultKind.InvalidRequest,
                FormattableString.Invariant($"width {side} ... 1 and 2048"),
                () => Fit(request with { Width = side })
            );
        GenerationRequest without = new() { Prompt = "" };
        Assert.Same(without, Fit(without));
    }

    [Fact]
    public void A_contained_source_is_whole_and_what_is_free_beside_it_is_painted_anew()
    {
        byte[] pixels = new byte[40 * 20 * 3];
        for (int i = 0; i < 40 * 20; i++)
            pixels[i * 3] = (byte)(i % 40 < 20 ? 10 : 200); // dark red at the left, bright at the right
        GenerationRequest request = new()
        {
            Prompt = "",
            Source = new RgbImage(40, 20, pixels),
            Mask = new MaskImage(40, 20, new byte[40 * 20]),
            SourceFit = SourceFit.Contain,
            Width = 40,
            Height = 40,
        };
        GenerationRequest fitted = Fit(request);
        for (int y = 0; y < 40; y++)
        {
            Assert.Equal(10, fitted.Source!.Pixels[y * 40 * 3]);
            Assert.Equal(200, fitted.Source.Pixels[(y * 40 + 39) * 3]);
            Assert.Equal(y is >= 10 and < 30 ? 0 : 255, fitted.Mask!.Values[y * 40 + 5]);
        }
        Assert.Equal(
            (64, 64),
            (Fit(request with { Width = null, Height = null }).Width, Fit(request).Source!.Width + 24)
        );
    }

    [Fact]
    public void A_source_that_is_to_be_drawn_exactly_has_the_size_that_is_drawn()
    {
        GenerationRequest request = new()
        {
            Prompt = "",
            Source = TinyModel.Plain(96, 80, 1, 2, 3),
            SourceFit = SourceFit.Exact,
        };
        Assert.Equal((96, 80), (Fit(request).Width, Fit(request).Height)); // larger than the model's own
        Assert.Same(request.Source, Fit(request).Source);
        Assert.Contains(
            "96x80",
            Assert.Throws<HippogriffException>(() => Fit(request with { Width = 64 })).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_mask_of_other_proportions_is_refused() =>
        Assert.Contains(
            "same proportions",
            Assert
                .Throws<HippogriffException>(() =>
                    Fit(
                        new GenerationRequest
                        {
                            Prompt = "",
                            Source = TinyModel.Plain(64, 64, 1, 2, 3),
                            Mask = new MaskImage(64, 32, new byte[64 * 32]),
                        }
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    private static GenerationRequest Fit(GenerationRequest request) =>
        new ModelFacts("toy", defaults, 8, IsGuidanceDistilled: false).Prepare(request).Request;
}
