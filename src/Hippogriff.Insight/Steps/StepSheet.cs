using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;

namespace Hippogriff.Insight.Steps;

/// <summary>Draws the steps of a run as one picture and as an animation.</summary>
public static class StepSheet
{
    private const int MostColumns = 12;

    /// <summary>
    /// One column per step and one row per quantity. Long runs are thinned evenly; the first and last step are kept.
    /// </summary>
    public static RgbImage Draw(StepStory story)
    {
        StepView[] shown = Shown(story.Steps);
        double change = story.Steps.Max(s => (double)s.Change.Peak),
            pull = story.Steps.Max(s => (double)(s.Pull?.Map.Peak ?? 0));
        List<IReadOnlyList<SheetPicture>> rows =
        [
            [
                .. shown.Select(s => new SheetPicture(
                    s.Seen,
                    string.Create(CultureInfo.InvariantCulture, $"step {s.Index}, noise {s.From:0.##}")
                )),
            ],
            [.. shown.Select(s => new SheetPicture(s.Clean))],
            [.. shown.Select(s => new SheetPicture(s.Noise))],
            [
                .. shown.Select(s => new SheetPicture(
                    s.Change.ToImage(change),
                    string.Create(CultureInfo.InvariantCulture, $"{s.Change.Strength:0.0}")
                )),
            ],
        ];
        List<string> names = ["what it sees", "clean guess", "believed noise", "what changed"];
        if (pull > 0)
        {
            rows.Add([.. shown.Select(s => PullOf(s, pull))]);
            names.Add("where words pull");
        }
        return ContactSheet.Strip(
            rows,
            $"{(story.Settings.Prompt.Length == 0 ? "no words" : story.Settings.Prompt)}, seed {story.Settings.Seed}",
            names
        );
    }

    private static StepView[] Shown(IReadOnlyList<StepView> steps)
    {
        int columns = Math.Min(steps.Count, MostColumns);
        return
        [
            .. Enumerable
                .Range(0, columns)
                .Select(i => steps[columns == 1 ? 0 : (int)Math.Round((double)i * (steps.Count - 1) / (columns - 1))]),
        ];
    }

    private static SheetPicture PullOf(StepView step, double most) =>
        step.Pull is { } pull
            ? new SheetPicture(
                pull.Map.ToImage(most),
                string.Create(CultureInfo.InvariantCulture, $"{pull.Map.Strength:0.0}")
            )
            : new SheetPicture(Nothing(step.Clean), "not guided");

    /// <summary>
    /// The frames of an animation, one per step: the input, the denoised guess and the effect of guidance, side by
    /// side.
    /// </summary>
    public static IReadOnlyList<RgbImage> Frames(StepStory story)
    {
        double pull = story.Steps.Max(s => (double)(s.Pull?.Map.Peak ?? 0));
        return
        [
            .. story.Steps.Select(s =>
                ContactSheet.Strip(
                    [
                        [
                            new SheetPicture(
                                s.Seen,
                                string.Create(CultureInfo.InvariantCulture, $"step {s.Index}, noise {s.From:0.00}")
                            ),
                            new SheetPicture(s.Clean, "clean guess"),
                            new SheetPicture(
                                s.Pull?.Map.ToImage(pull) ?? Nothing(s.Clean),
                                s.Pull is null ? "not guided" : "where words pull"
                            ),
                        ],
                    ],
                    enlarge: Math.Max(1, 192 / Math.Max(s.Clean.Width, s.Clean.Height))
                )
            ),
        ];
    }

    /// <summary>A light grey area for an empty cell.</summary>
    private static RgbImage Nothing(RgbImage like)
    {
        byte[] pixels = new byte[like.Pixels.Length];
        Array.Fill(pixels, (byte)0xe4);
        return new RgbImage(like.Width, like.Height, pixels);
    }
}
