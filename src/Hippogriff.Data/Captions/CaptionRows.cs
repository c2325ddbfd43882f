using System.Text.Json;
using Hippogriff.Files;
using Microsoft.VisualBasic.FileIO;

namespace Hippogriff.Data.Captions;

/// <summary>A row of an index.</summary>
/// <param name="Line">1-based line.</param>
/// <param name="File">The picture, relative to the index's folder.</param>
/// <param name="Caption">Its caption; empty if there is none.</param>
internal sealed record CaptionRow(int Line, string File, string Caption);

/// <summary>Reads caption indexes: one JSON object per line, or a CSV table with a header.</summary>
internal static class CaptionRows
{
    private static readonly string[] s_files = ["file_name", "file"],
        s_captions = ["text", "caption"];

    /// <summary>File names of an index; the first that exists is used.</summary>
    public static IReadOnlyList<string> Names { get; } = ["metadata.jsonl", "metadata.csv", "captions.jsonl"];

    /// <summary>
    /// Whether an index lists all pictures of its folder, so that others are skipped. A table only covers the pictures
    /// that it lists.
    /// </summary>
    public static bool SaysAll(string index) => !IsTable(index);

    private static bool IsTable(string index) =>
        Path.GetExtension(index).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>The rows of an index.</summary>
    /// <exception cref="HippogriffException">It is damaged, or a row has no file name.</exception>
    public static IEnumerable<CaptionRow> Read(string index, PlainText text) =>
        IsTable(index) ? Table(index, text.Text) : Lines(index, text.Lines);

    private static IEnumerable<CaptionRow> Lines(string index, IReadOnlyList<string> lines)
    {
        string key = Path.GetFileName(index) == Names[0] ? s_files[0] : s_files[1];
        for (int i = 0; i < lines.Count; i++)
            if (!string.IsNullOrWhiteSpace(lines[i]))
                yield return Row(index, i + 1, lines[i], key);
    }

    private static CaptionRow Row(string index, int number, string line, string key)
    {
        try
        {
            using JsonDocument row = JsonDocument.Parse(line);
            if (
                row.RootElement.ValueKind == JsonValueKind.Object
                && First(row.RootElement, s_files) is { } file
                && IsName(file)
            )
                return new CaptionRow(number, file, First(row.RootElement, s_captions) ?? "");
        }
        // an unpaired surrogate in a string is found when it is read
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new HippogriffException($"Line {number} of '{index}' is not JSON.", FaultKind.DamagedFile);
        }
        throw new HippogriffException(
            $"Line {number} of '{index}' has no \"{key}\"; a line is an object with \"{key}\" and \"text\".",
            FaultKind.DamagedFile
        );
    }

    private static string? First(JsonElement row, string[] names) =>
        names
            .Select(name =>
                row.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
                    ? value.GetString()
                    : null
            )
            .FirstOrDefault(value => value is not null);

    private static bool IsName(string file) => file.Length > 0 && !file.Contains('\0');

    private static IEnumerable<CaptionRow> Table(string index, string text)
    {
        using TextFieldParser rows = new(new StringReader(text))
        {
            TextFieldType = FieldType.Delimited,
            HasFieldsEnclosedInQuotes = true,
        };
        rows.SetDelimiters(",");
        string[] names = [.. (Fields(index, rows) ?? []).Select(name => name.ToLowerInvariant())];
        int file = Array.FindIndex(names, s_files.Contains),
            caption = Array.FindIndex(names, s_captions.Contains);
        if (file < 0 || caption < 0)
            throw new HippogriffException(
                $"The first line of '{index}' names the columns, and has to have \"file_name\" and \"text\" "
                    + "among them.",
                FaultKind.DamagedFile
            );
        while (true)
        {
            int line = (int)rows.LineNumber;
            if (Fields(index, rows) is not { } fields)
                yield break;
            if (fields.Length <= file || !IsName(fields[file]))
                throw new HippogriffException(
                    $"Line {line} of '{index}' has no \"{names[file]}\".",
                    FaultKind.DamagedFile
                );
            yield return new CaptionRow(line, fields[file], fields.Length > caption ? fields[caption] : "");
        }
    }

    private static string[]? Fields(string index, TextFieldParser rows)
    {
        try
        {
            return rows.ReadFields();
        }
        catch (MalformedLineException)
        {
            throw new HippogriffException(
                $"Line {rows.ErrorLineNumber} of '{index}' has quotes that do not close.",
                FaultKind.DamagedFile
            );
        }
    }
}
