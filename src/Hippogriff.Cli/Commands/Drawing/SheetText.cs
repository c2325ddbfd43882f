using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>What a sheet says of its pictures: their settings as JSON, in a text of the PNG.</summary>
internal static class SheetText
{
    private const string Key = "Hippogriff sheet";

    /// <summary>The text for a sheet of these pictures.</summary>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<GenerationSettings> pictures) =>
        PictureNote.Of(Key, pictures);

    /// <summary>The settings of a sheet's pictures; null if the file is none.</summary>
    /// <exception cref="HippogriffException">It is a damaged PNG, or its text cannot be read.</exception>
    public static IReadOnlyList<GenerationSettings>? Read(string path) =>
        PictureNote.Read<GenerationSettings[]>(path, Key);

    /// <inheritdoc cref="Read(string)"/>
    public static IReadOnlyList<GenerationSettings>? Read(PictureBytes picture) =>
        PictureNote.Read<GenerationSettings[]>(picture, Key);
}
