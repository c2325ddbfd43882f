using SkiaSharp;

namespace Hippogriff.Data.Scenes;

/// <summary>Paints and strokes of backdrops, weather and flourishes, on a canvas of unit size.</summary>
internal static class Brush
{
    public static SKPaint Fill(SKColor colour) => new() { IsAntialias = true, Color = colour };

    public static SKPaint Stroke(SKColor colour, float width) =>
        new()
        {
            IsAntialias = true,
            Color = colour,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = width,
            StrokeCap = SKStrokeCap.Round,
        };

    /// <summary>A band over the whole width whose colours change from the top to the bottom.</summary>
    public static void Fade(SKCanvas canvas, float from, float to, params SKColor[] colours)
    {
        using SKShader shader = SKShader.CreateLinearGradient(
            new SKPoint(0, from),
            new SKPoint(0, to),
            colours,
            SKShaderTileMode.Clamp
        );
        using SKPaint paint = new() { Shader = shader };
        canvas.DrawRect(0, from, 1, to - from, paint);
    }

    /// <summary>A closed shape through these points.</summary>
    public static void Polygon(SKCanvas canvas, SKColor colour, params (float X, float Y)[] points)
    {
        using SKPathBuilder path = new();
        path.MoveTo(points[0].X, points[0].Y);
        foreach ((float x, float y) in points.AsSpan(1))
            path.LineTo(x, y);
        path.Close();
        using SKPath shape = path.Detach();
        using SKPaint fill = Fill(colour);
        canvas.DrawPath(shape, fill);
    }

    /// <summary>A filled rectangle.</summary>
    public static void Box(SKCanvas canvas, SKColor colour, float x, float y, float width, float height)
    {
        using SKPaint fill = Fill(colour);
        canvas.DrawRect(x, y, width, height, fill);
    }

    public static SKColor Mix(SKColor a, SKColor b, float share) =>
        new(
            (byte)(a.Red + (b.Red - a.Red) * share),
            (byte)(a.Green + (b.Green - a.Green) * share),
            (byte)(a.Blue + (b.Blue - a.Blue) * share)
        );
}
