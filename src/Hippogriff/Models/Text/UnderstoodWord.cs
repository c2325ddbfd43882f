namespace Hippogriff.Models.Text;

/// <summary>
/// A word or a phrase that a model was never taught, and the words of the model that were read for it.
/// </summary>
/// <param name="Typed">What was typed, lower-cased.</param>
/// <param name="DrawnAs">What was read, for example "cat" for a fox.</param>
/// <param name="Likeness">How near the two meanings are: a cosine, at least the threshold; 1 for another name of the
/// same.</param>
public sealed record UnderstoodWord(string Typed, string DrawnAs, double Likeness);
