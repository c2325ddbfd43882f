using Hippogriff.Models.Text;

namespace Hippogriff.Meanings;

/// <summary>
/// Finds the word of which another one is a form, by endings. These are plurals and cases of German nouns, endings
/// of German adjectives, and plurals in Spanish, Portuguese and French. A change of a vowel (Baum, Bäume) counts as no
/// change, since words are compared without accents.
/// </summary>
internal static class WordForms
{
    private static readonly string[] s_german = ["n", "en", "e", "er", "ern", "es", "s", "em", "nen", "ens"],
        s_roman = ["s", "es", "x"];

    /// <summary>Endings of one thing: of the Frosch, of the Herz.</summary>
    private static readonly HashSet<string> s_genitive = ["es", "ens"];

    /// <summary>The word and whether the form means several; null if no word of the language has such a form.</summary>
    /// <param name="words">The words.</param>
    /// <param name="language">Tag of the language.</param>
    /// <param name="typed">The form in lower case.</param>
    /// <param name="before">The word before it; null for none.</param>
    public static (Translation Word, bool Several)? Find(
        WordTranslations words,
        string language,
        string typed,
        string? before
    )
    {
        if (words.Find(language, typed) is { } same)
            return (same, language == "de" && HasUmlaut(typed) && !HasUmlaut(same.Typed) && !IsOne(before));
        string[] endings = language switch
        {
            "de" => s_german,
            "es" or "pt" or "fr" => s_roman,
            _ => [],
        };
        foreach (string ending in endings)
            if (
                typed.EndsWith(ending, StringComparison.Ordinal)
                && typed.Length > ending.Length + 1
                && words.Find(language, typed[..^ending.Length]) is { IsJoining: false } found
            )
                return (found, language != "de" || !IsOne(before) && !s_genitive.Contains(ending));
        return null;
    }

    /// <summary>Whether the word before is a German article of one thing: "einen Löwen" is one lion.</summary>
    private static bool IsOne(string? before) =>
        before is "ein" or "eine" or "einen" or "einem" or "einer" or "eines" or "dem" or "des";

    private static bool HasUmlaut(string word) => word.AsSpan().ContainsAny('ä', 'ö', 'ü');
}
