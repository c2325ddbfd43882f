using Hippogriff.Imaging;

namespace Hippogriff.Insight.Drawing;

/// <summary>A grid of values over a picture, rows from the top.</summary>
/// <param name="Width">Cells across.</param>
/// <param name="Height">Cells down.</param>
/// <param name="Values">Width * height numbers, 0 or more.</param>
public sealed record HeatMap(int Width, int Height, float[] Values)
{
    // Dark to bright in even steps of lightness, so that it is readable without colour.
    private static readonly int[] s_ramp = [0x0a0722, 0x3b0f70, 0x8c2981, 0xde4968, 0xfe9f6d, 0xfcfdbf];

    /// <summary>The largest value.</summary>
    public float Peak => Values.Length == 0 ? 0 : Values.Max();

    /// <summary>Difference of two pictures at each pixel: root mean square over the three channels, 0 to 255.</summary>
    public static HeatMap Difference(RgbImage a, RgbImage b)
    {
        if ((a.Width, a.Height) != (b.Width, b.Height))
            throw new ArgumentException("Pictures that are compared are of one size.", nameof(b));
        float[] values = new float[a.Width * a.Height];
        for (int i = 0; i < values.Length; i++)
        {
            float sum = 0;
            for (int c = 3 * i; c < 3 * i + 3; c++)
                sum += (a.Pixels[c] - b.Pixels[c]) * (a.Pixels[c] - b.Pixels[c]);
            values[i] = MathF.Sqrt(sum / 3);
        }
        return new HeatMap(a.Width, a.Height, values);
    }

    /// <summary>Root mean square of all values; for a difference, that of the pictures.</summary>
    public double Strength => Values.Length == 0 ? 0 : Math.Sqrt(Values.Average(v => (double)v * v));

    /// <summary>
    /// The map as a picture, dark for 0 and bright for <paramref name="most"/> (0: its own peak). Shows the square
    /// root, so that small values stay visible.
    /// </summary>
    public RgbImage ToImage(double most = 0)
    {
        byte[] pixels = new byte[Values.Length * 3];
        double full = most > 0 ? most : Peak;
        for (int i = 0; i < Values.Length; i++)
            Paint(pixels.AsSpan(3 * i), full > 0 ? Math.Sqrt(Values[i] / full) : 0);
        return new RgbImage(Width, Height, pixels);
    }

    /// <summary>
    /// The map over a picture: the picture is dim and grey at low values and coloured at high ones. The grid is
    /// interpolated smoothly.
    /// </summary>
    public RgbImage Over(RgbImage picture, double most = 0)
    {
        float[] spread = Spread(picture.Width, picture.Height);
        double full = most > 0 ? most : spread.Max();
        byte[] pixels = new byte[picture.Pixels.Length];
        Span<byte> heat = stackalloc byte[3];
        for (int i = 0; i < spread.Length; i++)
        {
            double share = full > 0 ? Math.Clamp(spread[i] / full, 0, 1) : 0,
                weight = 0.75 * share;
            double grey =
                30
                + 0.75
                    * (
                        0.3 * picture.Pixels[3 * i]
                        + 0.59 * picture.Pixels[3 * i + 1]
                        + 0.11 * picture.Pixels[3 * i + 2]
                    );
            Paint(heat, 0.25 + 0.75 * share);
            for (int c = 0; c < 3; c++)
                pixels[3 * i + c] = (byte)Math.Clamp((1 - weight) * grey + weight * heat[c], 0, 255);
        }
        return new RgbImage(picture.Width, picture.Height, pixels);
    }

    /// <summary>The values at another size, with bilinear interpolation between cell centres.</summary>
    public float[] Spread(int width, int height)
    {
        float[] spread = new float[width * height];
        for (int y = 0; y < height; y++)
        {
            (int top, int below, float down) = Between(y, height, Height);
            for (int x = 0; x < width; x++)
            {
                (int left, int right, float across) = Between(x, width, Width);
                float upper = Values[top * Width + left] * (1 - across) + Values[top * Width + right] * across;
                float lower = Values[below * Width + left] * (1 - across) + Values[below * Width + right] * across;
                spread[y * width + x] = upper * (1 - down) + lower * down;
            }
        }
        return spread;
    }

    private static (int First, int Second, float Share) Between(int at, int of, int cells)
    {
        float place = Math.Clamp((at + 0.5f) * cells / of - 0.5f, 0, cells - 1);
        int first = Math.Min((int)place, Math.Max(0, cells - 2));
        return (first, Math.Min(first + 1, cells - 1), place - first);
    }

    private static void Paint(Span<byte> pixel, double share)
    {
        double place = Math.Clamp(share, 0, 1) * (s_ramp.Length - 1);
        int first = Math.Min((int)place, s_ramp.Length - 2);
        for (int c = 0; c < 3; c++)
        {
            int from = s_ramp[first] >> (16 - 8 * c) & 255,
                to = s_ramp[first + 1] >> (16 - 8 * c) & 255;
            pixel[c] = (byte)Math.Round(from + (to - from) * (place - first));
        }
    }
}
