using System.Text.RegularExpressions;

namespace Hippogriff.Tests.Pages;

/// <summary>How hard a text is to read, by the length of its sentences and words.</summary>
internal static partial class ReadingLevel
{
    /// <summary>
    /// The Flesch-Kincaid grade (Kincaid and others, 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59,
    /// about the year of school in which a text can be read. Syllables are counted by groups of vowels, a silent e at
    /// the end left out.
    /// </summary>
    public static double Grade(string text)
    {
        string[] words = Words(text);
        int sentences = Math.Max(1, SentenceEnd().Count(text));
        return 0.39 * words.Length / sentences + 11.8 * words.Sum(Syllables) / words.Length - 15.59;
    }

    public static string[] Words(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    public static int Syllables(string word)
    {
        string lower = word.ToLowerInvariant();
        int groups = Vowels().Count(lower);
        bool silent =
            lower.Length > 2
            && lower[^1] == 'e'
            && !"aeiouy".Contains(lower[^2], StringComparison.Ordinal)
            && !(lower[^2] == 'l' && !"aeiouy".Contains(lower[^3], StringComparison.Ordinal));
        return Math.Max(1, groups - (silent ? 1 : 0));
    }

    [GeneratedRegex(@"[.!?:]+(\s|$)")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"[A-Za-z]+(?:['’-][A-Za-z]+)*")]
    private static partial Regex Word();

    [GeneratedRegex("[aeiouy]+")]
    private static partial Regex Vowels();
}
