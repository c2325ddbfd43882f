namespace Hippogriff.Story;

/// <summary>A word at its place in a plot: one of the list, or one that is known by its spelling only.</summary>
/// <param name="Number">Its number; -1 where it is on no list.</param>
/// <param name="Text">As it is written.</param>
public readonly record struct StoryWord(int Number, string Text)
{
    /// <summary>The word of a list that is written so, or one that is only spelled.</summary>
    public static StoryWord Of(string text, WordList words) =>
        new(words.TryFind(text, out int? number) ? number.Value : -1, text);

    /// <summary>Word number <paramref name="number"/>, as the list writes it.</summary>
    public static StoryWord Listed(int number, WordList words) => new(number, words.Shown[number]);

    /// <summary>Writes the word into sentences that a network reads.</summary>
    public void PutInto(StorySentences sentences, int sentence, int place)
    {
        if (Number >= 0)
            sentences.Set(sentence, place, Number);
        else
            sentences.Spell(sentence, place, WordList.Key(Text));
    }

    /// <summary>
    /// Which answer says that the word is right: its number, or "as it stands", which comes after all words.
    /// </summary>
    public int Answer(int words) => Number >= 0 ? Number : words;
}
