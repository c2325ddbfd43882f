using System.Text;

namespace Hippogriff.Tokenizers;

/// <summary>
/// The alphabet in which byte-level BPE spells bytes (GPT-2): printable Latin-1 characters are themselves, all other
/// bytes are the characters from U+0100 on, in order.
/// </summary>
internal static class ClipAlphabet
{
    /// <summary>Mark of a word's last token.</summary>
    public const string WordEnd = "</w>";

    private static readonly (int First, int End)[] s_printable = [(33, 127), (161, 173), (174, 256)];

    /// <summary>The byte of each character.</summary>
    private static readonly Dictionary<char, byte> s_bytes = [];

    static ClipAlphabet()
    {
        List<char> order = [];
        foreach ((int first, int end) in s_printable)
            for (int i = first; i < end; i++)
                Add((char)i, (byte)i);
        int next = 256;
        for (int i = 0; i < 256; i++)
            if (!s_bytes.ContainsValue((byte)i))
                Add((char)next++, (byte)i);
        Characters = order;

        void Add(char c, byte value)
        {
            s_bytes[c] = value;
            order.Add(c);
        }
    }

    /// <summary>All 256 characters in the order of CLIP's vocabulary.</summary>
    public static IReadOnlyList<char> Characters { get; }

    /// <summary>Whether all characters of a spelling are in the alphabet, after a mark of the word's end.</summary>
    public static bool Spells(string token) => Bare(token).All(s_bytes.ContainsKey);

    /// <summary>
    /// The text of a token for people: its bytes as UTF-8. Bytes that make no whole character, and control characters,
    /// are written as <c>&lt;0xE7&gt;</c>. A spelling outside the alphabet is returned as it is.
    /// </summary>
    public static string Readable(string token)
    {
        string bare = Bare(token);
        if (!bare.All(s_bytes.ContainsKey))
            return token;
        byte[] bytes = [.. bare.Select(c => s_bytes[c])];
        StringBuilder text = new();
        for (ReadOnlySpan<byte> rest = bytes; rest.Length > 0; )
        {
            bool whole = Rune.DecodeFromUtf8(rest, out Rune rune, out int used) == System.Buffers.OperationStatus.Done;
            if (whole && !Rune.IsControl(rune))
                text.Append(rune.ToString());
            else
                foreach (byte value in rest[..used])
                    text.Append($"<0x{value:X2}>");
            rest = rest[used..];
        }
        return text.ToString();
    }

    private static string Bare(string token) =>
        token.EndsWith(WordEnd, StringComparison.Ordinal) ? token[..^WordEnd.Length] : token;
}
