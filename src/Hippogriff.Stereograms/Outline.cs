using Hippogriff.Imaging;

namespace Hippogriff.Stereograms;

/// <summary>How a shape stands out of the wall.</summary>
public enum Relief
{
    /// <summary>Swollen like a cushion: nearest in its middle.</summary>
    Round,

    /// <summary>Cut out of a board: all of it equally near.</summary>
    Flat,
}

/// <summary>
/// A thing on a plain or softly graded ground, cut out: what differs from the ground, cleaned, its holes filled.
/// </summary>
public static class Outline
{
    /// <summary>Largest side that outlines are looked for at.</summary>
    private const int MaxSide = 256;

    /// <summary>A colour must be this far from the ground's, in RGB, to belong to the thing.</summary>
    private const double LeastDifference = 24;

    /// <summary>Depth at the edge of a round relief, so that the edge itself is seen.</summary>
    private const float Rim = 0.45f;

    /// <summary>A piece that is smaller than this share of the largest one is dirt.</summary>
    private const double Dirt = 0.03;

    /// <summary>
    /// The thing of a picture as depth, in another size: its edge is smooth however small the picture is.
    /// </summary>
    /// <param name="image">The picture, a thing on a ground of one colour or a soft gradient.</param>
    /// <param name="width">Width of the depth map.</param>
    /// <param name="height">Height of the depth map; the thing keeps its proportions.</param>
    /// <param name="relief">How it stands out.</param>
    /// <exception cref="HippogriffException">Nothing differs from the ground, or everything does.</exception>
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
                $"No thing stands out of the ground in this picture ({share:0.0%} of it differs from its "
                    + "border); a thing on a plain ground is needed, or a picture of depth, white near."
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

    /// <summary>
    /// Depth of a shape: a quarter of a circle from the rim up to its innermost pixel, or 1 everywhere.
    /// </summary>
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
