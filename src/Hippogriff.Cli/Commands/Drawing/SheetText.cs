using System.Text.Json;
using Hippogriff.Cli.Views;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>What a sheet says of its pictures: their settings as JSON, in a text of the PNG.</summary>
internal static class SheetText
{
    private const string Key = "Hippogriff sheet";

    /// <summary>The text for a sheet of these pictures.</summary>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<GenerationSettings> pictures) =>
        new Dictionary<string, string> { [Key] = Json.Line(pictures) };

    /// <summary>The settings of a sheet's pictures; null if the file is none.</summary>
    /// <exception cref="HippogriffException">It is a damaged PNG, or its text cannot be read.</exception>
    public static IReadOnlyList<GenerationSettings>? Read(string path)
    {
        if (
            !path.EndsWith(".png", StringComparison.OrdinalIgnoreCase)
            || !PngFile.ReadTexts(path).TryGetValue(Key, out string? text)
        )
            return null;
        try
        {
            return JsonSerializer.Deserialize<GenerationSettings[]>(text, JsonSerializerOptions.Web);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new HippogriffException($"What '{path}' says of its pictures cannot be read.", error);
        }
    }
}
