using SkiaSharp;

namespace Hippogriff.Imaging.Codecs;

/// <summary>Properties of a picture file other than its pixels.</summary>
/// <param name="Width">Columns after orientation.</param>
/// <param name="Height">Rows after orientation.</param>
/// <param name="Format">"PNG", "JPEG", "WebP", "GIF" or "BMP".</param>
/// <param name="Bits">Bits per channel: 8, or 16 for some PNG files.</param>
/// <param name="Frames">Frames in the file; more than 1 for an animation. Only the first is read.</param>
/// <param name="Transparent">Whether the file has an alpha channel; transparent areas are composited over
/// white.</param>
/// <param name="Turned">Whether the EXIF orientation rotates or mirrors the picture.</param>
/// <param name="Cmyk">Whether it is a CMYK JPEG.</param>
/// <param name="OtherColours">Whether a colour profile other than sRGB is in the file; the colours are converted to
/// sRGB.</param>
public sealed record ImageFacts(
    int Width,
    int Height,
    string Format,
    int Bits,
    int Frames,
    bool Transparent,
    bool Turned,
    bool Cmyk,
    bool OtherColours
)
{
    /// <summary>Reads the header of a file.</summary>
    /// <exception cref="HippogriffException">The file does not exist, is not a picture of an allowed format, or it is
    /// larger than allowed.</exception>
    public static ImageFacts Of(string path) => Of(ImageFile.ReadBytes(path), $"'{path}'");

    /// <summary>Reads the header of a picture in memory; messages call it <paramref name="name"/>.</summary>
    /// <inheritdoc cref="Of(string)" path="/exception"/>
    public static ImageFacts Of(byte[] bytes, string name)
    {
        using SKData data = SKData.CreateCopy(bytes);
        using SKCodec codec = ImageFile.Allowed(SKCodec.Create(data), name);
        (int width, int height) = ImageOrientation.Upright(codec, bytes);
        return new ImageFacts(
            width,
            height,
            codec.EncodedFormat switch
            {
                SKEncodedImageFormat.Png => "PNG",
                SKEncodedImageFormat.Jpeg => "JPEG",
                SKEncodedImageFormat.Webp => "WebP",
                SKEncodedImageFormat.Gif => "GIF",
                _ => "BMP",
            },
            // PNG 11.2.2: the bit depth of IHDR
            codec.EncodedFormat == SKEncodedImageFormat.Png
            && bytes.Length > 24
                ? Math.Max((int)bytes[24], 8)
                : 8,
            Math.Max(1, codec.FrameCount),
            codec.Info.AlphaType != SKAlphaType.Opaque,
            ImageOrientation.Of(codec, bytes) != SKEncodedOrigin.TopLeft,
            codec.EncodedFormat == SKEncodedImageFormat.Jpeg && Components(bytes) == 4,
            codec.Info.ColorSpace is { IsSrgb: false }
        );
    }

    /// <summary>
    /// Number of colour components in a JPEG's frame header (ITU T.81, B.2.2); 0 if there is none.
    /// </summary>
    private static int Components(byte[] jpeg)
    {
        for (int at = 2; at + 9 < jpeg.Length && jpeg[at] == 0xFF; )
        {
            byte marker = jpeg[at + 1];
            if (marker == 0xFF)
                at++; // padding
            else if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return jpeg[at + 9];
            else if (marker is 0xDA or 0xD9)
                return 0;
            else
                at += 2 + Math.Max(2, jpeg[at + 2] << 8 | jpeg[at + 3]);
        }
        return 0;
    }
}
