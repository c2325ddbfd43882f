using Hippogriff.Imaging;

namespace Hippogriff.Insight.Drawing;

/// <summary>Distances between pictures.</summary>
public static class PictureDistance
{
    /// <summary>Root mean square difference over pixels and channels, 0 to 255.</summary>
    public static double Pixels(RgbImage a, RgbImage b)
    {
        if (a.Pixels.Length != b.Pixels.Length)
            throw new ArgumentException("Pictures that are compared are of one size.", nameof(b));
        double sum = 0;
        for (int i = 0; i < a.Pixels.Length; i++)
            sum += (a.Pixels[i] - b.Pixels[i]) * (double)(a.Pixels[i] - b.Pixels[i]);
        return Math.Sqrt(sum / a.Pixels.Length);
    }

    /// <summary>Euclidean distance of two vectors.</summary>
    public static double Euclidean(IReadOnlyList<float> a, IReadOnlyList<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Count; i++)
            sum += (a[i] - b[i]) * (double)(a[i] - b[i]);
        return Math.Sqrt(sum);
    }
}
