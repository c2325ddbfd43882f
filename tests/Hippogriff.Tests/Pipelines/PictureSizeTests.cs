using CsCheck;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Pipelines;

public class PictureSizeTests
{
    private static readonly GenerationDefaults s_default = new()
    {
        Steps = 20,
        Sampler = "euler",
        Schedule = "uniform",
        Guidance = 4,
        Width = 64,
        Height = 64,
    };

    [Theory]
    [InlineData(64, 64, 64, 64)]
    [InlineData(96, 32, 96, 32)]
    [InlineData(120, 120, 120, 120)] // below twice the model's own: as asked
    [InlineData(128, 128, 64, 64)]
    [InlineData(63, 64, 63, 64)] // to be refused where it is drawn
    [InlineData(136, 136, 64, 64)]
    [InlineData(512, 512, 64, 64)]
    [InlineData(1024, 1024, 64, 64)]
    [InlineData(1536, 1024, 80, 56)]
    [InlineData(1024, 1536, 56, 80)]
    [InlineData(1792, 1024, 88, 48)]
    [InlineData(100_000, 1, 128, 8)] // no side longer than twice the model's own
    [InlineData(0, 64, 0, 64)]
    public void Sizes_of_other_models_become_one_that_is_drawn_well(
        int width,
        int height,
        int drawnWidth,
        int drawnHeight
    ) => Assert.Equal(new PictureSize(drawnWidth, drawnHeight), new PictureSize(width, height).Drawable(s_default, 8));

    [Fact]
    public void Any_large_size_can_be_drawn_and_stays_near_the_models_pixels_and_proportions() =>
        Gen.Select(Gen.Int[128, 4_000], Gen.Int[128, 4_000])
            .Sample(
                (width, height) =>
                {
                    PictureSize drawn = new PictureSize(width, height).Drawable(s_default, 8);
                    double pixels = drawn.Width * drawn.Height / 4096.0,
                        turn = (double)drawn.Width / drawn.Height / ((double)width / height);
                    return drawn.Width % 8 == 0
                        && drawn.Height % 8 == 0
                        && drawn.Width is >= 8 and <= 128
                        && drawn.Height is >= 8 and <= 128
                        && (
                            Math.Max(width, height) > 3 * Math.Min(width, height)
                            || (pixels is > 0.75 and < 1.3 && turn is > 0.8 and < 1.25)
                        );
                }
            );

    [Fact]
    public void The_models_own_proportions_give_its_own_size_even_where_it_is_no_square() =>
        Assert.Equal(new PictureSize(96, 64), new PictureSize(1536, 1024).Drawable(s_default with { Width = 96 }, 8));

    [Theory]
    [InlineData("64", 64, 64)]
    [InlineData("96x64", 96, 64)]
    [InlineData("96X64", 96, 64)]
    [InlineData("2048x1", 2048, 1)]
    public void Sizes_are_read_as_people_write_them(string text, int width, int height) =>
        Assert.Equal(new PictureSize(width, height), PictureSize.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("64x")]
    [InlineData("64x64x64")]
    [InlineData("-64x64")]
    [InlineData("0x64")]
    [InlineData("2049x64")]
    [InlineData("64.0x64")]
    [InlineData(" 64x64")]
    [InlineData("99999999999x64")]
    public void What_is_no_size_is_none(string text) => Assert.Null(PictureSize.Read(text));
}
