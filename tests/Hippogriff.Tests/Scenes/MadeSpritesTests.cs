using Hippogriff.Data.Scenes;
using SkiaSharp;

namespace Hippogriff.Tests.Scenes;

public sealed class MadeSpritesTests(SecondWorldFixture fixture) : IClassFixture<SecondWorldFixture>
{
    private static SKColor[] Draw(Sprite sprite)
    {
        using SKBitmap bitmap = new(new SKImageInfo(64, 64, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        using (SKCanvas canvas = new(bitmap))
        {
            canvas.Clear(SKColors.Transparent);
            sprite.Draw(canvas, new SKRect(0, 0, 64, 64), 64, null);
        }
        return bitmap.Pixels;
    }

    private SKColor[] Draw(string concept, string? colour) => Draw(fixture.Sprites.Get(concept, "noto", colour));

    private static double Blue(SKColor[] pixels) =>
        pixels.Count(p => p.Alpha > 200 && p.Blue > p.Red + 60) / (double)pixels.Count(p => p.Alpha > 200);

    [Fact]
    public void A_pegasus_takes_the_colour_on_its_coat_and_keeps_its_white_wings()
    {
        SKColor[] white = Draw("pegasus", null),
            blue = Draw("pegasus", "blue");
        Assert.True(Blue(blue) > Blue(white) + 0.25, $"{Blue(blue)} and {Blue(white)}");
        Assert.Contains(blue, p => p is { Alpha: 255, Red: > 220, Green: > 220, Blue: > 220 });
    }

    [Fact]
    public void A_hippogriff_is_no_horse_any_more_and_has_a_beak()
    {
        SKColor[] pixels = Draw("hippogriff", null);
        Assert.NotEqual(Draw("pegasus", null), pixels);
        Assert.Contains(pixels, p => p is { Alpha: > 200, Red: > 230, Green: > 160 and < 210, Blue: < 80 });
    }

    [Fact]
    public void Sprites_that_were_let_go_are_made_again_as_they_were()
    {
        int made = 0;
        SpriteCache cache = new(most: 1);
        Sprite Get(string? colour) =>
            cache.GetOrMake(
                ("pegasus", "noto", colour),
                key =>
                {
                    made++;
                    return fixture.Sprites.Get(key.Concept, key.Style, key.Colour);
                }
            );
        SKColor[] first = Draw(Get(null));
        Get("blue");
        Get("red");
        Assert.Equal(first, Draw(Get(null)));
        Assert.Equal(4, made);
        Assert.True(cache.Bytes <= Get(null).Bytes);
    }

    [Fact]
    public void What_is_kept_is_made_once()
    {
        int made = 0;
        SpriteCache cache = new();
        for (int i = 0; i < 3; i++)
            cache.GetOrMake(
                ("pegasus", "noto", null),
                key =>
                {
                    made++;
                    return fixture.Sprites.Get(key.Concept, key.Style, key.Colour);
                }
            );
        Assert.Equal(1, made);
    }
}
