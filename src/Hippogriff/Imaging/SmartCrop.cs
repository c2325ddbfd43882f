namespace Hippogriff.Imaging;

/// <summary>
/// Finds the most salient part of a picture, by edges and by colours that differ from those at the border. The largest
/// window of the given proportions is placed along the longer side where it contains most saliency. A small weight for
/// the middle decides between equals.
/// </summary>
public static class SmartCrop
{
    private const int Looked = 64; // the shorter side that is looked at
    private const double MiddlePull = 0.15;

    /// <summary>
    /// The part with the proportions of <paramref name="width"/> : <paramref name="height"/> with most saliency,
    /// resized to that size.
    /// </summary>
    public static RgbImage Cover(RgbImage image, int width, int height)
    {
        int cutWidth = (int)Math.Min(image.Width, Math.Max(1, Math.Round((double)image.Height * width / height)));
        int cutHeight = (int)Math.Min(image.Height, Math.Max(1, Math.Round((double)image.Width * height / width)));
        double scale = Math.Min(1, (double)Looked / Math.Min(image.Width, image.Height));
        RgbImage small = ImageScaling.Resize(
            image,
            Math.Max(1, (int)(image.Width * scale)),
            Math.Max(1, (int)(image.Height * scale))
        );
        double[] saliency = Saliency(small);
        int left = Place(Sums(saliency, small.Width, small.Height, across: true), image.Width, cutWidth),
            top = Place(Sums(saliency, small.Width, small.Height, across: false), image.Height, cutHeight);
        return ImageScaling.Resize(ImageScaling.Crop(image, left, top, cutWidth, cutHeight), width, height);
    }

    /// <summary>
    /// The saliency of each pixel: its contrast to the right and lower neighbours, plus the distance of its colour from
    /// the border's mean.
    /// </summary>
    internal static double[] Saliency(RgbImage image)
    {
        (int w, int h) = (image.Width, image.Height);
        double[] rim = new double[3],
            found = new double[w * h];
        int count = 0;
        for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
        {
            if (x > 0 && y > 0 && x < w - 1 && y < h - 1)
                continue;
            for (int c = 0; c < 3; c++)
                rim[c] += image.Pixels[(y * w + x) * 3 + c];
            count++;
        }
        for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
        for (int c = 0; c < 3; c++)
        {
            double here = image.Pixels[(y * w + x) * 3 + c];
            if (x < w - 1)
                found[y * w + x] += Math.Abs(image.Pixels[(y * w + x + 1) * 3 + c] - here);
            if (y < h - 1)
                found[y * w + x] += Math.Abs(image.Pixels[((y + 1) * w + x) * 3 + c] - here);
            found[y * w + x] += Math.Abs(rim[c] / count - here) / 2;
        }
        return found;
    }

    private static double[] Sums(double[] saliency, int width, int height, bool across)
    {
        double[] sums = new double[across ? width : height];
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            sums[across ? x : y] += saliency[y * width + x];
        return sums;
    }

    /// <summary>
    /// Start of a window of <paramref name="window"/> of <paramref name="length"/> pixels; <paramref name="sums"/> is
    /// the saliency along the length, in larger steps.
    /// </summary>
    private static int Place(double[] sums, int length, int window)
    {
        if (window >= length)
            return 0;
        double total = Math.Max(1e-9, sums.Sum()),
            best = double.NegativeInfinity;
        int at = 0;
        for (int start = 0; start <= length - window; start++)
        {
            double from = (double)start * sums.Length / length,
                to = (double)(start + window) * sums.Length / length,
                held = 0;
            for (int i = (int)from; i < Math.Min(sums.Length, Math.Ceiling(to)); i++)
                held += sums[i] * (Math.Min(i + 1, to) - Math.Max(i, from));
            double middle = 1 - Math.Abs(2.0 * start / (length - window) - 1),
                score = held / total + MiddlePull * middle;
            if (score > best)
                (best, at) = (score, start);
        }
        return at;
    }
}
