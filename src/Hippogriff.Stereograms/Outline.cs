using Hippogriff.Imaging;

namespace Hippogriff.Stereograms;

/// <summary>How depth is assigned to a shape.</summary>
public enum Relief
{
    /// <summary>Rounded: nearest in the middle.</summary>
    Round,

    /// <summary>Flat: all pixels at the same depth.</summary>
    Flat,
}

/// <summary>
/// Segments a thing on a plain or gradient background: the pixels that differ from the background, without small pieces
/// and with holes filled.
/// </summary>
public static class Outline
{
    /// <summary>Maximum side at which outlines are found.</summary>
    private const int MaxSide = 256;

    /// <summary>Minimum RGB distance from the background for a pixel of the thing.</summary>
    private const double LeastDifference = 24;

    /// <summary>Depth at the edge of a round relief, so that the edge itself is visible.</summary>
    private const float Rim = 0.45f;

    /// <summary>Pieces below this share of the largest one are removed.</summary>
    private const double Dirt = 0.03;

    /// <summary>The thing of a picture as a depth map of another size, with smooth edges.</summary>
    /// <param name="image">The picture: a thing on a background of one colour or a soft gradient.</param>
    /// <param name="width">Width of the depth map.</param>
    /// <param name="height">Height of the depth map; the thing keeps its proportions.</param>
    /// <param name="relief">How depth is assigned.</param>
    /// <exception cref="HippogriffException">Nothing differs from the background, or everything does.</exception>
    public static DepthMap Find(RgbImage image, int width, int height, Relief relief = Relief.Round)
    {
        double shrink = Math.Min(1, (double)MaxSide / Math.Max(image.Width, image.Height));
        if (shrink < 1)
            image = ImageScaling.Resize(
                image,
                Math.Max(1, (int)(image.Width * shrink)),
                Math.Max(1, (int)(image.Height * shrink))
            );
        GroundColour ground = GroundColour.Of(image);
        double threshold = Math.Max(LeastDifference, 4 * ground.Roughness);
        byte[] matte = new byte[image.Width * image.Height]; // 128 on the edge
        for (int y = 0; y < image.Height; y++)
        for (int x = 0; x < image.Width; x++)
            matte[y * image.Width + x] = (byte)Math.Min(255, 128 * ground.DistanceAt(image, x, y) / threshold);
        double share = matte.Count(value => value >= 128) / (double)matte.Length;
        if (share is < 0.002 or > 0.98)
            throw new HippogriffException(
                $"No thing stands out in this picture ({share:0.0%} of it differs from its border); use a "
                    + "plain background or a depth map."
            );
        DepthMap soft = new DepthMap(
            image.Width,
            image.Height,
            Array.ConvertAll(matte, value => value / 255f)
        ).FittedInto(width, height);
        int blur = (int)Math.Round(0.7 * Math.Min((double)width / image.Width, (double)height / image.Height));
        byte[] smooth = MaskImage.FromBrightness(soft.ToImage()).Blurred(Math.Max(0, blur)).Values;
        bool[] shape = Array.ConvertAll(smooth, value => value >= 128);
        Pieces.DropSmall(shape, width, height, Dirt);
        Pieces.FillHoles(shape, width, height);
        return new DepthMap(width, height, Raise(shape, width, height, relief));
    }

    /// <summary>Depth of a shape: a quarter circle from the edge to the innermost pixel, or 1 everywhere.</summary>
    private static float[] Raise(bool[] shape, int width, int height, Relief relief)
    {
        if (relief == Relief.Flat)
            return Array.ConvertAll(shape, inside => inside ? 1f : 0f);
        float[] distance = DistanceField.Inside(shape, width, height);
        float most = distance.Max();
        return Array.ConvertAll(
            distance,
            d => d == 0 ? 0 : Rim + (1 - Rim) * MathF.Sqrt(Math.Max(0, 1 - (1 - d / most) * (1 - d / most)))
        );
    }
}
