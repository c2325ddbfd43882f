using System.Buffers.Binary;
using System.Text;

namespace Hippogriff.Imaging.Codecs;

/// <summary>
/// The container of a WebP: RIFF with chunks of name, length and data. An extended file begins with a VP8X chunk (RFC
/// 9649, section 2.7).
/// </summary>
internal static class WebpFile
{
    /// <summary>Maximum side of the format in pixels.</summary>
    public const int LongestSide = 16_383;

    private const byte ExifFlag = 0x08,
        XmpFlag = 0x04;
    private const int MostText = 4 << 20;

    /// <summary>True if a file begins with the twelve bytes of a WebP.</summary>
    public static bool Begins(ReadOnlySpan<byte> file) =>
        file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);

    /// <summary>Converts a simple WebP (one opaque picture, no profile) to an extended one with EXIF and XMP.</summary>
    public static byte[] Attach(byte[] webp, int width, int height, byte[]? exif, byte[]? xmp)
    {
        if (exif is null && xmp is null)
            return webp;
        byte[] extended = new byte[10];
        extended[0] = (byte)((exif is null ? 0 : ExifFlag) | (xmp is null ? 0 : XmpFlag));
        Size(extended.AsSpan(4), width);
        Size(extended.AsSpan(7), height);
        using MemoryStream stream = new();
        stream.Write("RIFF\0\0\0\0WEBP"u8);
        Chunk(stream, "VP8X", extended);
        foreach ((string name, int start, int length) in List(webp, "the picture"))
            if (name is "VP8 " or "VP8L")
                Chunk(stream, name, webp.AsSpan(start, length));
        if (exif is not null)
            Chunk(stream, "EXIF", exif);
        if (xmp is not null)
            Chunk(stream, "XMP ", xmp);
        byte[] file = stream.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;

        static void Size(Span<byte> at, int side) // 24 bits, less one
        {
            (at[0], at[1], at[2]) = ((byte)(side - 1), (byte)((side - 1) >> 8), (byte)((side - 1) >> 16));
        }
    }

    /// <summary>The texts of EXIF, and XMP, if present.</summary>
    /// <exception cref="HippogriffException">A chunk reaches beyond the end.</exception>
    public static (Dictionary<string, string> Texts, string? Xmp) Read(ReadOnlySpan<byte> webp, string name)
    {
        Dictionary<string, string>? texts = null;
        string? xmp = null;
        foreach ((string chunk, int start, int length) in List(webp, name))
        {
            if (chunk == "EXIF")
                texts ??= Exif.Read(webp.Slice(start, length));
            if (chunk == "XMP " && length <= MostText)
                xmp ??= Encoding.UTF8.GetString(webp.Slice(start, length));
        }
        return (texts ?? [], xmp);
    }

    private static List<(string Name, int Start, int Length)> List(ReadOnlySpan<byte> webp, string name)
    {
        List<(string, int, int)> chunks = [];
        for (int at = 12; at + 8 <= webp.Length; )
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(webp[(at + 4)..]);
            if (length > webp.Length - at - 8)
                throw new HippogriffException(
                    $"{ImageFile.Upper(name)} is a damaged WebP: one of its chunks reaches beyond its end.",
                    FaultKind.DamagedFile
                );
            chunks.Add((Encoding.Latin1.GetString(webp.Slice(at, 4)), at + 8, (int)length));
            at += 8 + (int)length + (int)(length & 1); // padded to an even length
        }
        return chunks;
    }

    private static void Chunk(Stream stream, string name, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        stream.Write(Encoding.Latin1.GetBytes(name));
        stream.Write(length);
        stream.Write(data);
        if ((data.Length & 1) != 0)
            stream.WriteByte(0);
    }
}
