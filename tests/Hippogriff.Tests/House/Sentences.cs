using System.Text.RegularExpressions;

namespace Hippogriff.Tests.House;

/// <summary>
/// Counts sentences and words of plain English between code. A sentence ends at a full stop, an exclamation mark or a
/// question mark before a space; a semicolon or a colon does not end it. One word is a run of characters without
/// space that holds a letter or a digit. A formula (tokens joined by free-standing operators), a call or a shape in
/// brackets is one word. A parenthesis that cites a paper or an equation is not counted.
/// </summary>
internal static partial class Sentences
{
    /// <summary>The sentences of one passage, in order, with single spaces.</summary>
    public static IEnumerable<string> Of(string passage) =>
        End().Split(Space().Replace(passage, " ").Trim()).Where(sentence => sentence.Length > 0);

    /// <summary>The number of words of one sentence.</summary>
    public static int Words(string sentence)
    {
        string plain = Citation().Replace(sentence, " ");
        plain = Shape().Replace(plain, "x");
        plain = Call().Replace(plain, "x");
        plain = Formula().Replace(plain, "x");
        return plain.Split(' ').Count(token => token.Any(char.IsLetterOrDigit));
    }

    [GeneratedRegex(@"(?<=[.!?][)""']?)(?<!\b(?:e\.g|i\.e|et al|vs|cf|eq|fig|approx)\.)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex End();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"\([^()]*(?:\b\d{4}\.\d{4,5}\b|\bet al\b|\beq\.)[^()]*\)")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\[[^\[\]]*\]")]
    private static partial Regex Shape();

    [GeneratedRegex(@"(?<=\w)\([^()]*\)")]
    private static partial Regex Call();

    [GeneratedRegex(@"\S+(?: (?:[-+*/^=<>]|<=|>=|->|==) \S+)+")]
    private static partial Regex Formula();
}
