using System.Text;
using Hippogriff.Texts;

namespace Hippogriff.Meanings;

/// <summary>
/// Normalises texts to the form of the meaning table's words: a to z, 0 to 9, apostrophes between letters, single
/// spaces.
/// </summary>
public static class MeaningText
{
    /// <summary>
    /// The normalised text. Letters lose accents and case; variants of a Latin letter become that letter. Hyphens,
    /// underscores, slashes and white space become spaces. All other characters are dropped, except Latin letters,
    /// digits and apostrophes between letters. "Jack-o'-Lantern" becomes "jack o lantern".
    /// </summary>
    /// <param name="text">Any text.</param>
    public static string Normalise(string text)
    {
        StringBuilder plain = new(text.Length);
        List<int> points = [];
        foreach (Rune rune in text.EnumerateRunes())
        {
            points.Clear();
            LetterTable.Shared.Decompose(Plainer(rune.Value), points);
            foreach (int point in points)
                Append(plain, point);
        }
        return Tidy(plain.ToString());
    }

    /// <summary>
    /// Whether normalising keeps every letter. A text in another script would lose letters and become another word.
    /// </summary>
    /// <param name="text">Any text.</param>
    public static bool Holds(string text) =>
        !text.EnumerateRunes()
            .Any(rune => !rune.IsAscii && Rune.IsLetter(rune) && Normalise(rune.ToString()).Length == 0);

    private static void Append(StringBuilder plain, int point)
    {
        if (point is >= 0xFB00 and <= 0xFB06)
            plain.Append(Ligature(point));
        else if (point is '\'' or 0x2018 or 0x2019)
            plain.Append('\'');
        else if (point is '-' or '_' or '/' or (>= 0x2010 and <= 0x2015) || IsSpace(point))
            plain.Append(' ');
        else if (point < 128 && char.IsAsciiLetterOrDigit((char)point))
            plain.Append(char.ToLowerInvariant((char)point));
    }

    /// <summary>Drops apostrophes that are not between letters, then repeated spaces.</summary>
    private static string Tidy(string text)
    {
        StringBuilder tidy = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool between =
                i > 0 && i + 1 < text.Length && char.IsAsciiLetter(text[i - 1]) && char.IsAsciiLetter(text[i + 1]);
            if (text[i] == '\'' && !between)
                continue;
            if (text[i] == ' ' && (tidy.Length == 0 || tidy[^1] == ' '))
                continue;
            tidy.Append(text[i]);
        }
        if (tidy.Length > 0 && tidy[^1] == ' ')
            tidy.Length--;
        return tidy.ToString();
    }

    private static bool IsSpace(int point) => point <= char.MaxValue && char.IsWhiteSpace((char)point);

    /// <summary>
    /// Plain Latin letters and digits for their variants (full width, circled, superscript, mathematical).
    /// </summary>
    private static int Plainer(int point) =>
        point switch
        {
            >= 0xFF01 and <= 0xFF5E => point - 0xFEE0,
            >= 0x24B6 and <= 0x24CF => 'a' + point - 0x24B6,
            >= 0x24D0 and <= 0x24E9 => 'a' + point - 0x24D0,
            >= 0x1D400 and <= 0x1D6A3 => 'a' + (point - 0x1D400) % 26,
            >= 0x1D7CE and <= 0x1D7FF => '0' + (point - 0x1D7CE) % 10,
            0xB9 => '1',
            0xB2 => '2',
            0xB3 => '3',
            0x2070 or (>= 0x2074 and <= 0x2079) => '0' + point - 0x2070,
            >= 0x2080 and <= 0x2089 => '0' + point - 0x2080,
            0x17F => 's',
            0xAA => 'a',
            0xBA => 'o',
            _ => point,
        };

    private static string Ligature(int point) =>
        point switch
        {
            0xFB00 => "ff",
            0xFB01 => "fi",
            0xFB02 => "fl",
            0xFB03 => "ffi",
            0xFB04 => "ffl",
            _ => "st",
        };
}
