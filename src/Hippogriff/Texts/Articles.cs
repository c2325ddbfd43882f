namespace Hippogriff.Texts;

/// <summary>The indefinite articles of English, by sound: an owl, a unicorn, an hour.</summary>
public static class Articles
{
    // written with a vowel, spoken with a consonant
    private static readonly string[] s_consonants = ["uni", "ufo", "uk", "us", "ut", "eu", "ew", "one", "once"];

    // written with "un" before a vowel or "us" alone, spoken with a vowel
    private static readonly string[] s_vowels = ["unim", "unin", "ush", "utm", "utt"];

    // written with a silent h
    private static readonly string[] s_silent = ["hour", "honest", "honor", "honour", "heir"];

    /// <summary>A noun with its article.</summary>
    /// <param name="noun">The noun, or the words before it and the noun; not empty.</param>
    public static string With(string noun) => $"{(TakesAn(noun) ? "an" : "a")} {noun}";

    /// <summary>Whether the word takes "an".</summary>
    /// <param name="word">The word; not empty.</param>
    public static bool TakesAn(string word) =>
        "aeiou".Contains(char.ToLowerInvariant(word[0]), StringComparison.Ordinal)
            ? !Begins(word, s_consonants) || Begins(word, s_vowels)
            : Begins(word, s_silent);

    private static bool Begins(string word, string[] starts) =>
        Array.Exists(starts, start => word.StartsWith(start, StringComparison.OrdinalIgnoreCase));
}
