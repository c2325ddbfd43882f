using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Views;

/// <summary>The steps of one run as a picture: noisy pictures above, denoised guesses below.</summary>
internal static class StepStrip
{
    /// <summary>
    /// Maximum number of steps shown; longer runs are thinned evenly, and the first and last are kept.
    /// </summary>
    internal const int MaxColumns = 16;

    /// <param name="steps">The pictures of the run, with or without the initial one.</param>
    /// <param name="count">Number of steps of the run.</param>
    public static RgbImage Draw(IReadOnlyList<StepPicture> steps, int count)
    {
        int first = 1 - (steps.Count - count);
        int columns = Math.Min(steps.Count, MaxColumns);
        int[] shown =
        [
            .. Enumerable
                .Range(0, columns)
                .Select(i => columns == 1 ? 0 : (int)Math.Round((double)i * (steps.Count - 1) / (columns - 1))),
        ];
        return ContactSheet.Strip(
            [
                [
                    .. shown.Select(i => new SheetPicture(
                        steps[i].Noisy,
                        string.Create(CultureInfo.InvariantCulture, $"step {first + i}, noise {steps[i].Sigma:0.##}")
                    )),
                ],
                [.. shown.Select(i => new SheetPicture(steps[i].Clean))],
            ],
            rowNames: ["picture", "clean guess"]
        );
    }
}
