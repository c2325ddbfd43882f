using SkiaSharp;

namespace Hippogriff.Data.Scenes;

/// <summary>Draws signs of actions: a star for a fight, motion lines for running.</summary>
internal static class Flourish
{
    /// <summary>A jagged star between the first two things.</summary>
    public static void Impact(SKCanvas canvas, Scene scene)
    {
        var (a, b) = (scene.Things[0].Box, scene.Things[1].Box);
        var left = a.CentreX < b.CentreX ? a : b;
        var right = a.CentreX < b.CentreX ? b : a;
        var x = (float)(left.X + left.Width + right.X) / 2;
        var y = (float)Math.Min(a.CentreY, b.CentreY) - 0.06f;
        using var outer = Star(x, y, 0.135f, 0.07f);
        using var inner = Star(x, y, 0.085f, 0.04f);
        using var red = new SKPaint { IsAntialias = true, Color = new SKColor(0xE8, 0x3A, 0x1C) };
        using var yellow = new SKPaint { IsAntialias = true, Color = new SKColor(0xFF, 0xE1, 0x3B) };
        canvas.DrawPath(outer, red);
        canvas.DrawPath(inner, yellow);
    }

    /// <summary>Three motion lines behind each running thing.</summary>
    public static void MotionLines(SKCanvas canvas, Scene scene)
    {
        var leftwards = scene.Things[1].Box.CentreX < scene.Things[0].Box.CentreX;
        using var line = new SKPaint
        {
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 0.018f,
            StrokeCap = SKStrokeCap.Round,
            Color = new SKColor(0x78, 0x80, 0x8C),
        };
        foreach (var box in scene.Things.Select(t => t.Box))
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
