using Hippogriff.Imaging;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Hippogriff.Cli.Views;

/// <summary>
/// A picture in characters. Each cell is an upper half block with the upper pixel as foreground and the lower one as
/// background. Cells are about twice as high as wide, so pixels are square. A picture that is too large is averaged
/// down.
/// </summary>
internal sealed class HalfBlockPicture(RgbImage image, int maxColumns = 64, int maxRows = 32) : IRenderable
{
    public Measurement Measure(RenderOptions options, int maxWidth)
    {
        (int width, _) = Fit(maxWidth);
        return new Measurement(width, width);
    }

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        (int width, int height) = Fit(maxWidth);
        for (int y = 0; y < height; y += 2)
        {
            for (int x = 0; x < width; x++)
            {
                Color ink = Average(x, y, width, height);
                yield return y + 1 < height
                    ? new Segment("▀", new Style(ink, Average(x, y + 1, width, height)))
                    : new Segment("▀", new Style(ink));
            }
            yield return Segment.LineBreak;
        }
    }

    /// <summary>Size in pixels on the screen: never enlarged, with the aspect ratio kept.</summary>
    private (int Width, int Height) Fit(int maxWidth)
    {
        double shrink = Math.Min(
            1,
            Math.Min((double)Math.Min(maxColumns, maxWidth) / image.Width, 2.0 * maxRows / image.Height)
        );
        return (Math.Max(1, (int)(image.Width * shrink)), Math.Max(1, (int)(image.Height * shrink)));
    }

    /// <summary>Mean colour of the pixels under cell pixel (x, y).</summary>
    private Color Average(int x, int y, int width, int height)
    {
        int left = x * image.Width / width,
            right = Math.Max(left + 1, (x + 1) * image.Width / width);
        int top = y * image.Height / height,
            bottom = Math.Max(top + 1, (y + 1) * image.Height / height);
        int red = 0,
            green = 0,
            blue = 0,
            count = (right - left) * (bottom - top);
        for (int row = top; row < bottom; row++)
        {
            for (int at = (row * image.Width + left) * 3, end = at + (right - left) * 3; at < end; at += 3)
            {
                red += image.Pixels[at];
                green += image.Pixels[at + 1];
                blue += image.Pixels[at + 2];
            }
        }
        return new Color((byte)(red / count), (byte)(green / count), (byte)(blue / count));
    }
}
