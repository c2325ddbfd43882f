namespace Hippogriff.Story.Game;

/// <summary>A word that might stand instead.</summary>
/// <param name="Text">The word, or two.</param>
/// <param name="Chance">The model's probability for it, given that what stands there is wrong.</param>
public sealed record Repair(string Text, double Chance);

/// <summary>What the model thinks of one word of a plot.</summary>
/// <param name="Place">Its number in the text, from 0.</param>
/// <param name="Word">As it is written.</param>
/// <param name="Right">The model's probability that it is right.</param>
/// <param name="IsListed">Whether the model can say the word itself; else it knows the spelling only.</param>
public sealed record WordVerdict(int Place, string Word, double Right, bool IsListed)
{
    /// <summary>Whether the model believes the word wrong.</summary>
    public bool IsWrong => Right < 0.5;
}
