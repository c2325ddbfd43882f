using Hippogriff.Texts;

namespace Hippogriff.Models.Text;

/// <summary>What a model makes of one text: which of its words it reads, which it does not know, and which it has no place for. Words are lower-cased.</summary>
/// <param name="Words">The words that are read, in order; a word that is said twice is read twice.</param>
/// <param name="Unknown">Words that the model has never seen, each once: they are left out and take no place. Only those that stand before the last place is taken.</param>
/// <param name="Cut">All words behind the last place, in order, known or not: nothing of them is read.</param>
/// <param name="Most">How many words the model reads; null where there is no limit.</param>
public sealed record TextReading(IReadOnlyList<string> Words, IReadOnlyList<string> Unknown, IReadOnlyList<string> Cut, int? Most)
{
    /// <summary>Whether every word is read.</summary>
    public bool IsWhole => Unknown.Count == 0 && Cut.Count == 0;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text: its words (<see cref="Vocabulary.Split"/>), and marks, which are unknown as a whole (<see cref="PromptTags"/>).</param>
    /// <param name="knows">Whether the model knows a word.</param>
    /// <param name="most">How many it reads; null for any number.</param>
    public static TextReading Of(string text, Func<string, bool> knows, int? most)
    {
        (string plain, IReadOnlyList<string> tags) = PromptTags.Split(text);
        TextReading read = Of(Vocabulary.Split(plain), knows, most);
        return tags.Count == 0 ? read : read with { Unknown = [.. read.Unknown, .. tags.Distinct()] };
    }

    /// <summary>Reads <paramref name="words"/>.</summary>
    /// <param name="words">The words of a text (<see cref="Vocabulary.Split"/>).</param>
    /// <param name="knows">Whether the model knows a word.</param>
    /// <param name="most">How many it reads; null for any number.</param>
    public static TextReading Of(IEnumerable<string> words, Func<string, bool> knows, int? most)
    {
        List<string> read = [], cut = [];
        OrderedDictionary<string, bool> unknown = new(StringComparer.Ordinal);
        foreach (string word in words)
        {
            if (read.Count == most) cut.Add(word);
            else if (knows(word)) read.Add(word);
            else unknown.TryAdd(word, true);
        }
        return new TextReading(read, [.. unknown.Keys], cut, most);
    }
}
