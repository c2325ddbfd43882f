using System.Text.Json;

namespace Hippogriff.Golden.Tests.Support;

/// <summary>Recorded values in files of one JSON object a line.</summary>
internal static class GoldenLines
{
    /// <summary>The lines of a file below the root; none if it is not there.</summary>
    public static IReadOnlyList<JsonElement> Of(params string[] parts)
    {
        if (!GoldenFolder.Has(parts))
            return [];
        return
        [
            .. Lines(parts)
                .Where(line => line.Length > 0)
                .Select(line =>
                {
                    using JsonDocument document = JsonDocument.Parse(line);
                    return document.RootElement.Clone();
                }),
        ];
    }

    private static IEnumerable<string> Lines(string[] parts)
    {
        using StreamReader reader = new(GoldenFolder.Open(parts));
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    public static string Text(this JsonElement line, string name) => line.GetProperty(name).GetString()!;

    /// <summary>A list of whole numbers; null if the line has none of that name.</summary>
    public static int[]? Numbers(this JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement list)
            ? [.. list.EnumerateArray().Select(item => item.GetInt32())]
            : null;

    /// <summary>Runs of [value, count], written out.</summary>
    public static double[] Runs(this JsonElement list) =>
        [.. list.EnumerateArray().SelectMany(run => Enumerable.Repeat(run[0].GetDouble(), run[1].GetInt32()))];

    /// <summary>Adds to a list of failures what a check says, so that a test tells all of them.</summary>
    public static void Note(this List<string> wrong, string what, IEnumerable<int> expected, IEnumerable<int> found)
    {
        if (!expected.SequenceEqual(found))
            wrong.Add(
                $"{JsonSerializer.Serialize(what)}: [{string.Join(' ', found)}] "
                    + $"instead of [{string.Join(' ', expected)}]"
            );
    }
}
