using Hippogriff.Insight.Drawing;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Insight;

public class HeatMapTests
{
    [Fact]
    public void The_difference_of_two_pictures_is_their_root_mean_square_by_pixel()
    {
        HeatMap map = HeatMap.Difference(
            TinyModel.Plain(2, 1, 10, 10, 10),
            new Hippogriff.Imaging.RgbImage(2, 1, [10, 10, 10, 13, 14, 10])
        );
        Assert.Equal(0, map.Values[0]);
        Assert.Equal(Math.Sqrt(25 / 3.0), map.Values[1], 1e-5);
        Assert.Equal(Math.Sqrt(25 / 6.0), map.Strength, 1e-5);
        Assert.Equal(
            map.Strength,
            PictureDistance.Pixels(
                TinyModel.Plain(2, 1, 10, 10, 10),
                new Hippogriff.Imaging.RgbImage(2, 1, [10, 10, 10, 13, 14, 10])
            ),
            1e-5
        );
    }

    [Fact]
    public void Between_the_middles_of_cells_values_lie_on_a_straight_line()
    {
        HeatMap map = new(2, 1, [0, 1]);
        Assert.Equal([0f, 0.25f, 0.75f, 1f], map.Spread(4, 1));
        Assert.All(new HeatMap(3, 2, [2, 2, 2, 2, 2, 2]).Spread(7, 5), v => Assert.Equal(2f, v));
    }

    [Fact]
    public void Hot_is_brighter_than_cold_and_nothing_is_dark_and_finite()
    {
        HeatMap map = new(3, 1, [0, 0.5f, 1]);
        int[] light = [.. Enumerable.Range(0, 3).Select(i => map.ToImage().Pixels.Skip(3 * i).Take(3).Sum(p => p))];
        Assert.True(light[0] < light[1] && light[1] < light[2]);
        Assert.Equal(new HeatMap(1, 1, [0]).ToImage().Pixels, new HeatMap(1, 1, [0]).ToImage(5).Pixels);
        Assert.NotEqual(
            map.Over(TinyModel.Plain(3, 1, 90, 90, 90)).Pixels[..3],
            map.Over(TinyModel.Plain(3, 1, 90, 90, 90)).Pixels[6..]
        );
    }

    [Theory]
    [InlineData(".gif", "GIF8")]
    [InlineData(".webp", "RIFF")]
    public void A_film_is_written_in_the_format_of_its_name(string ending, string begins)
    {
        using TemporaryFolder folder = new();
        Film.Write(
            folder.In("f" + ending),
            [TinyModel.Plain(8, 8, 0, 0, 0), TinyModel.Plain(8, 8, 255, 0, 0), TinyModel.Plain(8, 8, 0, 255, 0)],
            backAgain: true
        );
        Assert.Equal(begins, System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(folder.In("f" + ending)), 0, 4));
        Assert.Contains(
            "not 'f.mp4'",
            Assert.Throws<HippogriffException>(() => Film.Require("f.mp4")).Message,
            StringComparison.Ordinal
        );
    }
}
