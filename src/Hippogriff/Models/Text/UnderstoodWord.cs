namespace Hippogriff.Models.Text;

/// <summary>An unknown word or phrase, and the model's words that replace it.</summary>
/// <param name="Typed">The typed text in lower case.</param>
/// <param name="DrawnAs">The replacement, for example "cat" for a fox.</param>
/// <param name="Likeness">Similarity of the two meanings: a cosine, at least the threshold; 1 for an alias.</param>
public sealed record UnderstoodWord(string Typed, string DrawnAs, double Likeness);
