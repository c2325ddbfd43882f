using System.Globalization;
using System.Text;
using Hippogriff.Texts;

namespace Hippogriff.Tokenizers;

/// <summary>
/// How CLIP's tokenizers prepare a text before byte-level BPE, as those of transformers do. The normalizers and
/// pre-tokenizers of Microsoft.ML.Tokenizers cannot be used for it. Its lower-casing leaves İ alone, its Unicode form
/// needs the ICU libraries, and .NET's <c>\p{L}</c> sees halves of letters beyond the Basic Multilingual Plane.
/// </summary>
internal static class ClipText
{
    private static readonly string[] s_contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    /// <summary>
    /// Normalization Form C, one space for a run of white space, and lower case of each character by itself. A final
    /// sigma is a plain one, İ becomes i with a dot, and unpaired surrogates become U+FFFD.
    /// </summary>
    public static string Normalize(string text)
    {
        StringBuilder normal = new(text.Length);
        bool space = false;
        foreach (Rune rune in ComposedText.Of(text).EnumerateRunes())
        {
            bool isSpace = Rune.IsWhiteSpace(rune);
            if (isSpace && !space)
                normal.Append(' ');
            else if (rune.Value == 'İ')
                normal.Append("i\u0307");
            else if (!isSpace)
                normal.Append(Rune.ToLowerInvariant(rune).ToString());
            space = isSpace;
        }
        return normal.ToString();
    }

    /// <summary>
    /// The pieces of a normalized text that are merged separately: the contractions, runs of letters, single numbers,
    /// and runs of anything else but white space.
    /// </summary>
    /// <param name="text">A normalized text.</param>
    /// <param name="specials">Special tokens that are known to the pattern, and split by GPT-2's pattern
    /// thereafter.</param>
    public static IEnumerable<Range> Pieces(string text, IReadOnlyList<string> specials)
    {
        for (int at = 0; at < text.Length; )
        {
            int start = at;
            if (specials.FirstOrDefault(special => Begins(text, at, special)) is { } found)
            {
                // "<|", the letters, "|>": only a special token that lower case made can still stand here.
                at += found.Length;
                yield return start..(start + 2);
                yield return (start + 2)..(at - 2);
                yield return (at - 2)..at;
            }
            else if (s_contractions.FirstOrDefault(ending => Begins(text, at, ending)) is { } contraction)
                yield return start..(at += contraction.Length);
            else
                switch (KindAt(text, at, out int length))
                {
                    case Kind.Space:
                        at += length;
                        break;
                    case Kind.Number:
                        yield return start..(at += length);
                        break;
                    case Kind kind:
                        do at += length;
                        while (at < text.Length && KindAt(text, at, out length) == kind);
                        yield return start..at;
                        break;
                }
        }
    }

    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    private static bool Begins(string text, int at, string with) =>
        string.CompareOrdinal(text, at, with, 0, with.Length) == 0;

    private static Kind KindAt(string text, int at, out int length)
    {
        Rune rune = Rune.GetRuneAt(text, at);
        length = rune.Utf16SequenceLength;
        if (Rune.IsWhiteSpace(rune))
            return Kind.Space;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter
            or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber =>
                Kind.Number,
            _ => Kind.Other,
        };
    }
}
