using System.Buffers.Binary;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using SkiaSharp;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>Pictures that tests send.</summary>
internal static class Pictures
{
    /// <summary>A PNG of one colour.</summary>
    public static byte[] Plain(int width = 64, int height = 64, byte shade = 128) =>
        PngFile.Encode(new RgbImage(width, height, [.. Enumerable.Repeat(shade, width * height * 3)]));

    /// <summary>A PNG, red and opaque but for its left half, which is transparent.</summary>
    public static byte[] WithHole(int side = 64)
    {
        using SKBitmap bitmap = new(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            bitmap.SetPixel(x, y, new SKColor(255, 0, 0, (byte)(x < side / 2 ? 0 : 255)));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>A mask: the left half white, the right half black.</summary>
    public static byte[] LeftHalfWhite(int side = 64)
    {
        byte[] values = [.. Enumerable.Range(0, side * side).Select(i => (byte)(i % side < side / 2 ? 255 : 0))];
        return PngFile.Encode(new MaskImage(side, side, values).ToImage());
    }

    /// <summary>A PNG whose header claims 100,000 x 100,000 pixels, its checksum right.</summary>
    public static byte[] Bomb()
    {
        byte[] png = Plain(8, 8);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 100_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 100_000);
        uint sum = 0xFFFFFFFF;
        foreach (byte b in png.AsSpan(12, 17))
        {
            sum ^= b;
            for (int i = 0; i < 8; i++)
                sum = (sum & 1) != 0 ? 0xEDB88320 ^ (sum >> 1) : sum >> 1;
        }
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), ~sum);
        return png;
    }

    /// <summary>Width, height and first shade of a picture file.</summary>
    public static (int Width, int Height, int Shade) Read(byte[] file)
    {
        RgbImage image = ImageFile.Decode(file);
        return (image.Width, image.Height, image.Pixels[0]);
    }
}
