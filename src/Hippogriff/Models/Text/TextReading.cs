using Hippogriff.Texts;

namespace Hippogriff.Models.Text;

/// <summary>
/// What a model makes of one text: which of its words it reads, which it does not know, and which it has no place for.
/// Words are lower-cased.
/// </summary>
/// <param name="Words">The words that are read, in order; a word that is said twice is read twice.</param>
/// <param name="Unknown">Words that the model has never seen, each once: they are left out and take no place. Only
/// those that stand before the last place is taken.</param>
/// <param name="Cut">All words behind the last place, in order, known or not: nothing of them is read.</param>
/// <param name="Most">How many words the model reads; null where there is no limit.</param>
public sealed record TextReading(
    IReadOnlyList<string> Words,
    IReadOnlyList<string> Unknown,
    IReadOnlyList<string> Cut,
    int? Most
)
{
    /// <summary>
    /// Words and phrases that the model was never taught and that are read as words of it, each once; those words stand
    /// in <see cref="Words"/>.
    /// </summary>
    public IReadOnlyList<UnderstoodWord> Understood { get; init; } = [];

    /// <summary>Whether every word is read as it stands.</summary>
    public bool IsWhole => Unknown.Count == 0 && Cut.Count == 0 && Understood.Count == 0;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text: its words (<see cref="Vocabulary.Split"/>), and marks, which are unknown as a whole
    /// (<see cref="PromptTags"/>).</param>
    /// <param name="knows">Whether the model knows a word.</param>
    /// <param name="most">How many it reads; null for any number.</param>
    /// <param name="interpreter">Asked where a word is not known; null leaves such words out.</param>
    public static TextReading Of(string text, Func<string, bool> knows, int? most, IWordInterpreter? interpreter = null)
    {
        (string plain, IReadOnlyList<string> tags) = PromptTags.Split(text);
        PromptWord[] words = [.. PromptWords.In(plain)];
        TextReading read =
            interpreter is null || words.All(word => knows(word.Text))
                ? Of(words.Select(word => word.Text), knows, most)
                : Of(interpreter.Interpret(words, knows), most);
        return tags.Count == 0 ? read : read with { Unknown = [.. read.Unknown, .. tags.Distinct()] };
    }

    /// <summary>Reads <paramref name="words"/>.</summary>
    /// <param name="words">The words of a text (<see cref="Vocabulary.Split"/>).</param>
    /// <param name="knows">Whether the model knows a word.</param>
    /// <param name="most">How many it reads; null for any number.</param>
    public static TextReading Of(IEnumerable<string> words, Func<string, bool> knows, int? most) =>
        Of(words.Select(word => new InterpretedWord(word, knows(word) ? [word] : null)), most);

    /// <summary>Reads words of which some stand for others.</summary>
    /// <param name="words">Words and phrases in order.</param>
    /// <param name="most">How many words the model reads; null for any number. A phrase that does not fit is cut
    /// whole.</param>
    public static TextReading Of(IEnumerable<InterpretedWord> words, int? most)
    {
        List<string> read = [],
            cut = [];
        OrderedDictionary<string, bool> unknown = new(StringComparer.Ordinal);
        List<UnderstoodWord> understood = [];
        foreach (InterpretedWord word in words)
        {
            if (read.Count == most || cut.Count > 0 || read.Count + (word.Read?.Count ?? 0) > most)
                cut.AddRange(word.Typed.Split(' '));
            else if (word.Read is null)
                unknown.TryAdd(word.Typed, true);
            else
            {
                read.AddRange(word.Read);
                UnderstoodWord said = new(word.Typed, string.Join(' ', word.Read), word.Likeness);
                if (said.Typed != said.DrawnAs && !understood.Contains(said))
                    understood.Add(said);
            }
        }
        return new TextReading(read, [.. unknown.Keys], cut, most) { Understood = understood };
    }
}
