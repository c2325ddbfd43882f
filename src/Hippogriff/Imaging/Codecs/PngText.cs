using System.IO.Compression;
using System.Text;

namespace Hippogriff.Imaging.Codecs;

/// <summary>
/// Text chunks of a PNG: tEXt (Latin-1), zTXt (Latin-1, compressed) and iTXt (UTF-8) (PNG, third edition, section
/// 11.3.3).
/// </summary>
internal static class PngText
{
    private const int MaxTexts = 1000,
        MaxInAll = 4 << 20;
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>
    /// Writes a text as tEXt if it is Latin-1, otherwise as iTXt, like Pillow and the programs based on it.
    /// </summary>
    public static void Write(Stream stream, string key, string text)
    {
        if (text.All(c => c < 256))
            PngChunks.Write(stream, "tEXt", [.. Encoding.Latin1.GetBytes(key), 0, .. Encoding.Latin1.GetBytes(text)]);
        else
            WriteInternational(stream, key, text);
    }

    /// <summary>Writes an uncompressed iTXt without a language.</summary>
    public static void WriteInternational(Stream stream, string key, string text) =>
        PngChunks.Write(stream, "iTXt", [.. Encoding.Latin1.GetBytes(key), 0, 0, 0, 0, 0, .. s_utf8.GetBytes(text)]);

    /// <summary>
    /// All texts by keyword; of a repeated keyword, the first. Ignores texts that do not decompress, and all beyond a
    /// total of 4 MB.
    /// </summary>
    public static Dictionary<string, string> ReadAll(byte[] png, string name)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        int left = MaxInAll,
            tried = 0;
        foreach ((string type, int start, int length) in PngChunks.List(png, name))
        {
            if (type is not ("tEXt" or "zTXt" or "iTXt") || tried++ >= MaxTexts)
                continue;
            if (Read(type, png.AsSpan(start, length), left) is not { } text)
                continue;
            left -= text.Text.Length;
            texts.TryAdd(text.Key, text.Text);
        }
        return texts;
    }

    private static (string Key, string Text)? Read(string type, ReadOnlySpan<byte> data, int most)
    {
        int keyEnd = data.IndexOf((byte)0);
        if (keyEnd is < 1 or > 79)
            return null;
        string key = Encoding.Latin1.GetString(data[..keyEnd]);
        data = data[(keyEnd + 1)..];
        bool packed = type == "zTXt";
        if (type == "iTXt")
        {
            if (data.Length < 2)
                return null;
            packed = data[0] == 1;
            data = data[2..];
            for (int skip = 0; skip < 2; skip++) // language, then translated keyword
            {
                int end = data.IndexOf((byte)0);
                if (end < 0)
                    return null;
                data = data[(end + 1)..];
            }
        }
        else if (packed)
        {
            if (data.Length < 1 || data[0] != 0)
                return null;
            data = data[1..];
        }
        byte[]? text =
            packed ? Unpack(data, most)
            : data.Length <= most ? data.ToArray()
            : null;
        return text is null ? null : (key, (type == "iTXt" ? s_utf8 : Encoding.Latin1).GetString(text));
    }

    /// <summary>
    /// Decompresses up to a limit, because a few kilobytes can expand to gigabytes. Returns null for any error of zlib.
    /// </summary>
    private static byte[]? Unpack(ReadOnlySpan<byte> packed, int most)
    {
        try
        {
            using ZLibStream stream = new(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            using MemoryStream text = new();
            byte[] part = new byte[1 << 14];
            for (int read; (read = stream.Read(part)) > 0; )
            {
                if (text.Length + read > most)
                    return null;
                text.Write(part, 0, read);
            }
            return text.ToArray();
        }
        // ZLibException, for example for a preset dictionary, is an IOException
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            return null;
        }
    }
}
