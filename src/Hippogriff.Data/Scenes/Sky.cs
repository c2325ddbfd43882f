using SkiaSharp;
using static Hippogriff.Data.Scenes.Brush;

namespace Hippogriff.Data.Scenes;

/// <summary>Draws skies: by day with clouds, by night with stars, at dawn and dusk with a low sun.</summary>
internal static class Sky
{
    /// <summary>A sky from the top to <paramref name="bottom"/>.</summary>
    public static void Draw(SKCanvas canvas, SceneLight light, float bottom, SceneRandom random)
    {
        if (light.IsDark)
        {
            Night(canvas, bottom, random);
            return;
        }
        Fade(canvas, 0, bottom, [.. light.Sky]);
        if (light.HasLowSun)
            LowSun(canvas, light, bottom, random);
        if (light == SceneLight.Day)
            Clouds(canvas, random, 0.08f, 0.35f, 2);
    }

    /// <summary>Stars on dark blue.</summary>
    public static void Night(SKCanvas canvas, float bottom, SceneRandom random)
    {
        Fade(canvas, 0, bottom, [.. SceneLight.Night.Sky]);
        using SKPaint star = Fill(new(0xFF, 0xF6, 0xD0));
        for (int i = 0; i < 22; i++)
            canvas.DrawCircle(
                (float)random.Next(),
                (float)random.Next() * bottom,
                (float)random.Between(0.006, 0.014),
                star
            );
    }

    /// <summary>White clouds between two heights.</summary>
    public static void Clouds(SKCanvas canvas, SceneRandom random, float top, float bottom, int count)
    {
        using SKPaint white = Fill(new(0xFF, 0xFF, 0xFF, 0xE6));
        for (int i = 0; i < count; i++)
        {
            float x = (float)((i + random.Between(0.2, 0.8)) / count);
            float y = (float)random.Between(top, bottom);
            float r = (float)random.Between(0.035, 0.06);
            canvas.DrawCircle(x - 1.4f * r, y + 0.2f * r, 0.75f * r, white);
            canvas.DrawCircle(x, y - 0.3f * r, r, white);
            canvas.DrawCircle(x + 1.4f * r, y + 0.2f * r, 0.75f * r, white);
        }
    }

    // Half a sun: red and on the right at dusk, pale and on the left at dawn.
    private static void LowSun(SKCanvas canvas, SceneLight light, float bottom, SceneRandom random)
    {
        bool dusk = light.Name == "dusk";
        float x = (float)random.Between(0.1, 0.3);
        x = dusk ? 1 - x : x;
        float y = Math.Min(bottom, 0.97f);
        using SKPaint glow = Fill(dusk ? new(0xFF, 0xC0, 0x50, 0x70) : new(0xFF, 0xFF, 0xF0, 0x90));
        using SKPaint sun = Fill(dusk ? new(0xFF, 0x5A, 0x2A) : new(0xFF, 0xF4, 0xB0));
        canvas.Save();
        canvas.ClipRect(new SKRect(0, 0, 1, bottom));
        canvas.DrawCircle(x, y, 0.17f, glow);
        canvas.DrawCircle(x, y, 0.1f, sun);
        canvas.Restore();
    }
}
