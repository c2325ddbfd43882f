using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;

namespace Hippogriff.Insight.Survival;

/// <summary>Draws the noised and denoised pictures as a strip, and survival as a curve.</summary>
public static class SurvivalSheet
{
    /// <summary>
    /// One column per level: the network's input, denoised without a prompt, and denoised with the prompt if there is
    /// one.
    /// </summary>
    public static RgbImage Strip(SurvivalStory story)
    {
        List<IReadOnlyList<SheetPicture>> rows =
        [
            [
                new SheetPicture(story.Original, "the picture"),
                .. story.Levels.Select(l => new SheetPicture(
                    l.Noised,
                    string.Create(CultureInfo.InvariantCulture, $"noised {l.Strength:0.##}")
                )),
            ],
            [
                new SheetPicture(story.Original),
                .. story.Levels.Select(l => new SheetPicture(l.WithoutWords, Survives(l.SurvivalWithoutWords))),
            ],
        ];
        if (Worded(story))
            rows.Add([
                new SheetPicture(story.Original),
                .. story.Levels.Select(l => new SheetPicture(l.WithWords, Survives(l.SurvivalWithWords))),
            ]);
        return ContactSheet.Strip(
            rows,
            Worded(story) ? $"cleaned towards: {story.Settings.Prompt}" : "cleaned without words",
            ["noised", "without words", "with words"]
        );
    }

    /// <summary>Survival by level, without and with the prompt.</summary>
    public static RgbImage Curve(SurvivalStory story) =>
        LinePlot.Draw(
            new PlotFrame("How much of the picture survives", "noised", "survives"),
            [
                new PlotCurve(
                    "without words",
                    [(0, 1), .. story.Levels.Select(l => (l.Strength, l.SurvivalWithoutWords))]
                ),
                .. Worded(story)
                    ?
                    [
                        new PlotCurve(
                            "with words",
                            [(0, 1), .. story.Levels.Select(l => (l.Strength, l.SurvivalWithWords))]
                        ),
                    ]
                    : Array.Empty<PlotCurve>(),
            ]
        );

    /// <summary>The frames of an animation, one per level.</summary>
    public static IReadOnlyList<RgbImage> Frames(SurvivalStory story) =>
        [
            .. story.Levels.Select(l =>
                ContactSheet.Strip(
                    [
                        [
                            new SheetPicture(
                                l.Noised,
                                string.Create(CultureInfo.InvariantCulture, $"noised {l.Strength:0.00}")
                            ),
                            new SheetPicture(l.WithoutWords, "without words"),
                            .. Worded(story)
                                ? [new SheetPicture(l.WithWords, "with words")]
                                : Array.Empty<SheetPicture>(),
                        ],
                    ],
                    enlarge: Math.Max(1, 192 / Math.Max(l.Noised.Width, l.Noised.Height))
                )
            ),
        ];

    private static bool Worded(SurvivalStory story) => story.Settings.Prompt.Length > 0;

    private static string Survives(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} % survives");
}
