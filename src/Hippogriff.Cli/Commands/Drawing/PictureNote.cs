using System.Text.Json;
using Hippogriff.Cli.Views;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>Notes as JSON in a text of a PNG, each under its own keyword.</summary>
internal static class PictureNote
{
    /// <summary>The text of a note.</summary>
    public static IReadOnlyDictionary<string, string> Of<T>(string key, T note) =>
        new Dictionary<string, string> { [key] = Json.Line(note) };

    /// <summary>The note of a picture; null if the file is no PNG or has none.</summary>
    /// <exception cref="HippogriffException">It is a damaged PNG, or its note cannot be read.</exception>
    public static T? Read<T>(string path, string key)
        where T : class
    {
        if (
            !path.EndsWith(".png", StringComparison.OrdinalIgnoreCase)
            || !PngFile.ReadTexts(path).TryGetValue(key, out string? text)
        )
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new HippogriffException($"What '{path}' says of its pictures cannot be read.", error);
        }
    }
}
