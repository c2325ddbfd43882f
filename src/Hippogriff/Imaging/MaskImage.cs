namespace Hippogriff.Imaging;

/// <summary>
/// The area of a picture to repaint: one byte a pixel, rows from the top, no padding. 0 keeps a pixel, 255 repaints it;
/// values between are a soft edge.
/// </summary>
public sealed class MaskImage
{
    /// <summary>Wraps <paramref name="values"/>, <c>width * height</c> bytes, without copying them.</summary>
    public MaskImage(int width, int height, byte[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (values.Length != checked(width * height))
            throw new ArgumentException(
                $"A mask of {width}x{height} has {width * height} bytes, not {values.Length}.",
                nameof(values)
            );
        (Width, Height, Values) = (width, height, values);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>
    /// 0 (keep) to 255 (repaint), rows from the top: the mask's own buffer, not a copy. Nothing in the library writes
    /// into a mask that it was given.
    /// </summary>
    public byte[] Values { get; }

    /// <summary>True if nothing is to be repainted.</summary>
    public bool IsEmpty => !Values.AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>
    /// The mask of a picture by its luma (Rec. 601, as in common programs): white repaints, black keeps.
    /// </summary>
    public static MaskImage FromBrightness(RgbImage image)
    {
        byte[] values = new byte[image.Width * image.Height];
        for (int i = 0, at = 0; i < values.Length; i++, at += 3)
            values[i] = (byte)(
                (image.Pixels[at] * 299 + image.Pixels[at + 1] * 587 + image.Pixels[at + 2] * 114 + 500) / 1000
            );
        return new MaskImage(image.Width, image.Height, values);
    }

    /// <summary>The mask as a grey picture; <see cref="FromBrightness"/> is the inverse.</summary>
    public RgbImage ToImage()
    {
        byte[] pixels = new byte[Values.Length * 3];
        for (int i = 0; i < Values.Length; i++)
            pixels.AsSpan(i * 3, 3).Fill(Values[i]);
        return new RgbImage(Width, Height, pixels);
    }

    /// <summary>Swaps repainted and kept areas.</summary>
    public MaskImage Inverted() => new(Width, Height, Array.ConvertAll(Values, value => (byte)(255 - value)));

    /// <summary>The mask in another size; edges become soft.</summary>
    public MaskImage Resized(int width, int height) =>
        (width, height) == (Width, Height) ? this : FromBrightness(ImageScaling.Resize(ToImage(), width, height));

    /// <summary>
    /// The mask for a picture of the given size. It is scaled if its proportions agree up to rounding by one pixel.
    /// </summary>
    /// <exception cref="HippogriffException">The proportions differ.</exception>
    public MaskImage FittedTo(int width, int height)
    {
        double rows = (double)Width * height / width,
            columns = (double)Height * width / height;
        if (Math.Abs(rows - Height) >= 1 && Math.Abs(columns - Width) >= 1)
            throw new HippogriffException(
                $"The mask is {Width}x{Height} and the picture {width}x{height}; they must have the same proportions."
            )
            {
                Field = "mask",
            };
        return Resized(width, height);
    }

    /// <summary>
    /// Blurs the edge with a Gaussian of <paramref name="deviation"/> pixels, cut off at 2.5 deviations; pixels further
    /// from the mask stay 0. Border values are repeated outside the picture.
    /// </summary>
    public MaskImage Blurred(int deviation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        if (deviation == 0)
            return this;
        int reach = (int)(2.5 * deviation + 0.5);
        float[] kernel =
        [
            .. Enumerable
                .Range(-reach, 2 * reach + 1)
                .Select(i => (float)Math.Exp(-0.5 * i * i / ((double)deviation * deviation))),
        ];
        float sum = kernel.Sum();
        kernel = Array.ConvertAll(kernel, weight => weight / sum);
        float[] across = Along(Array.ConvertAll(Values, value => (float)value), kernel, Width, 1, Height, Width);
        float[] both = Along(across, kernel, Height, Width, Width, 1);
        return new MaskImage(
            Width,
            Height,
            Array.ConvertAll(both, value => (byte)Math.Clamp((int)(value + 0.5f), 0, 255))
        );
    }

    /// <summary>
    /// Filters lines of <paramref name="length"/> values, <paramref name="step"/> apart, one after the other.
    /// </summary>
    private static float[] Along(float[] values, float[] kernel, int length, int step, int lines, int nextLine)
    {
        float[] filtered = new float[values.Length];
        int reach = kernel.Length / 2;
        for (int line = 0; line < lines; line++)
        {
            for (int i = 0; i < length; i++)
            {
                float sum = 0;
                for (int k = -reach; k <= reach; k++)
                    sum += kernel[k + reach] * values[line * nextLine + Math.Clamp(i + k, 0, length - 1) * step];
                filtered[line * nextLine + i * step] = sum;
            }
        }
        return filtered;
    }
}
