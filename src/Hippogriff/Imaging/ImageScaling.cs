namespace Hippogriff.Imaging;

/// <summary>Resizes and crops pictures.</summary>
public static class ImageScaling
{
    /// <summary>Lobes of the Lanczos filter.</summary>
    private const int Lobes = 3;

    /// <summary>
    /// Resizes a picture with a triangle filter as wide as the step between new pixels. Shrinking averages; enlarging
    /// interpolates. Works on sRGB values, like training data pipelines.
    /// </summary>
    public static RgbImage Resize(RgbImage image, int width, int height) =>
        Resize(image, width, height, ScalingFilter.Triangle);

    /// <summary>Resizes a picture with a filter, as wide as the step between new pixels where it shrinks.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">New width in pixels, 1 or more.</param>
    /// <param name="height">New height in pixels, 1 or more.</param>
    /// <param name="filter">The filter.</param>
    public static RgbImage Resize(RgbImage image, int width, int height, ScalingFilter filter)
    {
        if ((width, height) == (image.Width, image.Height))
            return image;
        float[] wide = new float[image.Height * width * 3];
        Tap[] across = Taps(image.Width, width, filter);
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> row = image.Pixels.AsSpan(y * image.Width * 3, image.Width * 3);
            for (int x = 0; x < width; x++)
            {
                float r = 0,
                    g = 0,
                    b = 0;
                for (int k = 0, at = across[x].First * 3; k < across[x].Weights.Length; k++, at += 3)
                {
                    float w = across[x].Weights[k];
                    (r, g, b) = (r + w * row[at], g + w * row[at + 1], b + w * row[at + 2]);
                }
                int to = (y * width + x) * 3;
                (wide[to], wide[to + 1], wide[to + 2]) = (r, g, b);
            }
        }
        byte[] pixels = new byte[width * height * 3];
        Tap[] down = Taps(image.Height, height, filter);
        float[] sums = new float[width * 3];
        for (int y = 0; y < height; y++)
        {
            Array.Clear(sums);
            for (int k = 0; k < down[y].Weights.Length; k++)
            {
                ReadOnlySpan<float> row = wide.AsSpan((down[y].First + k) * width * 3, width * 3);
                for (int i = 0; i < sums.Length; i++)
                    sums[i] += down[y].Weights[k] * row[i];
            }
            for (int i = 0; i < sums.Length; i++)
                pixels[y * width * 3 + i] = (byte)Math.Clamp((int)(sums[i] + 0.5f), 0, 255);
        }
        return new RgbImage(width, height, pixels);
    }

    /// <summary>
    /// Reduces a picture by a whole factor: each pixel is the mean of <paramref name="factor"/> x
    /// <paramref name="factor"/> pixels. Incomplete rows and columns at the end are dropped.
    /// </summary>
    public static RgbImage Reduce(RgbImage image, int factor)
    {
        if (factor == 1)
            return image;
        int width = image.Width / factor,
            height = image.Height / factor,
            whole = factor * factor;
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / 3 % width,
                y = i / 3 / width,
                sum = whole / 2;
            for (int v = 0; v < factor; v++)
            for (int u = 0; u < factor; u++)
                sum += image.Pixels[((y * factor + v) * image.Width + x * factor + u) * 3 + i % 3];
            pixels[i] = (byte)(sum / whole);
        }
        return new RgbImage(width, height, pixels);
    }

    /// <summary>The largest centred part with the given proportions, resized to the given size.</summary>
    public static RgbImage Cover(RgbImage image, int width, int height)
    {
        int cutWidth = (int)Math.Min(image.Width, Math.Max(1, Math.Round((double)image.Height * width / height)));
        int cutHeight = (int)Math.Min(image.Height, Math.Max(1, Math.Round((double)image.Width * height / width)));
        return Resize(
            Crop(image, (image.Width - cutWidth) / 2, (image.Height - cutHeight) / 2, cutWidth, cutHeight),
            width,
            height
        );
    }

    /// <summary>
    /// The whole picture in the middle of the wanted size, as large as it fits; what stays free repeats its outermost
    /// pixels.
    /// </summary>
    public static RgbImage Contain(RgbImage image, int width, int height)
    {
        (int left, int top, int wide, int high) = Inside(image.Width, image.Height, width, height);
        RgbImage inner = Resize(image, wide, high);
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
        {
            int from = Math.Clamp(y - top, 0, high - 1) * wide + Math.Clamp(x - left, 0, wide - 1);
            inner.Pixels.AsSpan(from * 3, 3).CopyTo(pixels.AsSpan((y * width + x) * 3));
        }
        return new RgbImage(width, height, pixels);
    }

    /// <summary>Where <see cref="Contain"/> puts a picture of these sides: left, top, width and height.</summary>
    internal static (int Left, int Top, int Width, int Height) Inside(
        int sourceWidth,
        int sourceHeight,
        int width,
        int height
    )
    {
        double scale = Math.Min((double)width / sourceWidth, (double)height / sourceHeight);
        int wide = Math.Clamp((int)Math.Round(sourceWidth * scale), 1, width),
            high = Math.Clamp((int)Math.Round(sourceHeight * scale), 1, height);
        return ((width - wide) / 2, (height - high) / 2, wide, high);
    }

    /// <summary>The picture mirrored horizontally.</summary>
    public static RgbImage Mirror(RgbImage image)
    {
        byte[] pixels = new byte[image.Pixels.Length];
        for (int at = 0; at < pixels.Length; at += image.Width * 3)
        for (int x = 0; x < image.Width; x++)
            image.Pixels.AsSpan(at + (image.Width - 1 - x) * 3, 3).CopyTo(pixels.AsSpan(at + x * 3));
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>A part of the picture.</summary>
    public static RgbImage Crop(RgbImage image, int left, int top, int width, int height)
    {
        if (left < 0 || top < 0 || left + width > image.Width || top + height > image.Height)
            throw new ArgumentOutOfRangeException(nameof(left), "The part reaches beyond the picture.");
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
            image.Pixels.AsSpan(((top + y) * image.Width + left) * 3, width * 3).CopyTo(pixels.AsSpan(y * width * 3));
        return new RgbImage(width, height, pixels);
    }

    /// <summary>Every pixel as a square of <paramref name="factor"/> x <paramref name="factor"/>.</summary>
    public static RgbImage Enlarge(RgbImage image, int factor)
    {
        if (factor == 1)
            return image;
        int width = image.Width * factor;
        byte[] pixels = new byte[width * image.Height * factor * 3];
        for (int y = 0; y < image.Height * factor; y++)
        for (int x = 0; x < width; x++)
            image
                .Pixels.AsSpan(((y / factor) * image.Width + x / factor) * 3, 3)
                .CopyTo(pixels.AsSpan((y * width + x) * 3));
        return new RgbImage(width, image.Height * factor, pixels);
    }

    /// <summary>The source pixels of a new pixel and their weights.</summary>
    private readonly record struct Tap(int First, float[] Weights);

    private static Tap[] Taps(int from, int to, ScalingFilter filter)
    {
        double step = (double)from / to;
        if (filter == ScalingFilter.Nearest)
            return [.. Enumerable.Range(0, to).Select(i => new Tap(Math.Min(from - 1, (int)((i + 0.5) * step)), [1]))];
        double unit = Math.Max(step, 1),
            reach = filter == ScalingFilter.Lanczos ? Lobes * unit : unit;
        return
        [
            .. Enumerable
                .Range(0, to)
                .Select(i =>
                {
                    double middle = (i + 0.5) * step;
                    int first = Math.Max(0, (int)Math.Floor(middle - reach)),
                        last = Math.Min(from - 1, (int)Math.Ceiling(middle + reach));
                    double[] weights =
                    [
                        .. Enumerable
                            .Range(first, last - first + 1)
                            .Select(p => Weight(Math.Abs(p + 0.5 - middle) / unit, filter)),
                    ];
                    return new Tap(first, [.. weights.Select(w => (float)(w / weights.Sum()))]);
                }),
        ];
    }

    /// <summary>Weight of a pixel at a distance of 0 or more steps, before all are made to add up to 1.</summary>
    private static double Weight(double distance, ScalingFilter filter) =>
        filter == ScalingFilter.Lanczos
            ? distance < Lobes
                ? Sinc(distance) * Sinc(distance / Lobes)
                : 0
            : Math.Max(0, 1 - distance);

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
