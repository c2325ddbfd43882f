namespace Hippogriff.Imaging.Drawing;

/// <summary>
/// A picture to draw on: rectangles, pictures, text in <see cref="PixelFont"/>, and anti-aliased lines.
/// </summary>
public sealed class Canvas
{
    private readonly int _width,
        _height;
    private readonly byte[] _pixels;

    /// <summary>A canvas of one colour, 0xRRGGBB (white).</summary>
    public Canvas(int width, int height, int colour = 0xffffff)
    {
        (_width, _height, _pixels) = (width, height, new byte[checked(width * height * 3)]);
        Fill(0, 0, width, height, colour);
    }

    /// <summary>The canvas as a picture; it shares the memory.</summary>
    public RgbImage Image => new(_width, _height, _pixels);

    /// <summary>Fills a rectangle, cut off at the edges. Colours are 0xRRGGBB.</summary>
    public void Fill(int left, int top, int width, int height, int colour)
    {
        for (int y = Math.Max(top, 0); y < Math.Min(top + height, _height); y++)
        for (int x = Math.Max(left, 0); x < Math.Min(left + width, _width); x++)
            Blend(x, y, colour, 1);
    }

    /// <summary>Draws a picture, cut off at the edges.</summary>
    public void Draw(RgbImage image, int left, int top)
    {
        int from = Math.Max(0, -left),
            width = Math.Min(image.Width, _width - left) - from;
        for (int y = Math.Max(0, -top); y < Math.Min(image.Height, _height - top) && width > 0; y++)
            image
                .Pixels.AsSpan((y * image.Width + from) * 3, width * 3)
                .CopyTo(_pixels.AsSpan(((top + y) * _width + left + from) * 3));
    }

    /// <summary>
    /// Writes one line of text, with its upper left corner at the given position. Each pixel of the font becomes a
    /// square of <paramref name="scale"/> pixels.
    /// </summary>
    public void Text(string text, int left, int top, int scale, int colour)
    {
        foreach (char sign in PixelFont.Plain(text))
        {
            for (int y = 0; y < PixelFont.CellHeight; y++)
            for (int x = 0; x < PixelFont.CellWidth; x++)
                if (PixelFont.Ink(sign, x, y))
                    Fill(left + x * scale, top + y * scale, scale, scale, colour);
            left += PixelFont.CellWidth * scale;
        }
    }

    /// <summary>Writes one line of text upwards, with its lower left corner at the given position.</summary>
    public void TextUpwards(string text, int left, int bottom, int scale, int colour)
    {
        foreach (char sign in PixelFont.Plain(text))
        {
            for (int y = 0; y < PixelFont.CellHeight; y++)
            for (int x = 0; x < PixelFont.CellWidth; x++)
                if (PixelFont.Ink(sign, x, y))
                    Fill(left + y * scale, bottom - (x + 1) * scale, scale, scale, colour);
            bottom -= PixelFont.CellWidth * scale;
        }
    }

    /// <summary>Draws an anti-aliased line. Coordinates refer to pixel corners.</summary>
    public void Line(double x0, double y0, double x1, double y1, double thickness, int colour)
    {
        double reach = thickness / 2 + 0.5,
            length2 = (x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0);
        int top = Math.Max(0, (int)(Math.Min(y0, y1) - reach)),
            bottom = Math.Min(_height - 1, (int)(Math.Max(y0, y1) + reach));
        int left = Math.Max(0, (int)(Math.Min(x0, x1) - reach)),
            right = Math.Min(_width - 1, (int)(Math.Max(x0, x1) + reach));
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                double px = x + 0.5 - x0,
                    py = y + 0.5 - y0;
                double along = length2 == 0 ? 0 : Math.Clamp((px * (x1 - x0) + py * (y1 - y0)) / length2, 0, 1);
                double away = Math.Sqrt(Math.Pow(px - along * (x1 - x0), 2) + Math.Pow(py - along * (y1 - y0), 2));
                if (away < reach)
                    Blend(x, y, colour, Math.Min(1, reach - away));
            }
        }
    }

    private void Blend(int x, int y, int colour, double share)
    {
        Span<byte> pixel = _pixels.AsSpan((y * _width + x) * 3, 3);
        for (int c = 0; c < 3; c++)
            pixel[c] = (byte)Math.Round(pixel[c] + (((colour >> (16 - 8 * c)) & 255) - pixel[c]) * share);
    }
}
