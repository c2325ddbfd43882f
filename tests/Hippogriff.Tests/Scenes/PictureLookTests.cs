using Hippogriff.Data.Scenes;
using SkiaSharp;

namespace Hippogriff.Tests.Scenes;

public sealed class PictureLookTests
{
    private const int Side = 64;

    // A red disc on white.
    private static byte[] Disc()
    {
        var rgb = new byte[Side * Side * 3];
        Array.Fill(rgb, (byte)255);
        for (var i = 0; i < Side * Side; i++)
        {
            if (Math.Pow(i % Side - 32, 2) + Math.Pow(i / Side - 32, 2) < 400)
                (rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]) = (220, 30, 30);
        }
        return rgb;
    }

    private static byte[] Apply(string look)
    {
        var rgb = Disc();
        PictureLook.Apply(look, rgb, Side, Side, new SceneRandom(1, 1));
        return rgb;
    }

    private static (int R, int G, int B) At(byte[] rgb, int x, int y) =>
        (rgb[(y * Side + x) * 3], rgb[(y * Side + x) * 3 + 1], rgb[(y * Side + x) * 3 + 2]);

    [Fact]
    public void Grey_and_pencil_have_no_colour()
    {
        foreach (var look in new[] { "grey", "pencil" })
        {
            var rgb = Apply(look);
            for (var i = 0; i < rgb.Length; i += 3)
                Assert.True(rgb[i] == rgb[i + 1] && rgb[i] == rgb[i + 2]);
        }
        Assert.True(At(Apply("grey"), 32, 32).R < 100);
    }

    [Fact]
    public void Pixel_art_is_made_of_equal_squares()
    {
        var rgb = Apply("pixels");
        for (var y = 0; y < Side; y += 2)
        {
            for (var x = 0; x < Side; x += 2)
                Assert.True(At(rgb, x, y) == At(rgb, x + 1, y) && At(rgb, x, y) == At(rgb, x, y + 1));
        }
        Assert.InRange(rgb.Distinct().Count(), 2, 6);
    }

    [Fact]
    public void Television_has_dark_lines_and_lets_colour_bleed_to_the_right()
    {
        var rgb = Apply("tv");
        Assert.True(At(rgb, 32, 30).R > At(rgb, 32, 31).R + 20, "every second line is dark");
        // Left of the disc white is white, right of it the late red still colours it.
        static int Redness((int R, int G, int B) p) => p.R - p.B;
        Assert.True(Redness(At(rgb, 54, 32)) > Redness(At(rgb, 9, 32)) + 10);
    }

    [Fact]
    public void Sepia_and_old_photographs_are_yellowish()
    {
        foreach (var look in new[] { "sepia", "old-photo" })
        {
            var (r, _, b) = At(Apply(look), 20, 8);
            Assert.True(r > b + 20, look);
        }
        Assert.Equal((240, 232, 212), At(Apply("old-photo"), 0, 0));
    }

    [Fact]
    public void Neon_shines_at_edges_only()
    {
        var rgb = Apply("neon");
        static int Light((int R, int G, int B) p) => p.R + p.G + p.B;
        Assert.True(Light(At(rgb, 12, 32)) > 350, "the edge of the disc");
        Assert.True(Light(At(rgb, 32, 32)) < 120 && Light(At(rgb, 3, 3)) < 120, "inside and outside");
    }
}
