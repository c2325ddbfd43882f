using System.Text.Json;
using Hippogriff.Imaging;

namespace Hippogriff.Training.Data;

/// <summary>A picture file and what is said of it; several captions are several ways to say it.</summary>
public sealed record CaptionedFile(string Path, IReadOnlyList<string> Captions);

/// <summary>
/// Finds the captions of a folder: <c>metadata.jsonl</c> (file_name with text or caption, as Hugging Face's imagefolder has it),
/// else <c>captions.jsonl</c> (file with text or caption), else a <c>.txt</c> file beside each picture, one caption a line.
/// </summary>
internal static class CaptionIndex
{
    /// <summary>
    /// The captioned files in a stable order; <paramref name="skip"/> hears of what has no caption. Without <paramref name="captions"/> all pictures, and nothing said of them.
    /// </summary>
    /// <exception cref="HippogriffException">The folder cannot be read or an index is damaged.</exception>
    public static List<CaptionedFile> Read(string folder, Action<string, string> skip, bool captions = true)
    {
        if (!Directory.Exists(folder))
            throw new HippogriffException($"There is no folder '{folder}'.", FaultKind.NotFound);
        try
        {
            if (!captions)
                return [.. Pictures(folder).Select(path => new CaptionedFile(path, [""]))];
            foreach (var (index, key) in new[] { ("metadata.jsonl", "file_name"), ("captions.jsonl", "file") })
            {
                if (File.Exists(Path.Combine(folder, index)))
                    return FromLines(folder, Path.Combine(folder, index), key, skip);
            }
            return FromTextFiles(folder, skip);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException($"The folder '{folder}' cannot be read: {e.Message}");
        }
    }

    private static List<CaptionedFile> FromLines(string folder, string index, string key, Action<string, string> skip)
    {
        var (found, number, root) = (new List<CaptionedFile>(), 0, Path.GetFullPath(folder) + Path.DirectorySeparatorChar);
        foreach (var line in File.ReadLines(index))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var (file, caption) = Row(index, number, line, key);
            var path = Path.GetFullPath(Path.Combine(folder, file));
            if (!path.StartsWith(root, StringComparison.Ordinal))
                throw new HippogriffException($"Line {number} of '{index}' names '{file}', which lies outside the folder.", FaultKind.DamagedFile);
            if (caption.Length == 0)
                skip(path, $"'{path}' has no caption.");
            else
                found.Add(new CaptionedFile(path, [caption]));
        }
        return found;
    }

    private static (string File, string Caption) Row(string index, int number, string line, string key)
    {
        try
        {
            using var row = JsonDocument.Parse(line);
            string? Text(string name) => row.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            if (row.RootElement.ValueKind == JsonValueKind.Object && (Text(key) ?? Text("file_name") ?? Text("file")) is { Length: > 0 } file)
                return (file, OneLine(Text("text") ?? Text("caption") ?? ""));
        }
        catch (JsonException)
        {
            throw new HippogriffException($"Line {number} of '{index}' is not JSON.", FaultKind.DamagedFile);
        }
        throw new HippogriffException($"Line {number} of '{index}' has no \"{key}\"; a line is an object with \"{key}\" and \"text\".", FaultKind.DamagedFile);
    }

    private static List<CaptionedFile> FromTextFiles(string folder, Action<string, string> skip)
    {
        var found = new List<CaptionedFile>();
        foreach (var path in Pictures(folder))
        {
            var text = Path.ChangeExtension(path, ".txt");
            var captions = File.Exists(text) ? File.ReadLines(text).Select(OneLine).Where(l => l.Length > 0).ToList() : [];
            if (captions.Count == 0)
                skip(path, $"'{path}' has no caption.");
            else
                found.Add(new CaptionedFile(path, captions));
        }
        return found;
    }

    private static IEnumerable<string> Pictures(string folder)
    {
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 16 };
        return Directory.EnumerateFiles(folder, "*", everywhere).Where(f => ImageFile.Extensions.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal);
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
