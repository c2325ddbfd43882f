namespace Hippogriff.Story;

/// <summary>How words are corrupted: by other words or by a mask.</summary>
public enum Corruption
{
    /// <summary>A corrupted word is a uniformly random word, as in the game.</summary>
    Uniform,

    /// <summary>A corrupted word is a visible mask.</summary>
    Mask,
}

/// <summary>Configuration of a story network.</summary>
/// <param name="Words">Size of the vocabulary.</param>
/// <param name="Conditions">Number of genres, countries and styles together.</param>
/// <param name="Length">Context length in words.</param>
/// <param name="Width">Embedding width.</param>
/// <param name="Depth">Number of transformer layers.</param>
/// <param name="HeadWidth">Width of an attention head.</param>
/// <param name="Kinds">Number of distinct spelling pieces.</param>
/// <param name="PieceWidth">Embedding width of a piece.</param>
/// <param name="Corruption">The corruption it was trained for.</param>
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
);
