using System.Globalization;
using Hippogriff.Cli.Views;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Stereograms;

/// <summary>The picture to hide.</summary>
/// <param name="Image">Its pixels.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Drawn">How a model drew it; null for a file.</param>
internal sealed record HiddenPicture(RgbImage Image, string Name, GenerationSettings? Drawn);

/// <summary>A written stereogram.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Depth">File of the depth; null if none was asked.</param>
/// <param name="Image">Its pixels.</param>
/// <param name="Source">What is hidden in it.</param>
/// <param name="IsOutline">Whether an outline was taken, and not brightness.</param>
/// <param name="Separation">Distance in pixels at which the far wall repeats.</param>
internal sealed record MadeStereogram(
    string Path,
    string? Depth,
    RgbImage Image,
    HiddenPicture Source,
    bool IsOutline,
    int Separation
);

/// <summary>Tells where a stereogram is and what is hidden in it.</summary>
internal static class StereogramView
{
    public static void Write(Terminal terminal, MadeStereogram made, bool json)
    {
        if (json)
        {
            Json.Write(
                terminal.Out,
                new
                {
                    made.Path,
                    made.Depth,
                    made.Separation,
                    Read = made.IsOutline ? "outline" : "depth",
                    made.Source.Drawn?.Prompt,
                    made.Source.Drawn?.Seed,
                    made.Image.Width,
                    made.Image.Height,
                }
            );
            return;
        }
        terminal.Out.WriteLine(made.Path);
        if (made.Depth is not null)
            terminal.Out.WriteLine(made.Depth);
        string hidden =
            made.Source.Drawn is { } drawn
                ? string.Create(CultureInfo.InvariantCulture, $"\"{drawn.Prompt}\" (seed {drawn.Seed}) is hidden in it")
            : made.IsOutline ? "an outline is hidden in it"
            : "a picture of depth is hidden in it";
        terminal.Error.WriteLine(
            $"{hidden}, {made.Separation} pixels apart; look through the picture as through a window, or: "
                + $"hippogriff stereogram solve {made.Path}"
        );
    }
}
