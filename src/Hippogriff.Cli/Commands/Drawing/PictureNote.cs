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
        where T : class =>
        path.EndsWith(".png", StringComparison.OrdinalIgnoreCase)
            ? Read<T>(PngFile.ReadTexts(path), key, $"'{path}'")
            : null;

    /// <inheritdoc cref="Read{T}(string, string)"/>
    public static T? Read<T>(PictureBytes picture, string key)
        where T : class =>
        picture.IsPng ? Read<T>(PngFile.ReadTexts(picture.File, picture.Name), key, "the picture") : null;

    private static T? Read<T>(IReadOnlyDictionary<string, string> texts, string key, string name)
        where T : class
    {
        if (!texts.TryGetValue(key, out string? text))
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new HippogriffException($"What {name} says of its pictures cannot be read.", error);
        }
    }
}
