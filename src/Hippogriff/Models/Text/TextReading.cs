using System.Text.Json.Serialization;
using Hippogriff.Texts;

namespace Hippogriff.Models.Text;

/// <summary>
/// How a model reads one text: the words it reads, unknown words, and words beyond its limit. Words are in lower case.
/// </summary>
/// <param name="Words">The words that are read, in order, including repetitions.</param>
/// <param name="Unknown">Distinct unknown words before the limit is reached; they are left out and use no
/// position.</param>
/// <param name="Cut">All words beyond the limit, in order, known or not; they are not read.</param>
/// <param name="Most">Maximum number of words; null for no limit.</param>
public sealed record TextReading(
    IReadOnlyList<string> Words,
    IReadOnlyList<string> Unknown,
    IReadOnlyList<string> Cut,
    int? Most
)
{
    /// <summary>
    /// Distinct unknown words and phrases that were replaced by known words; <see cref="Words"/> has the replacements.
    /// </summary>
    public IReadOnlyList<UnderstoodWord> Understood { get; init; } = [];

    /// <summary>All words in order, each with what becomes of it.</summary>
    [JsonIgnore]
    public IReadOnlyList<WordFate> Fates { get; init; } = [];

    /// <summary>Whether every word is read as written.</summary>
    public bool IsWhole => Unknown.Count == 0 && Cut.Count == 0 && Understood.Count == 0;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text: its words (<see cref="Vocabulary.Split"/>), and tags, which are unknown as a whole
    /// (<see cref="PromptTags"/>).</param>
    /// <param name="knows">Whether the model knows a word.</param>
    /// <param name="most">Maximum number of words; null for no limit.</param>
    /// <param name="interpreter">Replaces unknown words; null leaves them out.</param>
    public static TextReading Of(string text, Func<string, bool> knows, int? most, IWordInterpreter? interpreter = null)
    {
        (string plain, IReadOnlyList<string> tags) = PromptTags.Split(text);
        PromptWord[] words = [.. PromptWords.In(plain)];
        TextReading read =
            interpreter is null || words.All(word => knows(word.Text))
                ? Of(words.Select(word => word.Text), knows, most)
                : Of(interpreter.Interpret(words, knows), most);
        return tags.Count == 0
            ? read
            : read with
            {
                Unknown = [.. read.Unknown, .. tags.Distinct()],
                Fates = [.. read.Fates, .. tags.Distinct().Select(tag => new WordFate(tag, WordFateKind.Unknown))],
            };
    }

    /// <summary>Reads <paramref name="words"/>.</summary>
    /// <param name="words">The words of a text (<see cref="Vocabulary.Split"/>).</param>
    /// <param name="knows">Whether the model knows a word.</param>
    /// <param name="most">Maximum number of words; null for no limit.</param>
    public static TextReading Of(IEnumerable<string> words, Func<string, bool> knows, int? most) =>
        Of(words.Select(word => new InterpretedWord(word, knows(word) ? [word] : null)), most);

    /// <summary>Reads words, some of them with replacements.</summary>
    /// <param name="words">Words and phrases in order.</param>
    /// <param name="most">Maximum number of words; null for no limit. A phrase that does not fit is cut
    /// completely.</param>
    public static TextReading Of(IEnumerable<InterpretedWord> words, int? most)
    {
        List<string> read = [],
            cut = [];
        OrderedDictionary<string, bool> unknown = new(StringComparer.Ordinal);
        List<UnderstoodWord> understood = [];
        List<WordFate> fates = [];
        foreach (InterpretedWord word in words)
        {
            if (read.Count == most || cut.Count > 0 || read.Count + (word.Read?.Count ?? 0) > most)
            {
                cut.AddRange(word.Typed.Split(' '));
                fates.Add(new WordFate(word.Typed, WordFateKind.Cut));
            }
            else if (word.Read is null)
            {
                unknown.TryAdd(word.Typed, true);
                fates.Add(new WordFate(word.Typed, WordFateKind.Unknown));
            }
            else
            {
                read.AddRange(word.Read);
                WordFate fate = WordFate.Of(word);
                fates.Add(fate);
                if (fate.ReadAs is { } drawnAs)
                    understood.Add(new UnderstoodWord(word.Typed, drawnAs, word.Likeness));
            }
        }
        return new TextReading(read, [.. unknown.Keys], cut, most)
        {
            Understood = [.. understood.Distinct()],
            Fates = fates,
        };
    }
}
