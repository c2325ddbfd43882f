using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using SkiaSharp;

namespace Hippogriff.Metadata;

/// <summary>
/// Writes pictures as PNG, JPEG or WebP with metadata: the infotext and an XMP packet that names the digital source
/// type. The infotext is the PNG text "parameters" or the EXIF UserComment. <see cref="ImageMetadata"/> reads both.
/// </summary>
public static class ImageEncoding
{
    /// <summary>Default quality.</summary>
    public const int DefaultQuality = 90;

    /// <summary>The bytes of a generated picture: with infotext and XMP source type.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="format">The format.</param>
    /// <param name="settings">How it was drawn.</param>
    /// <param name="quality">0 (small) to 100 (good); WebP at 100 is lossless. PNG is always lossless and ignores
    /// it.</param>
    /// <exception cref="HippogriffException">The quality is not between 0 and 100, a side exceeds the format's limit,
    /// or the settings exceed a JPEG's.</exception>
    public static byte[] Encode(
        RgbImage image,
        ImageFormat format,
        GenerationSettings settings,
        int quality = DefaultQuality
    )
    {
        RequireQuality(quality);
        return format == ImageFormat.Png
            ? PngFile.Encode(
                image,
                generated: true,
                new Dictionary<string, string> { [PngFile.ParametersKey] = Infotext.Write(settings) }
            )
            : Packed(image, format, quality, Comment(settings, format), generated: true);
    }

    /// <summary>The bytes of any other picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="format">The format.</param>
    /// <param name="generated">True if a network drew it or parts of it (sheets, strips): marked so in XMP.</param>
    /// <param name="quality">As above.</param>
    /// <inheritdoc cref="Encode(RgbImage, ImageFormat, GenerationSettings, int)" path="/exception"/>
    public static byte[] Encode(
        RgbImage image,
        ImageFormat format,
        bool generated = false,
        int quality = DefaultQuality
    )
    {
        RequireQuality(quality);
        return format == ImageFormat.Png
            ? PngFile.Encode(image, generated)
            : Packed(image, format, quality, exif: null, generated);
    }

    /// <summary>Writes a generated picture in the format of the file's extension (.png, .jpg, .jpeg, .webp).</summary>
    /// <exception cref="HippogriffException">The extension is not known, or the file cannot be written; nothing is left
    /// behind.</exception>
    public static void Write(string path, RgbImage image, GenerationSettings settings, int quality = DefaultQuality) =>
        AtomicFile.Write(path, Encode(image, ImageFormats.Parse(Path.GetExtension(path)), settings, quality));

    /// <summary>
    /// The infotext. If an extreme prompt makes it too long for a JPEG, its last entry (the settings as JSON) is left
    /// out.
    /// </summary>
    private static byte[] Comment(GenerationSettings settings, ImageFormat format)
    {
        byte[] whole = Exif.Write(Infotext.Write(settings));
        if (whole.Length <= Exif.MostBytes || format != ImageFormat.Jpeg)
            return whole;
        byte[] plain = Exif.Write(Infotext.WritePlain(settings));
        return plain.Length <= Exif.MostBytes
            ? plain
            : throw new HippogriffException(
                FormattableString.Invariant(
                    $"A JPEG has room for settings of {Exif.MostBytes:N0} bytes, and these have {plain.Length:N0}; "
                ) + "write a PNG or a WebP, or shorten the prompts."
            );
    }

    private static byte[] Packed(RgbImage image, ImageFormat format, int quality, byte[]? exif, bool generated)
    {
        int longest = format == ImageFormat.Webp ? WebpFile.LongestSide : JpegFile.LongestSide;
        if (Math.Max(image.Width, image.Height) > longest)
            throw new HippogriffException(
                $"A {format} has sides of at most {longest} pixels, and the picture is {image.Width}x{image.Height}."
            );
        byte[]? xmp = generated ? System.Text.Encoding.UTF8.GetBytes(XmpPacket.Generated) : null;
        byte[] plain = Compress(image, format, quality);
        return format == ImageFormat.Webp
            ? WebpFile.Attach(plain, image.Width, image.Height, exif, xmp)
            : JpegFile.Attach(plain, exif, xmp);
    }

    /// <summary>Chroma is not subsampled: pictures are small and have coloured edges.</summary>
    private static byte[] Compress(RgbImage image, ImageFormat format, int quality)
    {
        byte[] rgba = new byte[image.Width * image.Height * 4];
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = 255;
        }
        // No colour space: it would be written as a profile, and pictures without one are sRGB.
        using SKImage pixels = SKImage.FromPixelCopy(
            new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque),
            rgba
        );
        using SKPixmap pixmap = pixels.PeekPixels();
        using SKData? data =
            format == ImageFormat.Webp
                ? pixmap.Encode(
                    new SKWebpEncoderOptions(
                        quality == 100 ? SKWebpEncoderCompression.Lossless : SKWebpEncoderCompression.Lossy,
                        quality
                    )
                )
                : pixmap.Encode(
                    new SKJpegEncoderOptions(
                        quality,
                        SKJpegEncoderDownsample.Downsample444,
                        SKJpegEncoderAlphaOption.Ignore
                    )
                );
        return data?.ToArray()
            ?? throw new InvalidOperationException(
                $"{image.Width}x{image.Height} pixels could not be written as {format}."
            );
    }

    /// <summary>Validates a quality, before hours of sampling.</summary>
    /// <exception cref="HippogriffException">The quality is not between 0 and 100.</exception>
    public static void RequireQuality(int quality)
    {
        if (quality is < 0 or > 100)
            throw new HippogriffException($"The quality {quality} is not between 0 and 100.");
    }
}
