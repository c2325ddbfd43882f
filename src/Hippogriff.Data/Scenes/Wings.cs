using SkiaSharp;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// Turns a horse into a winged horse: makes the coat white and adds a feathered wing of our own drawing.
/// </summary>
internal static class Wings
{
    // Feather tips in the artwork's units, from the leading edge backwards. The wing begins at the shoulder, and
    // artwork faces left.
    private static readonly (float X, float Y)[] s_tips =
    [
        (0.50f, 0.01f),
        (0.66f, 0.00f),
        (0.80f, 0.05f),
        (0.90f, 0.15f),
        (0.94f, 0.27f),
        (0.90f, 0.38f),
    ];

    /// <summary>
    /// Takes ownership of <paramref name="horse"/> and returns the winged picture, straight alpha; the coat
    /// <paramref name="white"/>, or as it is.
    /// </summary>
    public static SKBitmap DrawOnto(SKBitmap horse, bool lines, bool white)
    {
        if (white && !lines)
        {
            SKColor[] pixels = horse.Pixels;
            SceneColour.Apply(pixels, "white", lines: false);
            horse.Pixels = pixels;
        }
        return DrawOver(horse, canvas => DrawWing(canvas, lines, new(0xEA, 0xF2, 0xFC), new(0x7C, 0x97, 0xBE)));
    }

    /// <summary>
    /// Takes ownership of <paramref name="artwork"/> and returns it, straight alpha, with what is drawn over it on a
    /// canvas whose units are its width and height.
    /// </summary>
    public static SKBitmap DrawOver(SKBitmap artwork, Action<SKCanvas> draw)
    {
        SKImageInfo info = artwork.Info;
        using SKSurface surface = SKSurface.Create(info.WithAlphaType(SKAlphaType.Premul));
        SKCanvas canvas = surface.Canvas;
        canvas.Clear(SKColors.Transparent);
        using (SKImage image = SKImage.FromBitmap(artwork))
            canvas.DrawImage(image, 0, 0, SKSamplingOptions.Default);
        canvas.Scale(info.Width, info.Height);
        draw(canvas);
        SKBitmap result = new(info);
        surface.ReadPixels(info, result.GetPixels(), result.RowBytes, 0, 0);
        artwork.Dispose();
        return result;
    }

    public static void DrawWing(SKCanvas canvas, bool lines, SKColor feathers, SKColor rim)
    {
        (float rootX, float rootY) = (0.44f, 0.56f);
        using SKPaint fill = new() { IsAntialias = true, Color = lines ? SKColors.White : feathers };
        using SKPaint edge = new()
        {
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = lines ? 0.035f : 0.018f,
            StrokeJoin = SKStrokeJoin.Round,
            Color = lines ? new SKColor(0x21, 0x21, 0x21) : rim,
        };
        for (int i = s_tips.Length - 1; i >= 0; i--)
        {
            using SKPath feather = Feather(rootX, rootY, s_tips[i].X, s_tips[i].Y, 0.085f);
            canvas.DrawPath(feather, fill);
            canvas.DrawPath(feather, edge);
        }
    }

    // A leaf from the root to a round tip.
    private static SKPath Feather(float rootX, float rootY, float tipX, float tipY, float half)
    {
        (float dx, float dy) = (tipX - rootX, tipY - rootY);
        float length = MathF.Sqrt(dx * dx + dy * dy);
        (float nx, float ny) = (-dy / length * half, dx / length * half);
        SKPathBuilder path = new();
        path.MoveTo(rootX, rootY);
        path.CubicTo(
            rootX + dx * 0.4f + nx,
            rootY + dy * 0.4f + ny,
            rootX + dx * 0.95f + nx,
            rootY + dy * 0.95f + ny,
            tipX,
            tipY
        );
        path.CubicTo(
            rootX + dx * 0.95f - nx,
            rootY + dy * 0.95f - ny,
            rootX + dx * 0.4f - nx,
            rootY + dy * 0.4f - ny,
            rootX,
            rootY
        );
        path.Close();
        return path.Detach();
    }
}
