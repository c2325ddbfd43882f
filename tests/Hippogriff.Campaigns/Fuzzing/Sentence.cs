using System.Globalization;
using System.Text;

namespace Hippogriff.Campaigns.Fuzzing;

/// <summary>
/// Whether a sentence can be shown to a person: it is one line of limited length without anything that a terminal would
/// obey.
/// </summary>
internal static class Sentence
{
    /// <summary>What is wrong with it, in a word or two; null where nothing is.</summary>
    public static string? Fault(string sentence, int longest)
    {
        if (sentence.Length == 0)
            return "empty";
        if (sentence.Length > longest)
            return "too long";
        for (int i = 0; i < sentence.Length; i++)
        {
            char c = sentence[i];
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
                return "control";
            if (
                c
                is '\u061c'
                    or '\ufeff'
                    or (>= '\u200e' and <= '\u200f')
                    or (>= '\u202a' and <= '\u202e')
                    or (>= '\u2066' and <= '\u2069')
            )
                return "direction";
            if (char.IsHighSurrogate(c) && i + 1 < sentence.Length && char.IsLowSurrogate(sentence[i + 1]))
                i++;
            else if (char.IsSurrogate(c))
                return "half a surrogate pair";
        }
        return null;
    }

    /// <summary>The sentence with what cannot be shown written as \uXXXX, cut at 2,000 characters.</summary>
    public static string Shown(string sentence)
    {
        StringBuilder shown = new();
        foreach (char c in sentence.Length <= 2_000 ? sentence : sentence[..2_000])
            if (c is >= ' ' and < '\u007f')
                shown.Append(c);
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        return shown.ToString();
    }
}
