using SkiaSharp;

namespace Hippogriff.Data.Scenes;

/// <summary>Draws signs of actions: a star for a fight, motion lines for running.</summary>
internal static class Flourish
{
    /// <summary>
    /// A jagged star between two things; where they stand <paramref name="apart"/>, small and above them.
    /// </summary>
    public static void Impact(SKCanvas canvas, SceneBox a, SceneBox b, bool apart)
    {
        SceneBox left = a.CentreX < b.CentreX ? a : b;
        SceneBox right = a.CentreX < b.CentreX ? b : a;
        float x = (float)(left.X + left.Width + right.X) / 2;
        float y = (float)Math.Min(a.CentreY, b.CentreY) - 0.06f;
        float size = 1f;
        if (apart)
            (y, size) = (DoingMarks.AboveBoth(a, b, 0.07f), 0.5f);
        using SKPath outer = Star(x, y, 0.135f * size, 0.07f * size);
        using SKPath inner = Star(x, y, 0.085f * size, 0.04f * size);
        using SKPaint red = new() { IsAntialias = true, Color = new SKColor(0xE8, 0x3A, 0x1C) };
        using SKPaint yellow = new() { IsAntialias = true, Color = new SKColor(0xFF, 0xE1, 0x3B) };
        canvas.DrawPath(outer, red);
        canvas.DrawPath(inner, yellow);
    }

    /// <summary>Three motion lines behind each running thing.</summary>
    public static void MotionLines(SKCanvas canvas, SceneBox first, SceneBox second)
    {
        bool leftwards = second.CentreX < first.CentreX;
        Lines(canvas, leftwards, first, second);
    }

    /// <summary>Three lines behind each of these, which go to the left or to the right.</summary>
    public static void Lines(SKCanvas canvas, bool leftwards, params ReadOnlySpan<SceneBox> boxes)
    {
        using SKPaint line = new()
        {
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 0.018f,
            StrokeCap = SKStrokeCap.Round,
            Color = new SKColor(0x78, 0x80, 0x8C),
        };
        foreach (SceneBox box in boxes)
        {
            for (int i = 0; i < 3; i++)
            {
                float y = (float)(box.Y + box.Height * (0.3 + 0.25 * i));
                float length = i == 1 ? 0.1f : 0.07f;
                float x = (float)(leftwards ? box.X + box.Width - 0.01 : box.X + 0.01);
                canvas.DrawLine(x, y, leftwards ? x + length : x - length, y, line);
            }
        }
    }

    private static SKPath Star(float x, float y, float outer, float inner)
    {
        const int points = 8;
        using SKPathBuilder path = new();
        for (int i = 0; i < points * 2; i++)
        {
            (float angle, float radius) = (MathF.PI * i / points + 0.2f, i % 2 == 0 ? outer : inner);
            (float px, float py) = (x + radius * MathF.Cos(angle), y + radius * MathF.Sin(angle));
            if (i == 0)
                path.MoveTo(px, py);
            else
                path.LineTo(px, py);
        }
        path.Close();
        return path.Detach();
    }
}
