using Hippogriff.Imaging;
using Hippogriff.Stereograms;

namespace Hippogriff.Tests.Stereograms;

/// <summary>
/// Scenes whose depth is known, ways to spoil pictures, and how far a found depth is from the true one.
/// </summary>
internal static class HiddenScene
{
    /// <summary>A far wall with a disc near and a plate half as near.</summary>
    public static DepthMap Steps(int width = 320, int height = 160) =>
        Of(
            width,
            height,
            (x, y) =>
                (x - 0.35) * (x - 0.35) * 4 + (y - 0.5) * (y - 0.5) < 0.1 ? 1
                : x is > 0.6 and < 0.8 && y is > 0.25 and < 0.75 ? 0.5
                : 0
        );

    /// <summary>Soft hills from 0 to 1.</summary>
    public static DepthMap Hills(int width = 320, int height = 160) =>
        Of(width, height, (x, y) => 0.5 - 0.25 * Math.Cos(4 * Math.PI * x) - 0.25 * Math.Cos(2 * Math.PI * y));

    public static DepthMap Of(int width, int height, Func<double, double, double> depth) =>
        new(
            width,
            height,
            [
                .. Enumerable
                    .Range(0, width * height)
                    .Select(i => (float)depth((i % width + 0.5) / width, (i / width + 0.5) / height)),
            ]
        );

    /// <summary>A share of the pixels replaced by others.</summary>
    public static RgbImage Spoilt(RgbImage image, double share, int seed = 5)
    {
        Random random = new(seed);
        byte[] pixels = [.. image.Pixels];
        for (int i = 0; i < pixels.Length; i += 3)
            if (random.NextDouble() < share)
                random.NextBytes(pixels.AsSpan(i, 3));
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Soft colourful blobs, that repeat nowhere.</summary>
    public static RgbImage Marble(int side = 64)
    {
        byte[] pixels = new byte[side * side * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            double x = (double)(i / 3 % side) / side,
                y = (double)(i / 3 / side) / side;
            pixels[i] = (byte)(
                127
                + 60 * Math.Sin(9 * x * (1 + i % 3) + 7 * y)
                + 60 * Math.Sin(23 * y * (3 - i % 3) - 17 * x * x + i % 3)
            );
        }
        return new RgbImage(side, side, pixels);
    }

    /// <summary>
    /// Mean difference of the depths, and the share of pixels that are off by more than 0.15. <paramref name="shift"/>
    /// says how many pixels further left the truth lies.
    /// </summary>
    public static (double Mean, double Wrong) Error(
        DepthMap truth,
        DepthMap found,
        Func<int, int, int>? shift = null,
        int margin = 0
    )
    {
        double sum = 0,
            wrong = 0,
            all = 0;
        for (int y = 0; y < truth.Height; y++)
        {
            for (int x = margin; x < truth.Width - margin; x++)
            {
                int at = x + (shift?.Invoke(x, y) ?? 0);
                if (at < 0 || at >= truth.Width)
                    continue;
                double off = Math.Abs(truth[at, y] - found[x, y]);
                sum += off;
                wrong += off > 0.15 ? 1 : 0;
                all++;
            }
        }
        return (sum / all, wrong / all);
    }
}
