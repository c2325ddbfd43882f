using System.Buffers.Binary;
using System.Text;

namespace Hippogriff.Imaging;

/// <summary>
/// EXIF with one entry, the UserComment (Exif 2.32, section 4.6.5), in which Stable Diffusion programs keep the infotext of pictures that are no PNG:
/// "UNICODE" and UTF-16, big-endian.
/// </summary>
internal static class Exif
{
    /// <summary>What a JPEG has room for: a segment of 65,535 bytes with its length and "Exif\0\0" taken off.</summary>
    public const int MostBytes = 65_535 - 2 - 6;

    private const ushort ExifPointer = 0x8769, UserComment = 0x9286, TypeLong = 4, TypeUndefined = 7;
    private const int TextAt = 52, MostEntries = 1000, MostText = 4 << 20;

    private static ReadOnlySpan<byte> Unicode => "UNICODE\0"u8;

    /// <summary>A TIFF header, a directory that points to the EXIF directory, and that with the comment.</summary>
    public static byte[] Write(string comment)
    {
        byte[] text = Encoding.BigEndianUnicode.GetBytes(comment);
        byte[] tiff = new byte[TextAt + text.Length];
        "MM\0*\0\0\0\u0008"u8.CopyTo(tiff);
        Entry(tiff.AsSpan(8), ExifPointer, TypeLong, 1, 26);                                   // 8: one entry, 12 bytes, no next directory
        Entry(tiff.AsSpan(26), UserComment, TypeUndefined, Unicode.Length + text.Length, 44);  // 26: as above
        Unicode.CopyTo(tiff.AsSpan(44));
        text.CopyTo(tiff.AsSpan(TextAt));
        return tiff;

        static void Entry(Span<byte> directory, ushort tag, ushort type, int count, int value)
        {
            BinaryPrimitives.WriteUInt16BigEndian(directory, 1);
            BinaryPrimitives.WriteUInt16BigEndian(directory[2..], tag);
            BinaryPrimitives.WriteUInt16BigEndian(directory[4..], type);
            BinaryPrimitives.WriteInt32BigEndian(directory[6..], count);
            BinaryPrimitives.WriteInt32BigEndian(directory[10..], value);
        }
    }

    /// <summary>The UserComment of any program; null where there is none that can be read.</summary>
    public static string? Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.StartsWith("Exif\0\0"u8)) tiff = tiff[6..]; // some programs write it in WebP too
        if (tiff.Length < 8) return null;
        bool big = tiff.StartsWith("MM\0*"u8);
        if (!big && !tiff.StartsWith("II*\0"u8)) return null;
        if (Find(tiff, big, Number(tiff[4..], big), ExifPointer) is not { } pointer) return null;
        if (Find(tiff, big, pointer.Value, UserComment) is not { } comment || comment.Count > MostText || comment.Count < 8) return null;
        if (comment.Value > tiff.Length || comment.Count > tiff.Length - comment.Value) return null;
        ReadOnlySpan<byte> text = tiff.Slice((int)comment.Value, (int)comment.Count);
        return Decode(text[..8], text[8..]);
    }

    private static (uint Count, uint Value)? Find(ReadOnlySpan<byte> tiff, bool big, uint directory, ushort tag)
    {
        if (directory > tiff.Length - 2) return null;
        int entries = Short(tiff[(int)directory..], big);
        for (int i = 0; i < Math.Min(entries, MostEntries); i++)
        {
            long at = directory + 2 + 12L * i;
            if (at + 12 > tiff.Length) return null;
            ReadOnlySpan<byte> entry = tiff.Slice((int)at, 12);
            if (Short(entry, big) == tag) return (Number(entry[4..], big), Number(entry[8..], big));
        }
        return null;
    }

    private static string? Decode(ReadOnlySpan<byte> code, ReadOnlySpan<byte> text)
    {
        if (!code.SequenceEqual(Unicode)) return code.SequenceEqual("ASCII\0\0\0"u8) || !code.ContainsAnyExcept((byte)0) ? Encoding.UTF8.GetString(text).TrimEnd('\0', ' ') : null;
        text = text[..(text.Length & ~1)];
        if (text.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])) return Encoding.BigEndianUnicode.GetString(text[2..]);
        if (text.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])) return Encoding.Unicode.GetString(text[2..]);
        int even = 0, odd = 0; // the order of bytes is not laid down: ASCII letters tell it by where their zeros are
        for (int i = 0; i < text.Length; i += 2)
        {
            if (text[i] == 0) even++;
            if (text[i + 1] == 0) odd++;
        }
        return (odd > even ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(text);
    }

    private static ushort Short(ReadOnlySpan<byte> at, bool big) => big ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    private static uint Number(ReadOnlySpan<byte> at, bool big) => big ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
