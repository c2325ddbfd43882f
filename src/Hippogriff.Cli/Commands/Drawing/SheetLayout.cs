using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>Lays pictures of prompts and seeds out on a labelled sheet.</summary>
internal static class SheetLayout
{
    /// <summary>Draws the sheet: common settings above, differing ones below each picture.</summary>
    /// <param name="pictures">The pictures, prompt by prompt; the last ones may be missing.</param>
    /// <param name="prompts">Number of prompts.</param>
    /// <param name="seeds">Number of seeds.</param>
    public static RgbImage Draw(IReadOnlyList<GeneratedImage> pictures, int prompts, int seeds)
    {
        GenerationSettings first = pictures[0].Settings;
        string common = string.Create(
            CultureInfo.InvariantCulture,
            $"{first.Model}, {Counted.Of(first.Steps, "step")} of {first.Sampler}, guidance {first.Guidance:0.##}"
        );
        return Draw(
            [.. pictures.Select(picture => (picture.Image, picture.Settings.Prompt, picture.Settings.Seed))],
            prompts,
            seeds,
            common
        );
    }

    /// <summary>A sheet with one row per prompt and one column per seed, if there are several of both.</summary>
    /// <param name="pictures">The pictures, prompt by prompt.</param>
    /// <param name="prompts">Number of prompts.</param>
    /// <param name="seeds">Number of seeds.</param>
    /// <param name="common">Text above the pictures, next to their common prompt and seed.</param>
    public static RgbImage Draw(
        IReadOnlyList<(RgbImage Image, string Prompt, long Seed)> pictures,
        int prompts,
        int seeds,
        string common
    )
    {
        (_, string prompt, long seed) = pictures[0];
        string[] title =
        [
            .. prompts == 1 && prompt.Length > 0 ? [prompt] : Array.Empty<string>(),
            common,
            .. seeds == 1 ? [$"seed {seed}"] : Array.Empty<string>(),
        ];
        return ContactSheet.Grid(
            [.. pictures.Select(cell => new SheetPicture(cell.Image, Label(cell.Prompt, cell.Seed)))],
            prompts > 1 && seeds > 1 ? seeds : 0,
            string.Join(", ", title)
        );

        string Label(string prompt, long seed) =>
            (prompts > 1, seeds > 1) switch
            {
                (true, true) => $"{prompt}, seed {seed}",
                (true, false) => prompt,
                (false, true) => $"seed {seed}",
                _ => "",
            };
    }
}
