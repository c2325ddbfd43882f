using System.Buffers.Binary;

namespace Hippogriff.Imaging.Codecs;

/// <summary>
/// The container of a JPEG: a start marker, then segments of marker, length and data, then the coded picture (ITU T.81,
/// annex B).
/// </summary>
internal static class JpegFile
{
    /// <summary>Maximum side of the format in pixels.</summary>
    public const int LongestSide = 65_500; // libjpeg's own limit, a little below 65,535

    private const byte App0 = 0xe0,
        App1 = 0xe1,
        Comment = 0xfe,
        StartOfScan = 0xda,
        EndOfImage = 0xd9;

    /// <summary>The first bytes of every JPEG.</summary>
    public static ReadOnlySpan<byte> Signature => [0xff, 0xd8, 0xff];

    private static ReadOnlySpan<byte> ExifMark => "Exif\0\0"u8;

    private static ReadOnlySpan<byte> XmpMark => "http://ns.adobe.com/xap/1.0/\0"u8;

    /// <summary>Inserts EXIF and XMP after the JFIF segment.</summary>
    public static byte[] Attach(byte[] jpeg, byte[]? exif, byte[]? xmp)
    {
        int at = jpeg[3] == App0 ? 4 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(4)) : 2;
        using MemoryStream stream = new(jpeg.Length + (exif?.Length ?? 0) + (xmp?.Length ?? 0) + 100);
        stream.Write(jpeg.AsSpan(0, at));
        if (exif is not null)
            Segment(stream, ExifMark, exif);
        if (xmp is not null)
            Segment(stream, XmpMark, xmp);
        stream.Write(jpeg.AsSpan(at));
        return stream.ToArray();
    }

    /// <summary>The texts of EXIF and of the comment, and XMP, if present.</summary>
    /// <exception cref="HippogriffException">A segment reaches beyond the end.</exception>
    public static (Dictionary<string, string> Texts, string? Xmp) Read(ReadOnlySpan<byte> jpeg, string name)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        string? xmp = null;
        for (int at = 2; ; )
        {
            while (at < jpeg.Length && jpeg[at] == 0xff)
                at++; // fill bytes
            if (at >= jpeg.Length)
                throw Damaged(name);
            byte marker = jpeg[at++];
            if (marker is StartOfScan or EndOfImage)
                return (texts, xmp);
            if (marker is 0x01 or (>= 0xd0 and <= 0xd7))
                continue; // markers without data
            if (jpeg.Length - at < 2)
                throw Damaged(name);
            int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[at..]);
            if (length < 2 || length > jpeg.Length - at)
                throw Damaged(name);
            ReadOnlySpan<byte> data = jpeg.Slice(at + 2, length - 2);
            if (marker == App1 && data.StartsWith(ExifMark))
                foreach ((string key, string text) in Exif.Read(data))
                    texts.TryAdd(key, text);
            if (marker == Comment)
                texts.TryAdd("Comment", Exif.Utf8OrLatin(data));
            if (marker == App1 && data.StartsWith(XmpMark))
                xmp ??= System.Text.Encoding.UTF8.GetString(data[XmpMark.Length..]);
            at += length;
            if (at >= jpeg.Length || jpeg[at] != 0xff)
                throw Damaged(name);
        }
    }

    private static HippogriffException Damaged(string name) =>
        new($"{ImageFile.Upper(name)} is a damaged JPEG: one of its segments reaches beyond its end.");

    private static void Segment(Stream stream, ReadOnlySpan<byte> mark, ReadOnlySpan<byte> data)
    {
        Span<byte> head = [0xff, App1, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], checked((ushort)(2 + mark.Length + data.Length)));
        stream.Write(head);
        stream.Write(mark);
        stream.Write(data);
    }
}
