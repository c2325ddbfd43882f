using Hippogriff.Files;
using Hippogriff.Models.Text;
using Hippogriff.Weights;

namespace Hippogriff.Meanings;

/// <summary>A word of another language, and the English words for it.</summary>
/// <param name="Typed">The word as its language writes it, in lower case.</param>
/// <param name="English">The English words.</param>
/// <param name="IsJoining">Whether it only joins others, like an article.</param>
internal sealed record Translation(string Typed, string English, bool IsJoining);

/// <summary>
/// Words of other languages with their English ones. A line is <c>language, tab, word, tab, English</c>; the English of
/// a word that only joins others begins with ~. Words are compared without accents.
/// </summary>
public sealed class WordTranslations
{
    private const char Joining = '~';
    private const int LongestPhrase = 5;

    private readonly OrderedDictionary<string, Dictionary<string, Translation>> _languages = new(
        StringComparer.Ordinal
    );

    private WordTranslations() { }

    /// <summary>No words.</summary>
    public static WordTranslations None { get; } = new();

    /// <summary>Tags of the languages by BCP 47, in the order of the file.</summary>
    public IReadOnlyList<string> Languages => _languages.Keys;

    /// <summary>Number of words and phrases of all languages.</summary>
    public int Count => _languages.Values.Sum(words => words.Count);

    /// <summary>Most words of a phrase.</summary>
    internal static int Longest => LongestPhrase;

    /// <summary>Reads a file; empty if the file does not exist.</summary>
    /// <exception cref="HippogriffException">A line has the wrong form.</exception>
    public static WordTranslations Read(string path) =>
        File.Exists(path) ? Of(RegularFile.ReadLines(path), path) : None;

    /// <summary>Reads lines; ignores empty lines and lines that begin with #.</summary>
    internal static WordTranslations Of(IEnumerable<string> lines, string origin)
    {
        WordTranslations all = new();
        foreach (string line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (
                line.Split('\t') is not [{ Length: > 0 } language, { Length: > 0 } word, { Length: > 0 } english]
                || english.TrimStart(Joining) is not { Length: > 0 } plain
            )
                throw new HippogriffException(
                    $"'{origin}' is damaged: its line {Quoted.Name(line)} is not language, tab, word, tab and English.",
                    FaultKind.DamagedFile
                );
            if (!all._languages.TryGetValue(language, out Dictionary<string, Translation>? words))
                all._languages.Add(language, words = new(StringComparer.Ordinal));
            words.TryAdd(Key(word), new Translation(PromptWords.Plain(word), plain, english[0] == Joining));
        }
        return all;
    }

    /// <summary>A word or phrase as it stands in the table; null if it does not.</summary>
    internal Translation? Find(string language, string text) =>
        _languages.TryGetValue(language, out Dictionary<string, Translation>? words)
            ? words.GetValueOrDefault(Key(text))
            : null;

    /// <summary>Without accents; a script without Latin letters as it is.</summary>
    private static string Key(string text) =>
        MeaningText.Holds(text) ? MeaningText.Normalise(text) : PromptWords.Plain(text);
}
