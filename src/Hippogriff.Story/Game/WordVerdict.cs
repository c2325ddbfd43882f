namespace Hippogriff.Story.Game;

/// <summary>A replacement for a word.</summary>
/// <param name="Text">One or two words.</param>
/// <param name="Chance">The model's probability for it, given that the current word is wrong.</param>
public sealed record Repair(string Text, double Chance);

/// <summary>The model's verdict on one word of a plot.</summary>
/// <param name="Place">Its 0-based position in the text.</param>
/// <param name="Word">The word as written.</param>
/// <param name="Right">The model's probability that it is correct.</param>
/// <param name="IsListed">Whether the word is in the model's list; otherwise only its spelling is known.</param>
public sealed record WordVerdict(int Place, string Word, double Right, bool IsListed)
{
    /// <summary>Whether the model considers the word wrong.</summary>
    public bool IsWrong => Right < 0.5;
}
