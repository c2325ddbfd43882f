using Hippogriff.Imaging;
using Hippogriff.Stereograms;

namespace Hippogriff.Tests.Stereograms;

public sealed class StereogramTests
{
    [Theory]
    [InlineData(0, 1 / 2.0)] // the far wall: half the distance of the eyes
    [InlineData(1, 2 / 5.0)] // nearest at a third: (1 - 1/3) / (2 - 1/3)
    [InlineData(0.5, 5 / 11.0)] // (1 - 1/6) / (2 - 1/6)
    public void Lines_of_sight_cross_the_picture_where_similar_triangles_say(double depth, double share) =>
        Assert.Equal(Math.Round(share * 1100), new EyeGeometry(1100, 1 / 3.0).Separation(depth));

    [Fact]
    public void A_flat_wall_repeats_exactly_at_its_separation_and_nowhere_before()
    {
        foreach (double z in (double[])[0, 1])
        {
            RgbImage image = Stereogram.Make(
                HiddenScene.Of(300, 20, (_, _) => z),
                new StereogramOptions
                {
                    Separation = 50,
                    DotSize = 1,
                    Seed = 3,
                }
            );
            int period = z == 0 ? 50 : 40;
            Assert.Equal(1, Same(image, period), 1e-9);
            foreach (int other in Enumerable.Range(1, period - 1))
                Assert.True(Same(image, other) < 0.1, $"{Same(image, other)} at {other}");
        }
    }

    [Fact]
    public void Both_eyes_see_the_same_colour_at_every_point_that_both_see()
    {
        DepthMap depth = HiddenScene.Hills();
        RgbImage image = Stereogram.Make(depth, new StereogramOptions { Separation = 60, DotSize = 1 });
        EyeGeometry eyes = new(120, 1 / 3.0);
        int seen = 0;
        for (int y = 0; y < depth.Height; y += 2) // even rows halve the separation towards the left
        {
            for (int x = 0; x < depth.Width; x++)
            {
                int separation = eyes.Separation(depth[x, y]),
                    left = x - separation / 2,
                    right = left + separation;
                if (
                    left < 0
                    || right >= depth.Width
                    || !eyes.IsSeen(depth.Values.AsSpan(y * depth.Width, depth.Width), x)
                )
                    continue;
                seen++;
                Assert.Equal(Colour(image, left, y), Colour(image, right, y));
            }
        }
        Assert.True(seen > depth.Width * depth.Height / 4);
    }

    [Fact]
    public void What_stands_behind_an_edge_is_seen_by_one_eye_only()
    {
        // A plate before a wall, mu = 1/3, E = 600: the sight rises by 2 * 2 / (1/3 * 600) = 0.02 a pixel, so 49 pixels
        // beside the plate are covered.
        float[] row = [.. Enumerable.Range(0, 400).Select(x => x < 200 ? 0f : 1f)];
        EyeGeometry eyes = new(600, 1 / 3.0);
        Assert.All(Enumerable.Range(151, 49), x => Assert.False(eyes.IsSeen(row, x)));
        Assert.All(Enumerable.Range(0, 150), x => Assert.True(eyes.IsSeen(row, x)));
        Assert.All(Enumerable.Range(200, 200), x => Assert.True(eyes.IsSeen(row, x)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_dots_and_another_one_others()
    {
        DepthMap depth = HiddenScene.Steps(200, 64);
        RgbImage a = Stereogram.Make(depth, new StereogramOptions { Seed = 1 }),
            b = Stereogram.Make(depth, new StereogramOptions { Seed = 1 }),
            c = Stereogram.Make(depth, new StereogramOptions { Seed = 2 });
        Assert.Equal(a.Pixels, b.Pixels);
        Assert.NotEqual(a.Pixels, c.Pixels);
    }

    [Fact]
    public void Dots_are_as_large_and_a_tile_is_as_wide_as_asked()
    {
        DepthMap wall = HiddenScene.Of(256, 64, (_, _) => 0);
        RgbImage dots = Stereogram.Make(
            wall,
            new StereogramOptions
            {
                Separation = 64,
                DotSize = 4,
                Pattern = DotPattern.Dots,
            }
        );
        Assert.All(
            Enumerable.Range(0, 64 * 256),
            i => Assert.Equal(Colour(dots, i % 256 / 4 * 4, i / 256 / 4 * 4), Colour(dots, i % 256, i / 256))
        );
        RgbImage tile = HiddenScene.Marble(64),
            tiled = Stereogram.Make(
                wall,
                new StereogramOptions
                {
                    Separation = 64,
                    Pattern = DotPattern.Tile,
                    Tile = tile,
                }
            );
        Assert.All(
            Enumerable.Range(0, 64 * 256),
            i => Assert.Equal(Colour(tile, i % 64, i / 256), Colour(tiled, i % 256, i / 256))
        );
    }

    [Theory]
    [InlineData(23, 0.3, 2, "from 24 to 100 pixels")]
    [InlineData(101, 0.3, 2, "it is 101")]
    [InlineData(50, 0.61, 2, "0.61")]
    [InlineData(50, double.NaN, 2, "from 0.05 to 0.6")]
    [InlineData(50, 0.3, 0, "1 to 16 pixels")]
    public void What_cannot_be_is_refused_in_a_sentence(int separation, double depth, int dot, string said)
    {
        HippogriffException refusal = Assert.Throws<HippogriffException>(() =>
            Stereogram.Make(
                HiddenScene.Steps(200, 64),
                new StereogramOptions
                {
                    Separation = separation,
                    Depth = depth,
                    DotSize = dot,
                }
            )
        );
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Share of the pixels that have the colour of the pixel <paramref name="d"/> further left.</summary>
    private static double Same(RgbImage image, int d) =>
        Enumerable
            .Range(0, image.Height)
            .SelectMany(y =>
                Enumerable
                    .Range(d, image.Width - d)
                    .Select(x => Colour(image, x, y) == Colour(image, x - d, y) ? 1.0 : 0)
            )
            .Average();

    private static (byte, byte, byte) Colour(RgbImage image, int x, int y)
    {
        int at = (y * image.Width + x) * 3;
        return (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }
}
