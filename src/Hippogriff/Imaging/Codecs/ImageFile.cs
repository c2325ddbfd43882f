using Hippogriff.Files;
using SkiaSharp;

namespace Hippogriff.Imaging.Codecs;

/// <summary>Reads pictures of the common formats: PNG, JPEG, WebP, GIF (its first frame) and BMP.</summary>
public static class ImageFile
{
    /// <summary>Maximum number of pixels: 64 megapixels, 8192 by 8192.</summary>
    public const int MaxPixels = 64 << 20;

    /// <summary>Maximum file size in bytes.</summary>
    public const int MaxBytes = 256 << 20;

    /// <summary>Formats that are read.</summary>
    public const string Formats = "PNG, JPEG, WebP, GIF, BMP";

    /// <summary>Their file name endings.</summary>
    public static IReadOnlySet<string> Extensions { get; } =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase) { ".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp" };

    /// <summary>Reads a picture in sRGB, with its EXIF orientation applied and transparent areas over white.</summary>
    /// <param name="path">The file.</param>
    /// <param name="enough">
    /// The number of pixels that the shorter side will be reduced to. A JPEG is then decoded at 1/2, 1/4 or 1/8, at
    /// least twice that large, which is faster. 0 decodes at full size.
    /// </param>
    /// <exception cref="HippogriffException">The file does not exist, is not a whole picture of an allowed format, or
    /// it is larger than allowed.</exception>
    public static RgbImage Read(string path, int enough = 0) => Decode(ReadBytes(path), $"'{path}'", enough);

    /// <summary>Reads no more than the header.</summary>
    /// <returns>Columns and rows after orientation.</returns>
    /// <exception cref="HippogriffException">The file does not exist, is not a picture of an allowed format, or it is
    /// larger than allowed.</exception>
    public static (int Width, int Height) Probe(string path)
    {
        using FileStream stream = Open(path);
        using SKCodec codec = Allowed(SKCodec.Create(stream), $"'{path}'");
        return ImageOrientation.Upright(codec, codec.EncodedFormat == SKEncodedImageFormat.Png ? ReadBytes(path) : []);
    }

    /// <summary>Reads a picture from memory, as <see cref="Read"/> does.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What to call it in a message, for example "the uploaded picture".</param>
    /// <param name="enough">As in <see cref="Read"/>.</param>
    /// <exception cref="HippogriffException">It is not a whole picture of an allowed format, or it is larger than
    /// allowed.</exception>
    public static RgbImage Decode(byte[] bytes, string name = "the picture", int enough = 0) =>
        Unpack(bytes, name, enough).OverWhite();

    /// <summary>Width and height by the header of a picture in memory; no pixels are decoded.</summary>
    /// <inheritdoc cref="Decode" path="/exception"/>
    public static (int Width, int Height) SizeOf(byte[] bytes, string name = "the picture") =>
        SizeOf(bytes, name, MaxPixels);

    /// <summary>
    /// Refuses a picture with more pixels than <paramref name="most"/> or <see cref="MaxPixels"/>, before it is
    /// decoded.
    /// </summary>
    /// <returns>Its number of pixels.</returns>
    /// <inheritdoc cref="Decode" path="/exception"/>
    public static long RequireSize(byte[] bytes, string name, long most)
    {
        (int width, int height) = SizeOf(bytes, name, Math.Min(most, MaxPixels));
        return (long)width * height;
    }

    private static (int Width, int Height) SizeOf(byte[] bytes, string name, long most)
    {
        using SKData data = SKData.CreateCopy(bytes);
        using SKCodec codec = Allowed(SKCodec.Create(data), name, most);
        return (codec.Info.Width, codec.Info.Height);
    }

    /// <summary>The pixels of a picture as stored, including transparency.</summary>
    /// <inheritdoc cref="Decode" path="/exception"/>
    internal static RgbaPixels Unpack(byte[] bytes, string name, int enough = 0)
    {
        using SKData data = SKData.CreateCopy(bytes);
        using SKCodec codec = Allowed(SKCodec.Create(data), name);
        SKSizeI size = Unpacked(codec, enough);
        byte[] rgba = new byte[size.Width * size.Height * 4];
        SKCodecResult result = codec.GetPixels(
            new SKImageInfo(
                size.Width,
                size.Height,
                SKColorType.Rgba8888,
                SKAlphaType.Unpremul,
                SKColorSpace.CreateSrgb()
            ),
            rgba
        );
        if (result != SKCodecResult.Success)
            throw new HippogriffException(
                $"{Upper(name)} is damaged: "
                    + $"{(result == SKCodecResult.IncompleteInput ? "it ends too early" : "it cannot be decoded")}.",
                FaultKind.DamagedFile
            );
        return new RgbaPixels(size.Width, size.Height, rgba, ImageOrientation.Of(codec, bytes));
    }

    /// <summary>The bytes of a file that may be a picture.</summary>
    /// <exception cref="HippogriffException">The file does not exist, or it is larger than
    /// <see cref="MaxBytes"/>.</exception>
    internal static byte[] ReadBytes(string path)
    {
        if (Directory.Exists(path))
            throw Folder(path);
        return RegularFile.ReadBytes(path, MaxBytes);
    }

    private static FileStream Open(string path) =>
        Directory.Exists(path) ? throw Folder(path) : RegularFile.Open(path, MaxBytes, buffer: 0);

    private static HippogriffException Folder(string path) => new($"'{path}' is a folder, not a picture.");

    /// <summary>The decoder of a picture whose format and size are allowed.</summary>
    internal static SKCodec Allowed(SKCodec? codec, string name, long most = MaxPixels)
    {
        if (
            codec is null
            || codec.EncodedFormat
                is not (
                    SKEncodedImageFormat.Png
                    or SKEncodedImageFormat.Jpeg
                    or SKEncodedImageFormat.Webp
                    or SKEncodedImageFormat.Gif
                    or SKEncodedImageFormat.Bmp
                )
        )
        {
            codec?.Dispose();
            throw new HippogriffException(
                $"{Upper(name)} is not a picture that can be read; allowed are {Formats}.",
                FaultKind.DamagedFile
            );
        }
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if (width >= 1 && height >= 1 && (long)width * height <= most)
            return codec;
        codec.Dispose();
        throw new HippogriffException(
            $"{Upper(name)} has {width}x{height} pixels; at most "
                + $"{(most == MaxPixels ? MaxPixels >> 20 : most / 1e6):0.#} megapixels are allowed."
        );
    }

    /// <summary>The size to decode at, see <see cref="Read"/>.</summary>
    private static SKSizeI Unpacked(SKCodec codec, int enough)
    {
        if (enough <= 0)
            return codec.Info.Size;
        IEnumerable<SKSizeI> sizes = new[] { 1 / 8f, 1 / 4f, 1 / 2f, 1f }.Select(codec.GetScaledDimensions);
        return sizes.FirstOrDefault(size => Math.Min(size.Width, size.Height) >= 2 * enough, codec.Info.Size);
    }

    internal static string Upper(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
