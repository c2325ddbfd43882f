using System.Text;

namespace Hippogriff.Files;

/// <summary>A text file in memory.</summary>
/// <param name="Text">The text, without a byte order mark.</param>
/// <param name="IsWindows1252">True if it was not UTF-8 and was decoded as Windows-1252.</param>
public sealed record PlainText(string Text, bool IsWindows1252)
{
    private const int LongestRun = 2;
    private static readonly UTF8Encoding s_utf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );
    private static readonly Encoding s_windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The lines, without empty ones at the end.</summary>
    public IReadOnlyList<string> Lines =>
        Text.ReplaceLineEndings("\n").TrimEnd('\n') is { Length: > 0 } text ? text.Split('\n') : [];

    /// <summary>
    /// Decodes bytes as UTF-8, or as UTF-16 or UTF-32 with a byte order mark. UTF-16 without one is recognised if every
    /// other byte of Latin letters is zero. Other bytes are Windows-1252 if they make words in it. Only UTF-16 and
    /// UTF-32 text may hold zero bytes.
    /// </summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="path">The file, for the message of an error.</param>
    /// <exception cref="HippogriffException">They are not text in any of these.</exception>
    public static PlainText Decode(byte[] bytes, string path)
    {
        if (Marked(bytes) is { } marked)
            return new PlainText(marked, false);
        if (bytes.Contains((byte)0))
            return Unmarked(bytes) is { } wide
                ? new PlainText(wide, false)
                : throw new HippogriffException(
                    $"'{path}' holds zero bytes, which no text does, so it cannot be read as text; save it as UTF-8.",
                    FaultKind.DamagedFile
                );
        try
        {
            return new PlainText(s_utf8.GetString(bytes), false);
        }
        catch (DecoderFallbackException)
        {
            return IsPlausible(bytes)
                ? new PlainText(s_windows.GetString(bytes), true)
                : throw new HippogriffException(
                    $"'{path}' is neither UTF-8 nor Windows-1252 text, so it cannot be read as text; save it as UTF-8.",
                    FaultKind.DamagedFile
                );
        }
    }

    private static string? Marked(byte[] bytes) =>
        bytes switch
        {
            [0xFF, 0xFE, 0, 0, ..] => new UTF32Encoding(bigEndian: false, byteOrderMark: true).GetString(
                bytes,
                4,
                bytes.Length - 4
            ),
            [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2),
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2),
            [0xEF, 0xBB, 0xBF, ..] when bytes.Length > 3 && IsUtf8(bytes.AsSpan(3)) => Encoding.UTF8.GetString(
                bytes,
                3,
                bytes.Length - 3
            ),
            [0xEF, 0xBB, 0xBF] => "",
            _ => null,
        };

    /// <summary>
    /// Decodes UTF-16 without a byte order mark; null for other bytes. Zeros occur in one half of the pairs only, and
    /// there in at least every other pair, as for blanks and Latin letters.
    /// </summary>
    private static string? Unmarked(byte[] bytes)
    {
        if (bytes.Length % 2 != 0)
            return null;
        int first = 0,
            second = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            if (bytes[i] == 0)
                first++;
            if (bytes[i + 1] == 0)
                second++;
        }
        if (Math.Min(first, second) > 0 || 2 * Math.Max(first, second) < bytes.Length / 2)
            return null;
        try
        {
            return new UnicodeEncoding(bigEndian: first > 0, byteOrderMark: false, throwOnInvalidBytes: true).GetString(
                bytes
            );
        }
        catch (ArgumentException)
        {
            return null;
        } // half a surrogate pair
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    /// <summary>
    /// Whether bytes are plausible Windows-1252. Accented letters are few and never three in a row, unlike in another
    /// alphabet. No pair of them is a valid UTF-8 character, which would mean damaged UTF-8. No byte is a control
    /// character or undefined in Windows-1252.
    /// </summary>
    private static bool IsPlausible(byte[] bytes)
    {
        int plain = 0,
            marked = 0,
            run = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte b = bytes[i];
            if (
                b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r')
                || b is 0x7F or 0x81 or 0x8D or 0x8F or 0x90 or 0x9D
            )
                return false;
            if (b < 0x80)
            {
                run = 0;
                if (char.IsAsciiLetter((char)b))
                    plain++;
                continue;
            }
            marked++;
            if (++run > LongestRun || run == 2 && b < 0xC0 && bytes[i - 1] is >= 0xC2 and < 0xE0)
                return false;
        }
        return marked <= Math.Max(1, plain / 2);
    }
}
