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

    /// <summary>
    /// The year of school in which a German text can be read, by the first formula of Bamberger and Vanecek ("Wiener
    /// Sachtextformel", 1984): shares of words of three syllables, of more than six letters and of one syllable, and
    /// the words of a sentence.
    /// </summary>
    public static double SchoolYear(string text)
    {
        string[] words = Words(text);
        int[] syllables = [.. words.Select(word => Math.Max(1, GermanVowels().Count(word.ToLowerInvariant())))];
        double percent = 100.0 / words.Length;
        return 0.1935 * percent * syllables.Count(count => count >= 3)
            + 0.1672 * words.Length / Math.Max(1, SentenceEnd().Count(text))
            + 0.1297 * percent * words.Count(word => word.Length > 6)
            - 0.0327 * percent * syllables.Count(count => count == 1)
            - 0.875;
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

    [GeneratedRegex(@"[A-Za-zÄÖÜäöüß]+(?:['’-][A-Za-zÄÖÜäöüß]+)*")]
    private static partial Regex Word();

    [GeneratedRegex("[aeiouy]+")]
    private static partial Regex Vowels();

    // two vowels that are one sound, or one vowel
    [GeneratedRegex("ie|ei|eu|au|äu|ai|aa|ee|oo|[aeiouyäöü]")]
    private static partial Regex GermanVowels();
}
