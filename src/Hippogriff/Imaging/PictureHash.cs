using System.Numerics;

namespace Hippogriff.Imaging;

/// <summary>
/// A perceptual hash that survives a change of size, format or quality. For 8x8 cells it holds whether brightness grows
/// to the right and downwards (difference hash), and the colours of the cells.
/// </summary>
public sealed class PictureHash
{
    private const int Side = 8,
        Coarse = 8,
        MostBits = 10,
        MostColour = 12;
    private readonly UInt128 _bits;
    private readonly byte[] _colours;

    private PictureHash(UInt128 bits, byte[] colours) => (_bits, _colours) = (bits, colours);

    /// <summary>The hash of a picture.</summary>
    public static PictureHash Of(RgbImage image)
    {
        RgbImage small = ImageScaling.Resize(image, Side + 1, Side + 1);
        UInt128 bits = 0;
        for (int y = 0; y < Side; y++)
        for (int x = 0; x < Side; x++)
        {
            bits =
                bits << 2
                | (Brightness(small, x + 1, y) > Brightness(small, x, y) + 2 ? (UInt128)1 : 0)
                | (Brightness(small, x, y + 1) > Brightness(small, x, y) + 2 ? (UInt128)2 : 0);
        }
        return new PictureHash(bits, ImageScaling.Resize(image, Coarse, Coarse).Pixels);
    }

    /// <summary>Number of different bits, of 128.</summary>
    public int DifferentBits(PictureHash other)
    {
        UInt128 different = _bits ^ other._bits;
        return BitOperations.PopCount((ulong)different) + BitOperations.PopCount((ulong)(different >> 64));
    }

    /// <summary>Whether the two pictures look the same.</summary>
    public bool Same(PictureHash other)
    {
        if (DifferentBits(other) > MostBits)
            return false;
        int sum = 0;
        for (int i = 0; i < _colours.Length; i++)
            sum += (_colours[i] - other._colours[i]) * (_colours[i] - other._colours[i]);
        return sum <= MostColour * MostColour * _colours.Length;
    }

    private static int Brightness(RgbImage image, int x, int y)
    {
        int at = (y * image.Width + x) * 3;
        // ITU-R BT.601
        return (299 * image.Pixels[at] + 587 * image.Pixels[at + 1] + 114 * image.Pixels[at + 2]) / 1000;
    }
}
