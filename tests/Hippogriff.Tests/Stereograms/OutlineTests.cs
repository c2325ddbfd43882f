using Hippogriff.Imaging;
using Hippogriff.Stereograms;

namespace Hippogriff.Tests.Stereograms;

public sealed class OutlineTests
{
    [Theory]
    [InlineData(255, 255, 255, 0)]
    [InlineData(90, 60, 160, 0)]
    [InlineData(120, 170, 230, 60)] // a ground that grows lighter downwards
    public void A_disc_is_cut_out_of_its_ground_at_four_times_the_size(byte red, byte green, byte blue, int gradient)
    {
        RgbImage image = Paint(
            64,
            (x, y) =>
                Math.Pow(x - 31.5, 2) + Math.Pow(y - 31.5, 2) < 400
                    ? ((byte)220, (byte)120, (byte)30)
                    : (
                        (byte)Math.Min(255, red + gradient * y / 64),
                        (byte)Math.Min(255, green + gradient * y / 64),
                        (byte)Math.Min(255, blue + gradient * y / 64)
                    )
        );
        DepthMap found = Outline.Find(image, 256, 256, Relief.Flat);
        int wrong = 0;
        for (int y = 0; y < 256; y++)
        for (int x = 0; x < 256; x++)
            if (
                found[x, y] > 0 != Math.Pow(x - 127.5, 2) + Math.Pow(y - 127.5, 2) < 80 * 80
                && Math.Abs(Math.Sqrt(Math.Pow(x - 127.5, 2) + Math.Pow(y - 127.5, 2)) - 80) > 4
            )
                wrong++;
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Holes_are_filled_dirt_is_dropped_and_a_tail_at_the_border_does_not_matter()
    {
        RgbImage image = Paint(
            64,
            (x, y) =>
                x is >= 10 and < 40 && y is >= 10 and < 50 && !(x is >= 20 and < 30 && y is >= 20 and < 30)
                || x >= 40 && y is >= 28 and < 34
                || x is 5 or 6 && y == 5
                    ? ((byte)40, (byte)40, (byte)40)
                    : ((byte)250, (byte)250, (byte)250)
        );
        DepthMap found = Outline.Find(image, 64, 64, Relief.Flat);
        Assert.Equal((1f, 1f, 0f, 0f), (found[25, 25], found[60, 31], found[5, 5], found[60, 50]));
    }

    [Fact]
    public void A_round_relief_rises_from_the_edge_to_the_middle_as_a_circle_does()
    {
        RgbImage image = Paint(
            101,
            (x, y) =>
                Math.Pow(x - 50, 2) + Math.Pow(y - 50, 2) < 40 * 40
                    ? ((byte)0, (byte)0, (byte)0)
                    : ((byte)255, (byte)255, (byte)255)
        );
        DepthMap found = Outline.Find(image, 101, 101);
        Assert.Equal(1, found[50, 50], 0.01);
        Assert.Equal(0.45 + 0.55 * Math.Sqrt(0.75), found[70, 50], 0.03); // half way out: sqrt(1 - 1/4) of the height
        Assert.Equal(0, found[5, 50]);
    }

    [Fact]
    public void Distances_are_those_of_a_ruler()
    {
        bool[] shape = new bool[21 * 13];
        Array.Fill(shape, true);
        shape[6 * 21 + 3] = false;
        float[] distance = DistanceField.Inside(shape, 21, 13);
        for (int y = 0; y < 13; y++)
        for (int x = 0; x < 21; x++)
            Assert.Equal(
                Math.Min(
                    Math.Sqrt(Math.Pow(x - 3, 2) + Math.Pow(y - 6, 2)),
                    Math.Min(Math.Min(x + 1, 21 - x), Math.Min(y + 1, 13 - y))
                ),
                distance[y * 21 + x],
                1e-5
            );
    }

    [Fact]
    public void An_empty_picture_is_refused() =>
        Assert.Contains(
            "No thing stands out",
            Assert
                .Throws<HippogriffException>(() => Outline.Find(Paint(64, (_, _) => (200, 200, 200)), 64, 64))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_depth_map_is_white_where_it_is_near_and_keeps_its_proportions()
    {
        DepthMap depth = DepthMap.FromBrightness(
            Paint(4, (x, _) => x < 2 ? ((byte)255, (byte)255, (byte)255) : ((byte)0, (byte)0, (byte)0))
        );
        Assert.Equal((1f, 0f), (depth[0, 0], depth[3, 0]));
        DepthMap wide = depth.FittedInto(16, 8);
        Assert.Equal((0f, 1f, 0f), (wide[3, 4], wide[4, 4], wide[13, 4]));
        Assert.Throws<ArgumentException>(() => new DepthMap(1, 1, [1.5f]));
    }

    private static RgbImage Paint(int side, Func<int, int, (byte, byte, byte)> colour) =>
        new(
            side,
            side,
            [
                .. Enumerable
                    .Range(0, side * side)
                    .SelectMany(i => colour(i % side, i / side) is var (r, g, b) ? (byte[])[r, g, b] : []),
            ]
        );
}
