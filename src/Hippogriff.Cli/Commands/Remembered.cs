using Hippogriff.Imaging;

namespace Hippogriff.Cli.Commands;

/// <summary>Settings read back from a picture that an earlier run wrote.</summary>
internal static class Remembered
{
    /// <summary>Fills the choices from the picture that --from names, if it names one.</summary>
    /// <exception cref="HippogriffException">The file is no PNG, JPEG or WebP, or carries no settings.</exception>
    public static DrawingChoices Recall(DrawingChoices choices) => choices.From is null ? choices : choices.Over(Read(choices.From));

    public static Infotext Read(string path) =>
        ImageMetadata.Read(path).Infotext ?? throw new HippogriffException($"'{path}' carries no settings; pictures written by hippogriff generate do.");
}
