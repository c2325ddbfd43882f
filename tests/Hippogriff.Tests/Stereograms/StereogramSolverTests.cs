using Hippogriff.Imaging;
using Hippogriff.Stereograms;

namespace Hippogriff.Tests.Stereograms;

/// <summary>
/// What was hidden is found again: our own stereograms, and such as other programs make by other rules.
/// </summary>
public sealed class StereogramSolverTests
{
    [Theory]
    [InlineData(DotPattern.Colours, 32, 1, 0.0, 0.02)]
    [InlineData(DotPattern.Colours, 40, 2, 0.1, 0.03)]
    [InlineData(DotPattern.Colours, 64, 1, 0.3, 0.04)]
    [InlineData(DotPattern.Dots, 40, 1, 0.0, 0.03)]
    [InlineData(DotPattern.Dots, 60, 2, 0.1, 0.05)]
    [InlineData(DotPattern.Tile, 64, 1, 0.0, 0.08)]
    [InlineData(DotPattern.Tile, 48, 1, 0.05, 0.05)]
    public void Steps_are_found_again(DotPattern pattern, int separation, int dot, double spoilt, double allowed)
    {
        DepthMap truth = HiddenScene.Steps();
        RgbImage image = Stereogram.Make(
            truth,
            new StereogramOptions
            {
                Pattern = pattern,
                Separation = separation,
                DotSize = dot,
                Tile = HiddenScene.Marble(),
                Seed = 11,
            }
        );
        StereogramSolution found = StereogramSolver.Solve(HiddenScene.Spoilt(image, spoilt));
        (double mean, double wrong) = HiddenScene.Error(truth, found.Depth);
        Assert.Equal(separation, found.Far);
        Assert.True(mean < allowed, $"mean {mean:0.000}, wrong {wrong:0.0%}");
    }

    [Theory]
    [InlineData(DotPattern.Colours, 0.0, 0.05)]
    [InlineData(DotPattern.Colours, 0.2, 0.07)]
    [InlineData(DotPattern.Dots, 0.0, 0.06)]
    public void Soft_hills_are_found_again(DotPattern pattern, double spoilt, double allowed)
    {
        DepthMap truth = HiddenScene.Hills(480, 160);
        RgbImage image = Stereogram.Make(
            truth,
            new StereogramOptions
            {
                Pattern = pattern,
                Separation = 80,
                Depth = 0.5,
                DotSize = 1,
                Seed = 2,
            }
        );
        (double mean, double wrong) = HiddenScene.Error(
            truth,
            StereogramSolver.Solve(HiddenScene.Spoilt(image, spoilt)).Depth,
            margin: 30
        );
        Assert.True(mean < allowed, $"mean {mean:0.000}, wrong {wrong:0.0%}");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public void A_stereogram_of_the_old_copy_rule_is_solved(double spoilt)
    {
        // The rule of the first programs (Tyler and Clarke 1990): from left to right, each pixel repeats the one that
        // lies the period to its left, shorter by the depth there.
        (int period, int shift) = (60, 15);
        DepthMap truth = HiddenScene.Steps();
        Random random = new(4);
        byte[] pixels = new byte[truth.Width * truth.Height * 3];
        for (int y = 0; y < truth.Height; y++)
        {
            for (int x = 0; x < truth.Width; x++)
            {
                int from = x - (period - (int)(shift * truth[x, y])),
                    at = (y * truth.Width + x) * 3;
                if (from < 0)
                    random.NextBytes(pixels.AsSpan(at, 3));
                else
                    pixels.AsSpan((y * truth.Width + from) * 3, 3).CopyTo(pixels.AsSpan(at));
            }
        }
        StereogramSolution found = StereogramSolver.Solve(
            HiddenScene.Spoilt(new RgbImage(truth.Width, truth.Height, pixels), spoilt)
        );
        Assert.Equal((period, period - shift), (found.Far, found.Near));
        // Its depth belongs to the right one of the two places, half a separation right of the point between them.
        (double mean, double wrong) = HiddenScene.Error(
            truth,
            found.Depth,
            (x, y) => (found.Separations[y * truth.Width + x] + 1) / 2,
            margin: 30
        );
        Assert.True(mean < 0.06, $"mean {mean:0.000}, wrong {wrong:0.0%}");
    }

    [Fact]
    public void A_stereogram_that_grows_from_its_middle_is_solved()
    {
        // Another program's rule: a strip of dots in the middle, copied outwards to both sides, each side by the depth
        // of the pixel that is written.
        (int period, int shift) = (50, 10);
        DepthMap truth = HiddenScene.Of(300, 150, (x, y) => x is > 0.3 and < 0.7 && y is > 0.3 and < 0.7 ? 1 : 0);
        Random random = new(9);
        byte[] pixels = new byte[truth.Width * truth.Height * 3];
        int middle = truth.Width / 2 - period / 2;
        for (int y = 0; y < truth.Height; y++)
        {
            for (int x = middle; x < truth.Width; x++)
                Set(x, y, x < middle + period ? -1 : x - (period - (int)(shift * truth[x, y])));
            for (int x = middle - 1; x >= 0; x--)
                Set(x, y, x + (period - (int)(shift * truth[x, y])));
        }
        StereogramSolution found = StereogramSolver.Solve(new RgbImage(truth.Width, truth.Height, pixels));
        Assert.Equal((50, 40), (found.Far, found.Near));
        // Rows above and below the plate are wall, and some of each row through it is near.
        double near = Enumerable.Range(50, 50).Average(y => Enumerable.Range(60, 180).Average(x => found.Depth[x, y])),
            far = Enumerable.Range(0, 40).Average(y => Enumerable.Range(0, 300).Average(x => found.Depth[x, y]));
        Assert.True(near > 0.25 && far < 0.02, $"near {near:0.00}, far {far:0.00}");

        void Set(int x, int y, int from)
        {
            int at = (y * truth.Width + x) * 3;
            if (from < 0)
                random.NextBytes(pixels.AsSpan(at, 3));
            else
                pixels.AsSpan((y * truth.Width + from) * 3, 3).CopyTo(pixels.AsSpan(at));
        }
    }

    [Fact]
    public void A_pattern_that_repeats_within_itself_does_not_deceive()
    {
        RgbImage half = HiddenScene.Marble(32),
            noise = HiddenScene.Spoilt(new RgbImage(64, 32, new byte[64 * 32 * 3]), 1);
        byte[] pixels = new byte[64 * 32 * 3];
        for (int y = 0; y < 32; y++) // twice the same marble side by side, and a little of its own
        for (int x = 0; x < 64 * 3; x++)
            pixels[y * 192 + x] = (byte)((half.Pixels[y * 96 + x % 96] * 3 + noise.Pixels[y * 192 + x]) / 4);
        DepthMap truth = HiddenScene.Steps();
        StereogramSolution found = StereogramSolver.Solve(
            Stereogram.Make(
                truth,
                new StereogramOptions
                {
                    Pattern = DotPattern.Tile,
                    Tile = new RgbImage(64, 32, pixels),
                    Separation = 64,
                }
            )
        );
        Assert.Equal(64, found.Far);
        Assert.True(HiddenScene.Error(truth, found.Depth).Mean < 0.06);
    }

    [Fact]
    public void A_wall_without_anything_is_flat()
    {
        StereogramSolution found = StereogramSolver.Solve(
            Stereogram.Make(HiddenScene.Of(240, 80, (_, _) => 0), new StereogramOptions { Separation = 40 })
        );
        Assert.Equal((40, 40), (found.Far, found.Near));
        Assert.All(found.Depth.Values, depth => Assert.Equal(0, depth));
    }

    [Fact]
    public void What_is_no_stereogram_is_refused()
    {
        RgbImage noise = HiddenScene.Spoilt(new RgbImage(200, 100, new byte[200 * 100 * 3]), 1),
            plain = new(200, 100, new byte[200 * 100 * 3]);
        foreach (RgbImage image in (RgbImage[])[noise, plain, HiddenScene.Marble(128)])
            Assert.Contains(
                "no stereogram",
                Assert.Throws<HippogriffException>(() => StereogramSolver.Solve(image)).Message,
                StringComparison.Ordinal
            );
        Assert.Contains(
            "64x64",
            Assert.Throws<HippogriffException>(() => StereogramSolver.Solve(HiddenScene.Marble(40))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "12 to 100",
            Assert.Throws<HippogriffException>(() => StereogramSolver.Solve(noise, period: 101)).Message,
            StringComparison.Ordinal
        );
    }
}
