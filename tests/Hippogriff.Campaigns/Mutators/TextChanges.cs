using System.Text;
using Hippogriff.Campaigns.Fuzzing;

namespace Hippogriff.Campaigns.Mutators;

/// <summary>
/// Damage that knows lines: doubled, left out, moved, with other ends, in other encodings; and tokens inside of them.
/// </summary>
internal static class TextChanges
{
    private static readonly string[] s_pieces =
    [
        "\ud800",
        "\udfff",
        "\udc00\ud800",
        "\ufffe",
        "\uffff",
        "\u001b",
        "\u0301",
        "\u2019",
        "'",
        "-",
        "\"",
        "\\",
        "\\\"",
        ",",
        ":",
        ", ",
        ": ",
        "<",
        ">",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "|",
        new string('\u0301', 400),
    ];

    /// <summary>A changed text of one of the seeds.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> seeds, Dice dice)
    {
        if (!dice.OneIn(4))
            return ByteChanges.Of(seeds, dice, Tokens.Text);
        List<string> lines = [.. Encoding.UTF8.GetString(dice.Pick(seeds)).Split('\n')];
        int at = dice.Below(lines.Count);
        switch (dice.Below(4))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[dice.Below(lines.Count)]);
                break;
            case 2:
                (lines[at], lines[0]) = (lines[0], lines[at]);
                break;
            default:
                lines[at] += Encoding.UTF8.GetString(dice.Pick(Tokens.Text));
                break;
        }
        string text = string.Join(
            dice.OneIn(4) ? "\r\n"
                : dice.OneIn(8) ? "\r"
                : "\n",
            lines
        );
        return dice.Below(12) switch
        {
            0 => [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(text)],
            1 => [0xff, 0xfe, .. Encoding.Unicode.GetBytes(text)],
            2 => [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes(text)],
            3 => Encoding.Latin1.GetBytes(text),
            _ => Encoding.UTF8.GetBytes(text),
        };
    }

    /// <summary>Lines of JSON, of which one or two are changed.</summary>
    public static byte[] OfJsonLines(JsonChanges line, byte[] rest, Dice dice)
    {
        byte[] one = line.Next(dice),
            two = dice.OneIn(3) ? line.Next(dice) : [];
        byte[] end = dice.OneIn(4) ? "\r\n"u8.ToArray() : "\n"u8.ToArray();
        return dice.OneIn(2) ? [.. rest, .. one, .. end, .. two] : [.. one, .. end, .. rest, .. two];
    }

    /// <summary>Characters as a caller of the library may hand them in: halves of surrogate pairs among them.</summary>
    public static string Characters(IReadOnlyList<byte[]> seeds, Dice dice)
    {
        string text = dice.OneIn(4)
            ? Encoding.UTF8.GetString(dice.Pick(seeds))
            : Encoding.UTF8.GetString(Of(seeds, dice));
        if (dice.OneIn(16))
            text = ""; // nothing but what is put in below
        if (!dice.OneIn(3))
            return text;
        for (int more = 1 + dice.Below(3); more > 0; more--)
        {
            int at = dice.Below(4) switch
            {
                0 => 0,
                1 => text.Length,
                _ => dice.Below(text.Length + 1),
            };
            text = text.Insert(at, dice.OneIn(2) ? dice.Pick(Tokens.Edging) : dice.Pick(s_pieces));
        }
        return text;
    }
}
