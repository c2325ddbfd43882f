using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Hippogriff.Imaging.Codecs;

/// <summary>
/// Reads and writes EXIF. Writes one entry, the UserComment (Exif 2.32, section 4.6.5): "UNICODE" and big-endian
/// UTF-16. There Stable Diffusion programs keep the infotext of pictures other than PNG. Reads all forms that programs
/// write, and other texts that hold settings.
/// </summary>
internal static class Exif
{
    /// <summary>Maximum size in a JPEG: a segment of 65,535 bytes minus its length field and "Exif\0\0".</summary>
    public const int MostBytes = 65_535 - 2 - 6;

    private const ushort ExifPointer = 0x8769,
        UserComment = 0x9286,
        Description = 0x010e,
        Make = 0x010f,
        Camera = 0x0110,
        Orientation = 0x0112,
        Software = 0x0131,
        TypeLong = 4,
        TypeUndefined = 7;
    private const int TextAt = 52,
        MostEntries = 1000,
        MostText = 4 << 20;

    private static readonly ushort[] s_texts = [Description, Make, Camera, Software];

    private static ReadOnlySpan<byte> Unicode => "UNICODE\0"u8;

    /// <summary>
    /// A TIFF header, a directory that points to the EXIF directory, and the EXIF directory with the comment.
    /// </summary>
    public static byte[] Write(string comment)
    {
        byte[] text = Encoding.BigEndianUnicode.GetBytes(comment);
        // Readers take the byte order from a mark or guess it. The mark is written if the text itself begins with one
        // or its letters mislead. Many programs display the mark, so it is left out otherwise.
        if (Utf16(text) != comment)
            text = Encoding.BigEndianUnicode.GetBytes("\ufeff" + comment);
        byte[] tiff = new byte[TextAt + text.Length];
        "MM\0*\0\0\0\u0008"u8.CopyTo(tiff);
        Entry(tiff.AsSpan(8), ExifPointer, TypeLong, 1, 26); // 8: one entry, 12 bytes, no next directory
        Entry(tiff.AsSpan(26), UserComment, TypeUndefined, Unicode.Length + text.Length, 44); // 26: as above
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

    /// <summary>
    /// The texts that may hold settings, by the names that <c>Metadata/ForeignSettings</c> knows. The UserComment is
    /// "parameters", the ImageDescription "Description"; Software keeps its name. ComfyUI's other tags are "prompt" and
    /// "workflow".
    /// </summary>
    public static Dictionary<string, string> Read(ReadOnlySpan<byte> tiff)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        if (Directory(ref tiff, out bool big) is not { } first)
            return texts;
        if (
            Find(tiff, big, first, ExifPointer) is { } pointer
            && Bytes(tiff, big, pointer.Value, UserComment) is { Length: >= 8 } comment
            && Decode(comment) is { } said
        )
            texts[PngFile.ParametersKey] = said;
        foreach (ushort tag in s_texts)
        {
            if (Bytes(tiff, big, first, tag) is not { } bytes)
                continue;
            string text = Utf8OrLatin(bytes);
            string key = tag == Software ? "Software" : "Description";
            foreach (string graph in new[] { "prompt", "workflow" })
                if (text.StartsWith(graph + ":", StringComparison.OrdinalIgnoreCase))
                    (key, text) = (graph, text[(graph.Length + 1)..]);
            if (tag is not (Make or Camera) || key != "Description")
                texts.TryAdd(key, text);
        }
        return texts;
    }

    /// <summary>The orientation of a picture, 1 to 8 (TIFF 6.0, tag 274); 1, upright, by default.</summary>
    public static int OrientationOf(ReadOnlySpan<byte> tiff)
    {
        if (
            Directory(ref tiff, out bool big) is not { } first
            || Find(tiff, big, first, Orientation) is not { } entry
            || entry.Count != 1
        )
            return 1;
        // a short is in the first half of its four bytes
        uint value = big ? entry.Value >> 16 : entry.Value & 0xffff;
        return value is >= 1 and <= 8 ? (int)value : 1;
    }

    /// <summary>Offset of the first directory; null if this is not a TIFF.</summary>
    private static uint? Directory(ref ReadOnlySpan<byte> tiff, out bool big)
    {
        if (tiff.StartsWith("Exif\0\0"u8))
            tiff = tiff[6..]; // some programs write it in WebP and PNG too
        big = tiff.StartsWith("MM\0*"u8);
        return tiff.Length >= 8 && (big || tiff.StartsWith("II*\0"u8)) ? Number(tiff[4..], big) : null;
    }

    private static byte[]? Bytes(ReadOnlySpan<byte> tiff, bool big, uint directory, ushort tag)
    {
        if (
            Find(tiff, big, directory, tag) is not { } entry
            || entry.Count is <= 4 or > MostText
            || entry.Value > tiff.Length
            || entry.Count > tiff.Length - entry.Value
        )
            return null;
        return tiff.Slice((int)entry.Value, (int)entry.Count).ToArray();
    }

    private static (uint Count, uint Value)? Find(ReadOnlySpan<byte> tiff, bool big, uint directory, ushort tag)
    {
        if (directory > tiff.Length - 2)
            return null;
        int entries = Short(tiff[(int)directory..], big);
        for (int i = 0; i < Math.Min(entries, MostEntries); i++)
        {
            long at = directory + 2 + 12L * i;
            if (at + 12 > tiff.Length)
                return null;
            ReadOnlySpan<byte> entry = tiff.Slice((int)at, 12);
            if (Short(entry, big) == tag)
                return (Number(entry[4..], big), Number(entry[8..], big));
        }
        return null;
    }

    /// <summary>
    /// Decodes a UserComment: eight bytes that name its encoding, then the text. Some programs omit the eight bytes.
    /// </summary>
    private static string? Decode(byte[] comment)
    {
        ReadOnlySpan<byte> code = comment.AsSpan(0, 8),
            text = comment.AsSpan(8);
        if (code.SequenceEqual(Unicode))
            return Utf16(text[..(text.Length & ~1)]).TrimEnd('\0', ' ');
        if (code.SequenceEqual("JIS\0\0\0\0\0"u8))
            return Japanese(text);
        if (code.SequenceEqual("ASCII\0\0\0"u8) || !code.ContainsAnyExcept((byte)0))
            return Utf8OrLatin(text);
        return Utf8.IsValid(comment) && !comment.AsSpan().ContainsAnyInRange((byte)0x00, (byte)0x08)
            ? Utf8OrLatin(comment)
            : null;
    }

    private static string Utf16(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
            return Encoding.BigEndianUnicode.GetString(text[2..]);
        if (text.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]))
            return Encoding.Unicode.GetString(text[2..]);
        int even = 0,
            odd = 0; // the order of bytes is not laid down: ASCII letters tell it by where their zeros are
        for (int i = 0; i < text.Length; i += 2)
        {
            if (text[i] == 0)
                even++;
            if (text[i + 1] == 0)
                odd++;
        }
        return (odd > even ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(text);
    }

    /// <summary>
    /// Decodes JIS if there are escapes; otherwise UTF-8 or Shift-JIS, which programs write under that name.
    /// </summary>
    private static string? Japanese(ReadOnlySpan<byte> text)
    {
        const int Iso2022 = 50220,
            ShiftJis = 932;
        if (text.ContainsAnyInRange((byte)0x01, (byte)0x08))
            return null;
        if (text.IndexOf((byte)0x1b) < 0 && Utf8.IsValid(text))
            return Utf8OrLatin(text);
        Encoding? letters = CodePagesEncodingProvider.Instance.GetEncoding(
            text.IndexOf((byte)0x1b) >= 0 ? Iso2022 : ShiftJis
        );
        return (letters ?? Encoding.Latin1).GetString(text).TrimEnd('\0', ' ');
    }

    /// <summary>A text in UTF-8, or in Latin-1 if it is not UTF-8.</summary>
    internal static string Utf8OrLatin(ReadOnlySpan<byte> text) =>
        (Utf8.IsValid(text) ? Encoding.UTF8 : Encoding.Latin1).GetString(text).TrimEnd('\0', ' ');

    private static ushort Short(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    private static uint Number(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
