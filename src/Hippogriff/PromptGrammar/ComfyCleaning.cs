using System.Globalization;
using System.Text;

namespace Hippogriff.PromptGrammar;

/// <summary>
/// What ComfyUI's tokenizer does to a text first: a space on both sides of each Chinese character. Control, format and
/// unassigned characters vanish.
/// </summary>
public static class ComfyCleaning
{
    /// <summary>First and last code point of each block of Chinese characters.</summary>
    private static readonly (int First, int Last)[] s_chinese =
    [
        (0x4e00, 0x9fff),
        (0x3400, 0x4dbf),
        (0x20000, 0x2a6df),
        (0x2a700, 0x2b73f),
        (0x2b740, 0x2b81f),
        (0x2b820, 0x2ceaf),
        (0xf900, 0xfaff),
        (0x2f800, 0x2fa1f),
    ];

    /// <summary>The cleaned text; the same instance if it is plain ASCII without control characters.</summary>
    public static string Clean(string text)
    {
        if (text.All(c => c is >= ' ' and < '\x7f'))
            return text;
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            if (s_chinese.Any(block => block.First <= rune.Value && rune.Value <= block.Last))
                clean.Append(' ').Append(rune.ToString()).Append(' ');
            else if (
                rune.Value is '\t' or '\n' or '\r'
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator
            )
                clean.Append(' ');
            else if (!Vanishes(rune))
                clean.Append(rune.ToString());
        return FinalSigmas.In(clean.ToString());
    }

    private static bool Vanishes(Rune rune) =>
        rune.Value == 0xfffd
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned;
}
