using SkiaSharp;
using static Hippogriff.Data.Scenes.Brush;

namespace Hippogriff.Data.Scenes;

/// <summary>Draws weather: objects in the sky behind the things, falling or drifting ones in front.</summary>
public static class Weather
{
    /// <summary>The drawings there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["rain", "snow", "fog", "storm", "sunshine", "rainbow"];

    /// <summary>Whether this weather is possible in this light: no sun and no rainbow in the dark.</summary>
    internal static bool Fits(string kind, SceneLight light) =>
        kind is not ("sunshine" or "rainbow") || light == SceneLight.Day;

    internal static void DrawBack(SKCanvas canvas, string kind, SceneRandom random)
    {
        switch (kind)
        {
            case "rain":
                Overcast(canvas, new(0x6E, 0x7B, 0x8C, 0xB0), new(0x8B, 0x97, 0xA6), random);
                break;
            case "storm":
                Overcast(canvas, new(0x2B, 0x31, 0x3F, 0xD8), new(0x45, 0x4B, 0x5A), random);
                Lightning(canvas, (float)random.Between(0.12, 0.3));
                Lightning(canvas, (float)random.Between(0.7, 0.88));
                break;
            case "snow":
                Overcast(canvas, new(0xB9, 0xC4, 0xD2, 0x90), new(0xDC, 0xE3, 0xEB), random);
                break;
            case "sunshine":
                Sun(canvas, random.Chance(0.5) ? 0.12f : 0.88f, 0.13f);
                break;
            case "rainbow":
                Rainbow(canvas);
                break;
        }
    }

    internal static void DrawFront(SKCanvas canvas, string kind, SceneRandom random)
    {
        switch (kind)
        {
            case "rain":
                Drops(canvas, random, 46, new(0x9F, 0xCB, 0xF2, 0xD0), 0.012f);
                break;
            case "storm":
                Drops(canvas, random, 60, new(0xB9, 0xCD, 0xE4, 0xC8), 0.035f);
                break;
            case "snow":
                Flakes(canvas, random);
                break;
            case "fog":
                Fog(canvas);
                break;
        }
    }

    // A grey sky with a row of clouds at its top.
    private static void Overcast(SKCanvas canvas, SKColor veil, SKColor cloud, SceneRandom random)
    {
        Fade(canvas, 0, Backdrop.Horizon, veil, veil.WithAlpha((byte)(veil.Alpha / 3)));
        using SKPaint grey = Fill(cloud);
        for (int i = 0; i < 7; i++)
            canvas.DrawCircle(
                i / 6f + (float)random.Between(-0.03, 0.03),
                (float)random.Between(0, 0.05),
                (float)random.Between(0.085, 0.12),
                grey
            );
    }

    private static void Lightning(SKCanvas canvas, float x) =>
        Polygon(
            canvas,
            new(0xFF, 0xE9, 0x5C),
            (x, 0.08f),
            (x + 0.05f, 0.08f),
            (x + 0.02f, 0.22f),
            (x + 0.06f, 0.22f),
            (x - 0.03f, 0.44f),
            (x, 0.27f),
            (x - 0.04f, 0.27f)
        );

    private static void Drops(SKCanvas canvas, SceneRandom random, int count, SKColor colour, float slant)
    {
        using SKPaint drop = Stroke(colour, 0.009f);
        using SKPathBuilder path = new();
        for (int i = 0; i < count; i++)
        {
            (float x, float y) = ((float)random.Next(), (float)random.Next());
            path.MoveTo(x, y);
            path.LineTo(x - slant, y + 0.055f);
        }
        using SKPath drops = path.Detach();
        canvas.DrawPath(drops, drop);
    }

    private static void Flakes(SKCanvas canvas, SceneRandom random)
    {
        using SKPaint rim = Fill(new(0x9F, 0xB6, 0xD0, 0x90));
        using SKPaint flake = Fill(SKColors.White);
        for (int i = 0; i < 48; i++)
        {
            (float x, float y, float r) = (
                (float)random.Next(),
                (float)random.Next(),
                (float)random.Between(0.007, 0.016)
            );
            canvas.DrawCircle(x, y, r * 1.25f, rim);
            canvas.DrawCircle(x, y, r, flake);
        }
    }

    private static void Fog(SKCanvas canvas)
    {
        canvas.DrawColor(new SKColor(0xE6, 0xEA, 0xEE, 0x58), SKBlendMode.SrcOver);
        for (int i = 0; i < 5; i++)
        {
            (float y, SKColor clear) = (0.1f + 0.19f * i, new SKColor(0xF2, 0xF4, 0xF6, 0));
            Fade(canvas, y, y + 0.13f, clear, clear.WithAlpha(0x88), clear);
        }
    }

    private static void Sun(SKCanvas canvas, float x, float y)
    {
        using SKPaint glow = Fill(new(0xFF, 0xF3, 0xA8, 0x70));
        using SKPaint sun = Fill(new(0xFF, 0xD8, 0x3A));
        using SKPaint ray = Stroke(new(0xFF, 0xD8, 0x3A), 0.018f);
        canvas.DrawCircle(x, y, 0.13f, glow);
        for (int i = 0; i < 12; i++)
        {
            (float dx, float dy) = (MathF.Cos(MathF.PI * i / 6), MathF.Sin(MathF.PI * i / 6));
            canvas.DrawLine(x + dx * 0.105f, y + dy * 0.105f, x + dx * 0.16f, y + dy * 0.16f, ray);
        }
        canvas.DrawCircle(x, y, 0.085f, sun);
    }

    private static void Rainbow(SKCanvas canvas)
    {
        SKColor[] bands =
        [
            new(0xE8, 0x3B, 0x3B),
            new(0xF5, 0x8C, 0x2C),
            new(0xF8, 0xDF, 0x3F),
            new(0x4F, 0xB8, 0x4C),
            new(0x3A, 0x82, 0xE0),
            new(0x7B, 0x4A, 0xC4),
        ];
        canvas.Save();
        canvas.ClipRect(new SKRect(0, 0, 1, Backdrop.Horizon + 0.02f));
        for (int i = 0; i < bands.Length; i++)
        {
            using SKPaint band = Stroke(bands[i], 0.024f);
            canvas.DrawCircle(0.5f, 0.62f, 0.58f - 0.022f * i, band);
        }
        canvas.Restore();
    }
}
