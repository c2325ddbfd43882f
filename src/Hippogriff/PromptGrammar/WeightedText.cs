namespace Hippogriff.PromptGrammar;

/// <summary>A part of a prompt with its weight.</summary>
/// <param name="Text">The text; "BREAK" for a chunk break.</param>
/// <param name="Weight">Its weight; 1 is plain, -1 marks a chunk break.</param>
public readonly record struct WeightedText(string Text, double Weight)
{
    /// <summary>The word that starts a new chunk.</summary>
    public const string Break = "BREAK";

    /// <summary>Whether it is a chunk break; inside brackets "BREAK" is a word with another weight.</summary>
    public bool IsBreak => Text == Break && Weight == -1;
}
