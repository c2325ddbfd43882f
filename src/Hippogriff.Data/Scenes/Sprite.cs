using SkiaSharp;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// A thing's artwork, cropped to its visible part. Has full, half and quarter size, so that a cubic filter is enough
/// for small sizes. Immutable and thread-safe.
/// </summary>
public sealed class Sprite
{
    private const float OutlineWidth = 0.005f; // of the picture's side

    private readonly SKImage[] _levels;
    private readonly byte[] _cover; // alpha of the last level, rows from the top

    private Sprite(SKImage[] levels)
    {
        _levels = levels;
        using SKBitmap smallest = SKBitmap.FromImage(levels[^1]);
        SKColor[] pixels = smallest.Pixels;
        _cover = [.. pixels.Select(p => p.Alpha)];
        EdgeShade = ShadeOfEdge(pixels, smallest.Width, smallest.Height);
        Bytes = levels.Sum(l => 4L * l.Width * l.Height);
    }

    /// <summary>Whether the artwork's edge is pale or dark.</summary>
    internal Shade EdgeShade { get; }

    /// <summary>How much memory its pixels take.</summary>
    internal long Bytes { get; }

    /// <summary>Width over height of the visible part.</summary>
    public double Aspect => (double)_levels[0].Width / _levels[0].Height;

    /// <summary>Whether the artwork is more than half opaque at (u, v), 0 to 1 from the left and the top.</summary>
    public bool Covers(double u, double v)
    {
        if (u is < 0 or >= 1 || v is < 0 or >= 1)
            return false;
        SKImage smallest = _levels[^1];
        return _cover[(int)(v * smallest.Height) * smallest.Width + (int)(u * smallest.Width)] > 127;
    }

    /// <summary>
    /// Crops <paramref name="artwork"/> (straight or premultiplied alpha) to its visible part; null if nothing is
    /// visible.
    /// </summary>
    public static Sprite? From(SKBitmap artwork)
    {
        (int width, int height) = (artwork.Width, artwork.Height); // native calls, as is Pixels: not in the loop
        (int left, int top, int right, int bottom) = (width, height, -1, -1);
        SKColor[] pixels = artwork.Pixels; // one call: a call a pixel was a tenth of composing
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (pixels[y * width + x].Alpha <= 24)
                    continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }
        }
        if (right < 0)
            return null;
        SKImage[] levels = new SKImage[3];
        levels[0] = Redraw(artwork, new SKRect(left, top, right + 1, bottom + 1), right + 1 - left, bottom + 1 - top);
        for (int i = 1; i < levels.Length; i++)
        {
            using SKBitmap larger = SKBitmap.FromImage(levels[i - 1]);
            levels[i] = Redraw(
                larger,
                new SKRect(0, 0, larger.Width, larger.Height),
                Math.Max(1, (larger.Width + 1) / 2),
                Math.Max(1, (larger.Height + 1) / 2)
            );
        }
        return new Sprite(levels);
    }

    /// <summary>
    /// Draws into <paramref name="target"/> in canvas units; its longer side is about <paramref name="pixels"/> device
    /// pixels.
    /// </summary>
    public void Draw(SKCanvas canvas, SKRect target, double pixels, SKPaint? paint)
    {
        int level = 0;
        while (level + 1 < _levels.Length && Math.Max(_levels[level + 1].Width, _levels[level + 1].Height) >= pixels)
            level++;
        canvas.DrawImage(_levels[level], target, new SKSamplingOptions(SKCubicResampler.Mitchell), paint);
    }

    /// <summary>
    /// Draws a thin outline around <paramref name="target"/>, under which the sprite itself is drawn afterwards.
    /// </summary>
    internal void DrawOutline(SKCanvas canvas, SKRect target, SKColor colour)
    {
        using SKColorFilter filter = SKColorFilter.CreateBlendMode(colour, SKBlendMode.SrcIn);
        using SKPaint paint = new() { ColorFilter = filter };
        for (int i = 0; i < 8; i++)
        {
            SKRect moved = target;
            moved.Offset(OutlineWidth * MathF.Cos(MathF.PI * i / 4), OutlineWidth * MathF.Sin(MathF.PI * i / 4));
            canvas.DrawImage(_levels[0], moved, new SKSamplingOptions(SKFilterMode.Linear), paint);
        }
    }

    private static Shade ShadeOfEdge(SKColor[] pixels, int width, int height)
    {
        bool Covered(int x, int y) => x >= 0 && y >= 0 && x < width && y < height && pixels[y * width + x].Alpha > 127;
        (double sum, int count) = (0.0, 0);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (!Covered(x, y) || Covered(x - 1, y) && Covered(x + 1, y) && Covered(x, y - 1) && Covered(x, y + 1))
                    continue;
                SKColor pixel = pixels[y * width + x];
                sum += 0.299 * pixel.Red + 0.587 * pixel.Green + 0.114 * pixel.Blue;
                count++;
            }
        }
        double mean = count == 0 ? 128 : sum / count;
        return mean > 195 ? Shade.Pale
            : mean < 75 ? Shade.Dark
            : Shade.Middle;
    }

    private static SKImage Redraw(SKBitmap source, SKRect part, int width, int height)
    {
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using (SKCanvas canvas = new(bitmap))
        using (SKImage image = SKImage.FromBitmap(source))
        {
            canvas.Clear(SKColors.Transparent);
            canvas.DrawImage(
                image,
                part,
                new SKRect(0, 0, width, height),
                new SKSamplingOptions(SKFilterMode.Linear),
                null
            );
        }
        bitmap.SetImmutable();
        return SKImage.FromBitmap(bitmap);
    }
}

/// <summary>How light something is.</summary>
internal enum Shade
{
    Middle,
    Pale,
    Dark,
}
