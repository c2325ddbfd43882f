using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Hippogriff.Texts;

namespace Hippogriff.PromptGrammar;

/// <summary>
/// What Stable Diffusion's web UI does to a text before its tokens are made, by the library ftfy. Curly quotes become
/// straight, letters of full and half width usual, HTML entities characters. Texts that were decoded wrongly are read
/// again, and control characters vanish. Of wrong decodings only those of European letters, of punctuation and of emoji
/// are known here.
/// </summary>
public static partial class A1111Cleaning
{
    private const int MostRounds = 8;

    /// <summary>What bytes 0x80 to 0x9F stand for in Windows-1252; undefined ones stand for themselves.</summary>
    private const string Windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

    /// <summary>Katakana for U+FF61 to U+FF9F; the last two are marks that join the letter before.</summary>
    private const string HalfWidth =
        "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309a";

    private const string Signs = "¢£¬¯¦¥₩"; // U+FFE0 to U+FFE6

    private static readonly Dictionary<char, string> s_ligatures = new()
    {
        ['Ĳ'] = "IJ",
        ['ĳ'] = "ij",
        ['ŉ'] = "'n",
        ['Ǆ'] = "DŽ",
        ['ǅ'] = "Dž",
        ['ǆ'] = "dž",
        ['Ǉ'] = "LJ",
        ['ǈ'] = "Lj",
        ['ǉ'] = "lj",
        ['Ǌ'] = "NJ",
        ['ǋ'] = "Nj",
        ['ǌ'] = "nj",
        ['Ǳ'] = "DZ",
        ['ǲ'] = "Dz",
        ['ǳ'] = "dz",
        ['ﬀ'] = "ff",
        ['ﬁ'] = "fi",
        ['ﬂ'] = "fl",
        ['ﬃ'] = "ffi",
        ['ﬄ'] = "ffl",
        ['ﬅ'] = "ſt",
        ['ﬆ'] = "st",
    };

    /// <summary>The cleaned text; the same instance if it is plain ASCII without entities.</summary>
    public static string Clean(string text)
    {
        if (text.All(c => c is >= ' ' and < '\x7f' and not '&'))
            return text;
        for (int round = 0; round < MostRounds; round++)
        {
            string before = text;
            text = Once(text);
            if (text == before)
                break;
        }
        return FinalSigmas.In(text);
    }

    private static string Once(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
            text = Entity().Replace(text, match => Decoded(match.Value));
        text = Escape().Replace(text, "");
        text = Redecoded(text);
        StringBuilder clean = new(text.Length);
        foreach (char c in text)
            Append(clean, c is >= '\x80' and <= '\x9f' ? Windows1252[c - 0x80] : c);
        return ComposedText.Of(clean.ToString());
    }

    private static void Append(StringBuilder clean, char c)
    {
        if (s_ligatures.TryGetValue(c, out string? letters))
            clean.Append(letters);
        else if (c is >= '\uff01' and <= '\uff5e')
            Append(clean, (char)(c - 0xfee0));
        else if (c is >= '\uff61' and <= '\uff9f')
            clean.Append(HalfWidth[c - 0xff61]);
        else if (c is >= '\uffe0' and <= '\uffe6')
            clean.Append(Signs[c - 0xffe0]);
        else if (c == '\u3000')
            clean.Append(' ');
        else if (c is '\u02bc' or (>= '\u2018' and <= '\u201b'))
            clean.Append('\'');
        else if (c is >= '\u201c' and <= '\u201f')
            clean.Append('"');
        else if (c is '\r' or '\u2028' or '\u2029')
            clean.Append('\n');
        else if (!IsControl(c))
            clean.Append(c);
    }

    private static bool IsControl(char c) =>
        c
            is < '\t'
                or '\v'
                or (>= '\x0e' and < ' ')
                or '\x7f'
                or (>= '\u206a' and <= '\u206f')
                or '\ufeff'
                or (>= '\ufff9' and <= '\ufffc');

    /// <summary>The character of an entity; numbers that stand for none are U+FFFD.</summary>
    private static string Decoded(string entity)
    {
        string decoded = WebUtility.HtmlDecode(entity);
        return entity[1] == '#' && (decoded == entity || decoded == "\0") ? "\ufffd" : decoded;
    }

    /// <summary>UTF-8 that was taken for Windows-1252, read again.</summary>
    private static string Redecoded(string text) =>
        Misread()
            .Replace(
                text,
                match =>
                {
                    byte[] bytes = [.. match.Value.Select(ByteOf)];
                    try
                    {
                        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
                    }
                    catch (DecoderFallbackException)
                    {
                        return match.Value;
                    }
                }
            );

    private static byte ByteOf(char c) =>
        Windows1252.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? (byte)(0x80 + at) : (byte)c;

    [GeneratedRegex("&#?[0-9A-Za-z]{1,24};", RegexOptions.CultureInvariant)]
    private static partial Regex Entity();

    [GeneratedRegex(@"\x1b\[[0-9;]*[a-zA-Z]", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();

    /// <summary>The bytes of European letters, punctuation and emoji, as Windows-1252 shows them.</summary>
    [GeneratedRegex(
        "[ÂÃ]" + Following + "|[âï]" + Following + "{2}|ð" + Following + "{3}",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Misread();

    private const string Following = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]";
}
