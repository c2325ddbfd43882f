using Hippogriff.Texts;

namespace Hippogriff.Weights;

/// <summary>
/// Names out of foreign files, made fit for a sentence: short, on one line, without control characters that a terminal
/// would obey.
/// </summary>
public static class Quoted
{
    /// <summary><paramref name="name"/> in single quotes, at most 80 characters.</summary>
    public static string Name(string name) => $"'{Fit.Piece(name)}'";

    /// <summary>The first few of <paramref name="names"/>, and how many more there are.</summary>
    public static string Few(IReadOnlyCollection<string> names, int most = 3) =>
        string.Join(", ", names.Take(most).Select(Name))
        + (names.Count > most ? $" and {names.Count - most} more" : "");
}
