namespace Hippogriff.Story;

/// <summary>How words are spoiled: by other words, or by a blank.</summary>
public enum Corruption
{
    /// <summary>A spoiled word is any word, each as likely: the game's way.</summary>
    Uniform,

    /// <summary>A spoiled word is a blank, and is seen to be one.</summary>
    Mask,
}

/// <summary>Size of a story network.</summary>
/// <param name="Words">Words that it can say.</param>
/// <param name="Conditions">Genres, countries and styles together.</param>
/// <param name="Length">Most words it sees at once.</param>
/// <param name="Width">Width of a word's vector.</param>
/// <param name="Depth">Number of transformer layers.</param>
/// <param name="HeadWidth">Width of an attention head.</param>
/// <param name="Kinds">Kinds of pieces that spellings are made of.</param>
/// <param name="PieceWidth">Width of a piece's vector.</param>
/// <param name="Corruption">What it was trained to mend.</param>
public sealed record StoryConfig(
    int Words,
    int Conditions,
    int Length = 40,
    int Width = 192,
    int Depth = 5,
    int HeadWidth = 32,
    int Kinds = 4096,
    int PieceWidth = 48,
    Corruption Corruption = Corruption.Uniform
)
{
    /// <summary>Multiply-adds of one pass over one word, times two; matrix work only.</summary>
    public double FlopsPerWord(int length) =>
        Depth * (24.0 * Width * Width + 4.0 * length * Width) + 2.0 * Width * Words + 2.0 * Width * Width;
}
