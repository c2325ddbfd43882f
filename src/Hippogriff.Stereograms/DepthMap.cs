using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;

namespace Hippogriff.Stereograms;

/// <summary>Depth per pixel: 0 at the far wall, 1 nearest to the eyes; rows from the top, no padding.</summary>
public sealed class DepthMap
{
    /// <summary>
    /// Wraps <paramref name="values"/>, <c>width * height</c> numbers from 0 to 1, without copying them.
    /// </summary>
    public DepthMap(int width, int height, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (values.Length != checked(width * height))
            throw new ArgumentException(
                $"A depth map of {width}x{height} has {width * height} numbers, not {values.Length}.",
                nameof(values)
            );
        if (values.Any(value => !(value >= 0 && value <= 1)))
            throw new ArgumentException("Depths lie from 0 to 1.", nameof(values));
        (Width, Height, Values) = (width, height, values);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>
    /// 0 (far) to 1 (near), rows from the top: the map's own buffer, not a copy. Numbers that are written into it must
    /// stay from 0 to 1. Nothing in the library writes into a map that it was given.
    /// </summary>
    public float[] Values { get; }

    /// <summary>Depth of a pixel, 0 (far) to 1 (near).</summary>
    public float this[int x, int y] => Values[y * Width + x];

    /// <summary>Light is near and dark is far, the usual convention.</summary>
    public static DepthMap FromBrightness(RgbImage image) =>
        new(image.Width, image.Height, Array.ConvertAll(MaskImage.FromBrightness(image).Values, value => value / 255f));

    /// <summary>
    /// The depths as a grey picture, white near. <see cref="FromBrightness"/> is the inverse, up to 1/255.
    /// </summary>
    public RgbImage ToImage() =>
        new MaskImage(Width, Height, Array.ConvertAll(Values, value => (byte)(value * 255 + 0.5f))).ToImage();

    /// <summary>The depth map scaled to fit into another size, centred and undistorted; the margins are far.</summary>
    public DepthMap FittedInto(int width, int height)
    {
        if ((width, height) == (Width, Height))
            return this;
        double scale = Math.Min((double)width / Width, (double)height / Height);
        int across = Math.Clamp((int)Math.Round(Width * scale), 1, width),
            down = Math.Clamp((int)Math.Round(Height * scale), 1, height);
        RgbImage scaled = ImageScaling.Resize(ToImage(), across, down);
        Canvas canvas = new(width, height, colour: 0);
        canvas.Draw(scaled, (width - across) / 2, (height - down) / 2);
        return FromBrightness(canvas.Image);
    }
}
