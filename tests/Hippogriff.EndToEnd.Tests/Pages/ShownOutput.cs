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
    public static bool Fits(string shown, string came)
    {
        string pattern = string.Join(
            '\n',
            Lines(shown)
                .Select(line =>
                    line.Trim() is "..." or "[...]"
                        ? "(?:.*\n?)*?"
                        : string.Join(".*", line.Split("[...]").Select(Regex.Escape))
                )
        );
        return Regex.IsMatch(string.Join('\n', Lines(came)), $"^{pattern}$");
    }

    /// <summary>
    /// Where JSON that is shown differs from what came out; null where it does not. Times differ always.
    /// </summary>
    public static string? Difference(JsonElement shown, JsonElement came, string path = "$")
    {
        if (shown.ValueKind != came.ValueKind)
            return $"{path}: {shown.ValueKind} is shown, {came.ValueKind} came";
        switch (shown.ValueKind)
        {
            case JsonValueKind.Object:
                string[] names = [.. shown.EnumerateObject().Select(p => p.Name)],
                    others = [.. came.EnumerateObject().Select(p => p.Name)];
                if (!names.Order(StringComparer.Ordinal).SequenceEqual(others.Order(StringComparer.Ordinal)))
                    return $"{path}: {string.Join(", ", names)} are shown, {string.Join(", ", others)} came";
                return names
                    .Except(s_changing)
                    .Select(name => Difference(shown.GetProperty(name), came.GetProperty(name), $"{path}.{name}"))
                    .FirstOrDefault(difference => difference is not null);
            case JsonValueKind.Array:
                return shown.GetArrayLength() != came.GetArrayLength()
                    ? $"{path}: {shown.GetArrayLength()} are shown, {came.GetArrayLength()} came"
                    : shown
                        .EnumerateArray()
                        .Zip(came.EnumerateArray())
                        .Select((pair, i) => Difference(pair.First, pair.Second, $"{path}[{i}]"))
                        .FirstOrDefault(difference => difference is not null);
            default:
                return shown.ToString() == came.ToString() ? null : $"{path}: {shown} is shown, {came} came";
        }
    }

    private static IEnumerable<string> Lines(string text) =>
        text.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => Taken().Replace(line.TrimEnd(), ""));

    [GeneratedRegex(@"(?<=model \S+), [\d.:,]+( s)?$")]
    private static partial Regex Taken();
}
