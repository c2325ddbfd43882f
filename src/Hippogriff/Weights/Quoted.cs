using System.Text;

namespace Hippogriff.Weights;

/// <summary>Names out of foreign files, made fit for a sentence: short, on one line, without control characters that a terminal would obey.</summary>
internal static class Quoted
{
    private const int Longest = 80;

    /// <summary><paramref name="name"/> in single quotes, at most 80 characters.</summary>
    public static string Name(string name)
    {
        StringBuilder shown = new("'");
        foreach (char c in name.Length <= Longest ? name : name[..(Longest - 3)])
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or (>= '\u200e' and <= '\u202e') ? '?' : c);
        return shown.Append(name.Length <= Longest ? "'" : "...'").ToString();
    }

    /// <summary>The first few of <paramref name="names"/>, and how many more there are.</summary>
    public static string Few(IReadOnlyCollection<string> names, int most = 3) =>
        string.Join(", ", names.Take(most).Select(Name)) + (names.Count > most ? $" and {names.Count - most} more" : "");
}
