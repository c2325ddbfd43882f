namespace Hippogriff.Imaging;

/// <summary>A picture in plain memory: 8-bit sRGB, three bytes a pixel, rows from the top, no padding.</summary>
public sealed class RgbImage
{
    /// <summary>
    /// Wraps <paramref name="pixels"/>, R G B R G B ..., <c>width * height * 3</c> bytes, without copying them.
    /// </summary>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.Length != checked(width * height * 3))
            throw new ArgumentException(
                $"A picture of {width}x{height} has {width * height * 3} bytes, not {pixels.Length}.",
                nameof(pixels)
            );
        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>
    /// R G B R G B ..., rows from the top: the picture's own buffer, not a copy. Whoever writes into it changes the
    /// picture for all who hold it. Nothing in the library writes into a picture that it was given.
    /// </summary>
    public byte[] Pixels { get; }
}
