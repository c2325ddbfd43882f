using Hippogriff.Texts;

namespace Hippogriff.Weights;

/// <summary>
/// Quotes names from foreign files for messages: short, on one line, without terminal control characters.
/// </summary>
public static class Quoted
{
    /// <summary><paramref name="name"/> in single quotes, at most 80 characters.</summary>
    public static string Name(string name) => $"'{Fit.Piece(name)}'";

    /// <summary>The first few of <paramref name="names"/> and the number of the others.</summary>
    public static string Few(IReadOnlyCollection<string> names, int most = 3) =>
        string.Join(", ", names.Take(most).Select(Name))
        + (names.Count > most ? $" and {names.Count - most} more" : "");
}
