using SkiaSharp;

namespace Hippogriff.Imaging.Codecs;

/// <summary>A picture as stored in its file: four bytes a pixel, sRGB, alpha not premultiplied.</summary>
/// <param name="Width">Columns as stored.</param>
/// <param name="Height">Rows as stored.</param>
/// <param name="Pixels">R G B A R G B A ..., rows from the top.</param>
/// <param name="Origin">Its orientation.</param>
internal sealed record RgbaPixels(int Width, int Height, byte[] Pixels, SKEncodedOrigin Origin)
{
    /// <summary>The picture over white, with its orientation applied.</summary>
    public RgbImage OverWhite()
    {
        byte[] rgb = new byte[Width * Height * 3];
        for (int from = 0, to = 0; from < Pixels.Length; from += 4, to += 3)
        {
            int alpha = Pixels[from + 3],
                white = 255 * (255 - alpha) + 127; // + 127: rounded to nearest
            rgb[to] = (byte)((Pixels[from] * alpha + white) / 255);
            rgb[to + 1] = (byte)((Pixels[from + 1] * alpha + white) / 255);
            rgb[to + 2] = (byte)((Pixels[from + 2] * alpha + white) / 255);
        }
        return Turn(new RgbImage(Width, Height, rgb));
    }

    /// <summary>
    /// Applies the EXIF orientation (TIFF 6.0, tag 274), which says where the first row and column of the stored
    /// picture belong.
    /// </summary>
    public RgbImage Turn(RgbImage stored)
    {
        if (Origin is SKEncodedOrigin.TopLeft)
            return stored;
        bool swapped = ImageOrientation.Swaps(Origin);
        (int width, int height) = swapped ? (stored.Height, stored.Width) : (stored.Width, stored.Height);
        byte[] turned = new byte[stored.Pixels.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int sx, int sy) = Origin switch
                {
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, width - 1 - x),
                    SKEncodedOrigin.RightBottom => (height - 1 - y, width - 1 - x),
                    _ => (height - 1 - y, x),
                };
                stored.Pixels.AsSpan((sy * stored.Width + sx) * 3, 3).CopyTo(turned.AsSpan((y * width + x) * 3));
            }
        }
        return new RgbImage(width, height, turned);
    }
}
