using Hippogriff.Models.Text;

namespace Hippogriff.Meanings;

/// <summary>
/// Tells first words of proper names from things: the Van of "a picture by Van Gogh" is no van. The last word of a
/// name is not told apart, since names of kinds end with the kind: French Bulldog.
/// </summary>
internal static class ProperNames
{
    /// <summary>Whether a word begins or continues a name: it and the next one have capital letters.</summary>
    /// <param name="words">The words of a prompt.</param>
    /// <param name="at">The word.</param>
    /// <param name="isTitle">Whether all words of the prompt that could be things have capitals, so that a capital
    /// says little.</param>
    /// <param name="isCommon">Whether a word means something else than a person; in a title such a word ends no
    /// name.</param>
    public static bool Has(IReadOnlyList<PromptWord> words, int at, bool isTitle, Func<string, bool> isCommon) =>
        at + 1 < words.Count
        && words[at].IsCapital
        && words[at + 1] is { IsCapital: true, BehindBreak: false }
        && !(isTitle && isCommon(words[at + 1].Text));

    /// <summary>Whether all words but the joining ones have capitals.</summary>
    /// <param name="words">The words of a prompt.</param>
    /// <param name="joins">Whether a word joins others: "on", "the".</param>
    public static bool IsTitle(IReadOnlyList<PromptWord> words, Func<string, bool> joins) =>
        words.All(word => word.IsCapital || word.BehindHyphen || joins(word.Text));
}
