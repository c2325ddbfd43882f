using System.Buffers.Binary;
using SkiaSharp;

namespace Hippogriff.Imaging.Codecs;

/// <summary>
/// The orientation of a picture file. The decoder reports it for JPEG and WebP. In a PNG it is in an EXIF chunk, which
/// the decoder ignores (PNG, third edition, section 11.3.4.5).
/// </summary>
internal static class ImageOrientation
{
    private const int ChunkHead = 8,
        ChunkAround = 12,
        MostExif = 1 << 20;

    /// <summary>The orientation of the picture in a decoder.</summary>
    public static SKEncodedOrigin Of(SKCodec codec, ReadOnlySpan<byte> file) =>
        codec.EncodedOrigin is not SKEncodedOrigin.TopLeft
        || codec.EncodedFormat != SKEncodedImageFormat.Png
        || ExifOf(file) is not { } exif
            ? codec.EncodedOrigin
            : (SKEncodedOrigin)Exif.OrientationOf(exif);

    /// <summary>True if width and height are swapped.</summary>
    public static bool Swaps(SKEncodedOrigin origin) =>
        origin
            is SKEncodedOrigin.LeftTop
                or SKEncodedOrigin.RightTop
                or SKEncodedOrigin.RightBottom
                or SKEncodedOrigin.LeftBottom;

    /// <summary>Width and height after orientation.</summary>
    public static (int Width, int Height) Upright(SKCodec codec, ReadOnlySpan<byte> file) =>
        Swaps(Of(codec, file)) ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);

    /// <summary>The EXIF of a PNG; null if there is none. Does not verify checksums.</summary>
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
