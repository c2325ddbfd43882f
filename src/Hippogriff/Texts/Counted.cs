using System.Globalization;

namespace Hippogriff.Texts;

/// <summary>Counts with their nouns, for sentences: "1 picture", "2 pictures".</summary>
public static class Counted
{
    /// <summary>The number and its noun.</summary>
    /// <param name="number">How many.</param>
    /// <param name="one">The noun for one, for example "picture".</param>
    /// <param name="many">The noun for all other numbers; null appends an s to <paramref name="one"/>.</param>
    public static string Of(long number, string one, string? many = null) =>
        $"{number.ToString(CultureInfo.InvariantCulture)} {Noun(number, one, many)}";

    /// <summary>The same with the digits of the number in groups of three: "12,000 pictures".</summary>
    /// <inheritdoc cref="Of"/>
    public static string Grouped(long number, string one, string? many = null) =>
        $"{number.ToString("N0", CultureInfo.InvariantCulture)} {Noun(number, one, many)}";

    /// <summary>The noun alone, for a number that is written elsewhere.</summary>
    /// <inheritdoc cref="Of"/>
    public static string Noun(long number, string one, string? many = null) => number == 1 ? one : many ?? one + "s";
}
