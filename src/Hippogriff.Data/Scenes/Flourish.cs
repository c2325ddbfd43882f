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
        var left = a.CentreX < b.CentreX ? a : b;
        var right = a.CentreX < b.CentreX ? b : a;
        var x = (float)(left.X + left.Width + right.X) / 2;
        var y = (float)Math.Min(a.CentreY, b.CentreY) - 0.06f;
        var size = 1f;
        if (apart)
            (y, size) = (DoingMarks.AboveBoth(a, b, 0.07f), 0.5f);
        using var outer = Star(x, y, 0.135f * size, 0.07f * size);
        using var inner = Star(x, y, 0.085f * size, 0.04f * size);
        using var red = new SKPaint { IsAntialias = true, Color = new SKColor(0xE8, 0x3A, 0x1C) };
        using var yellow = new SKPaint { IsAntialias = true, Color = new SKColor(0xFF, 0xE1, 0x3B) };
        canvas.DrawPath(outer, red);
        canvas.DrawPath(inner, yellow);
    }

    /// <summary>Three motion lines behind each running thing.</summary>
    public static void MotionLines(SKCanvas canvas, SceneBox first, SceneBox second)
    {
        var leftwards = second.CentreX < first.CentreX;
        Lines(canvas, leftwards, first, second);
    }

    /// <summary>Three lines behind each of these, which go to the left or to the right.</summary>
    public static void Lines(SKCanvas canvas, bool leftwards, params ReadOnlySpan<SceneBox> boxes)
    {
        using var line = new SKPaint
        {
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 0.018f,
            StrokeCap = SKStrokeCap.Round,
            Color = new SKColor(0x78, 0x80, 0x8C),
        };
        foreach (var box in boxes)
        {
            for (var i = 0; i < 3; i++)
            {
                var y = (float)(box.Y + box.Height * (0.3 + 0.25 * i));
                var length = i == 1 ? 0.1f : 0.07f;
                var x = (float)(leftwards ? box.X + box.Width - 0.01 : box.X + 0.01);
                canvas.DrawLine(x, y, leftwards ? x + length : x - length, y, line);
            }
        }
    }

    private static SKPath Star(float x, float y, float outer, float inner)
    {
        const int points = 8;
        using var path = new SKPathBuilder();
        for (var i = 0; i < points * 2; i++)
        {
            var (angle, radius) = (MathF.PI * i / points + 0.2f, i % 2 == 0 ? outer : inner);
            var (px, py) = (x + radius * MathF.Cos(angle), y + radius * MathF.Sin(angle));
            if (i == 0)
                path.MoveTo(px, py);
            else
                path.LineTo(px, py);
        }
        path.Close();
        return path.Detach();
    }
}
