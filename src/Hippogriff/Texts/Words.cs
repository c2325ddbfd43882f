using System.Globalization;

namespace Hippogriff.Texts;

/// <summary>
/// Finds the words of a text in one pass. A word is a run of letters, combining marks and digits that begins with a
/// letter or a digit. An apostrophe or a hyphen belongs to it if another run follows immediately. Characters outside
/// the Basic Multilingual Plane are not part of words.
/// </summary>
public static class Words
{
    /// <summary>The ranges of the words in <paramref name="text"/>, in order.</summary>
    public static IEnumerable<Range> In(string text)
    {
        for (int at = 0; at < text.Length; )
        {
            if (!Begins(text[at]))
            {
                at++;
                continue;
            }
            int start = at++;
            while (
                at < text.Length
                && (GoesOn(text[at]) || (Joins(text[at]) && at + 1 < text.Length && Begins(text[at + 1])))
            )
                at++;
            yield return start..at;
        }
    }

    private static bool Begins(char c) =>
        char.GetUnicodeCategory(c)
            is UnicodeCategory.UppercaseLetter
                or UnicodeCategory.LowercaseLetter
                or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter
                or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber
                or UnicodeCategory.OtherNumber;

    private static bool GoesOn(char c) =>
        Begins(c)
        || char.GetUnicodeCategory(c)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    private static bool Joins(char c) => c is '\'' or '\u2019' or '-';
}
