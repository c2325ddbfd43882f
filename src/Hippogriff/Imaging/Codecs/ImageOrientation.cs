using System.Buffers.Binary;
using SkiaSharp;

namespace Hippogriff.Imaging.Codecs;

/// <summary>
/// How a picture has to be turned to be looked at. The decoder knows it of JPEG and WebP; of PNG it stands in a chunk
/// of EXIF (PNG, third edition, section 11.3.4.5), which it passes over.
/// </summary>
internal static class ImageOrientation
{
    private const int ChunkHead = 8,
        ChunkAround = 12,
        MostExif = 1 << 20;

    /// <summary>How the picture in a decoder has to be turned.</summary>
    public static SKEncodedOrigin Of(SKCodec codec, ReadOnlySpan<byte> file) =>
        codec.EncodedOrigin is not SKEncodedOrigin.TopLeft
        || codec.EncodedFormat != SKEncodedImageFormat.Png
        || ExifOf(file) is not { } exif
            ? codec.EncodedOrigin
            : (SKEncodedOrigin)Exif.OrientationOf(exif);

    /// <summary>True where rows become columns.</summary>
    public static bool Swaps(SKEncodedOrigin origin) =>
        origin
            is SKEncodedOrigin.LeftTop
                or SKEncodedOrigin.RightTop
                or SKEncodedOrigin.RightBottom
                or SKEncodedOrigin.LeftBottom;

    /// <summary>Width and height once the picture is turned.</summary>
    public static (int Width, int Height) Upright(SKCodec codec, ReadOnlySpan<byte> file) =>
        Swaps(Of(codec, file)) ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);

    /// <summary>
    /// The EXIF of a PNG; null where there is none. Only lengths are followed, no checksum is looked at.
    /// </summary>
    public static byte[]? ExifOf(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(PngChunks.Signature))
            return null;
        for (long at = PngChunks.Signature.Length; at + ChunkAround <= png.Length; )
        {
            ReadOnlySpan<byte> chunk = png[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk.Slice(4, 4).SequenceEqual("IEND"u8) || length > chunk.Length - ChunkAround)
                return null;
            if (chunk.Slice(4, 4).SequenceEqual("eXIf"u8))
                return length <= MostExif ? chunk.Slice(ChunkHead, (int)length).ToArray() : null;
            at += ChunkAround + length;
        }
        return null;
    }
}
