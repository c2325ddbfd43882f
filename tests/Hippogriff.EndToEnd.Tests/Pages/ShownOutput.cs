using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hippogriff.EndToEnd.Tests.Pages;

/// <summary>
/// Compares what a page shows with what came out. <c>[...]</c> on a page stands for any text, a line of it or of
/// <c>...</c> for any lines; the time at the end of a line of settings is left out on pages.
/// </summary>
internal static partial class ShownOutput
{
    /// <summary>Properties of JSON that are other each time.</summary>
    private static readonly string[] s_changing = ["seconds"];

    /// <summary>Whether a text came out as it is shown.</summary>
    public static bool Fits(string shown, string came) => Regex.IsMatch(Flat(came), $"^{Pattern(shown)}$");

    /// <summary>Whether the lines that are shown are among those that came out, one after the other.</summary>
    public static bool IsPart(string shown, string came) =>
        Regex.IsMatch(Flat(came), $"^{Pattern(shown)}$", RegexOptions.Multiline);

    /// <summary>Names of the rows of a table of state, name and value.</summary>
    public static IEnumerable<string> Rows(string table) =>
        table
            .ReplaceLineEndings("\n")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Gap().Split(line.Trim()))
            .Where(cells => cells.Length > 1)
            .Select(cells => cells[^2]);

    private static string Flat(string text) => string.Join('\n', Lines(text));

    private static string Pattern(string shown) =>
        string.Join(
            '\n',
            Lines(shown)
                .Select(line =>
                    line.Trim() is "..." or "[...]"
                        ? "(?:.*\n?)*?"
                        : string.Join(".*", line.Split("[...]").Select(Regex.Escape))
                )
        );

    /// <summary>
    /// Where JSON that is shown differs from what came out; null where it does not. Times differ always.
    /// </summary>
    /// <param name="shown">What a page shows.</param>
    /// <param name="came">What came out.</param>
    /// <param name="path">Where in the whole both stand.</param>
    /// <param name="part">Whether more may come than is shown.</param>
    public static string? Difference(JsonElement shown, JsonElement came, string path = "$", bool part = false)
    {
        if (shown.ValueKind != came.ValueKind)
            return $"{path}: {shown.ValueKind} is shown, {came.ValueKind} came";
        switch (shown.ValueKind)
        {
            case JsonValueKind.Object:
                string[] names = [.. shown.EnumerateObject().Select(p => p.Name)],
                    others = [.. came.EnumerateObject().Select(p => p.Name)];
                if (part)
                    others = [.. others.Intersect(names)];
                if (!names.Order(StringComparer.Ordinal).SequenceEqual(others.Order(StringComparer.Ordinal)))
                    return $"{path}: {string.Join(", ", names)} are shown, {string.Join(", ", others)} came";
                return names
                    .Except(s_changing)
                    .Select(name => Difference(shown.GetProperty(name), came.GetProperty(name), $"{path}.{name}", part))
                    .FirstOrDefault(difference => difference is not null);
            case JsonValueKind.Array:
                return shown.GetArrayLength() != came.GetArrayLength()
                    ? $"{path}: {shown.GetArrayLength()} are shown, {came.GetArrayLength()} came"
                    : shown
                        .EnumerateArray()
                        .Zip(came.EnumerateArray())
                        .Select((pair, i) => Difference(pair.First, pair.Second, $"{path}[{i}]", part))
                        .FirstOrDefault(difference => difference is not null);
            default:
                return shown.ToString() == came.ToString() ? null : $"{path}: {shown} is shown, {came} came";
        }
    }

    private static IEnumerable<string> Lines(string text) =>
        text.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => Taken().Replace(line.TrimEnd(), ""));

    [GeneratedRegex(" {2,}")]
    private static partial Regex Gap();

    [GeneratedRegex(@"(?<=model \S+), [\d.:,]+( s)?$")]
    private static partial Regex Taken();
}
