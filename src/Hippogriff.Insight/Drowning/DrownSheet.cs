using System.Globalization;
using Hippogriff.Imaging;

namespace Hippogriff.Insight.Drowning;

/// <summary>A drowned picture as a strip, and how much of it survives as a curve.</summary>
public static class DrownSheet
{
    /// <summary>A column a level: what the network is given, cleaned without words, cleaned with words.</summary>
    public static RgbImage Strip(DrownStory story) => ContactSheet.Strip(
        [
            [new SheetPicture(story.Original, "the picture"), .. story.Levels.Select(l => new SheetPicture(l.Drowned, string.Create(CultureInfo.InvariantCulture, $"drowned {l.Strength:0.##}")))],
            [new SheetPicture(story.Original), .. story.Levels.Select(l => new SheetPicture(l.WithoutWords, Survives(l.SurvivalWithoutWords)))],
            [new SheetPicture(story.Original), .. story.Levels.Select(l => new SheetPicture(l.WithWords, Survives(l.SurvivalWithWords)))],
        ],
        story.Settings.Prompt.Length == 0 ? "cleaned without words" : $"cleaned towards: {story.Settings.Prompt}", ["drowned", "without words", "with words"]);

    /// <summary>Survival over the level, without and with words.</summary>
    public static RgbImage Curve(DrownStory story) => LinePlot.Draw(new PlotFrame("How much of the picture survives", "drowned", "survives"),
    [
        new PlotCurve("without words", [(0, 1), .. story.Levels.Select(l => (l.Strength, l.SurvivalWithoutWords))]),
        new PlotCurve("with words", [(0, 1), .. story.Levels.Select(l => (l.Strength, l.SurvivalWithWords))]),
    ]);

    /// <summary>The frames of a film, one a level.</summary>
    public static IReadOnlyList<RgbImage> Frames(DrownStory story) => [.. story.Levels.Select(l => ContactSheet.Strip(
        [[new SheetPicture(l.Drowned, string.Create(CultureInfo.InvariantCulture, $"drowned {l.Strength:0.00}")), new SheetPicture(l.WithoutWords, "without words"), new SheetPicture(l.WithWords, "with words")]],
        enlarge: Math.Max(1, 192 / Math.Max(l.Drowned.Width, l.Drowned.Height))))];

    private static string Survives(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} % survives");
}
