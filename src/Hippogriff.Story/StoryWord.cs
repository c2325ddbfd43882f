namespace Hippogriff.Story;

/// <summary>A word in a plot: one of the list, or one known by its spelling only.</summary>
/// <param name="Number">Its number; -1 if it is not in the list.</param>
/// <param name="Text">The word as written.</param>
public readonly record struct StoryWord(int Number, string Text)
{
    /// <summary>The word of the list with this text, or a word known by its spelling only.</summary>
    public static StoryWord Of(string text, WordList words) =>
        new(words.TryFind(text, out int? number) ? number.Value : -1, text);

    /// <summary>Word number <paramref name="number"/>, as written in the list.</summary>
    public static StoryWord Listed(int number, WordList words) => new(number, words.Shown[number]);

    /// <summary>Writes the word into sentences for a network.</summary>
    public void PutInto(StorySentences sentences, int sentence, int place)
    {
        if (Number >= 0)
            sentences.Set(sentence, place, Number);
        else
            sentences.Spell(sentence, place, WordList.Key(Text));
    }

    /// <summary>The answer that keeps the word: its number, or "unchanged", which comes after all words.</summary>
    public int Answer(int words) => Number >= 0 ? Number : words;
}
