using System.Globalization;
using Hippogriff.Imaging;

namespace Hippogriff.Insight.Spread;

/// <summary>A spread as a sheet of strips, and as clouds that shrink.</summary>
public static class SpreadSheet
{
    private const int MostShown = 10;

    /// <summary>A strip of pictures a prompt, its spread beneath.</summary>
    public static RgbImage Strips(SpreadStory story) => ContactSheet.Strip(
        [.. story.Prompts.Select(p => (IReadOnlyList<SheetPicture>)[.. p.Images.Take(MostShown).Select((image, i) => new SheetPicture(image, i == 0 ? Said(p) : i == 1 ? Figure(story, p) : ""))])],
        "The more specific the words, the smaller the target?", enlarge: 2);

    /// <summary>Every picture a dot on one plane, every prompt a colour, the lines meeting in the prompt's middle.</summary>
    public static RgbImage Clouds(SpreadStory story) => LinePlot.Draw(
        new PlotFrame($"What each prompt can become ({story.Spaces[0]})", "", ""),
        [.. story.Prompts.Select(p =>
        {
            (double X, double Y) middle = (p.Places.Average(at => at.X), p.Places.Average(at => at.Y));
            return new PlotCurve(Said(p), [.. p.Places.SelectMany(at => new[] { middle, at, (double.NaN, double.NaN) })]);
        })], 1100, 760);

    /// <summary>"a cat", or "no words".</summary>
    public static string Said(PromptCloud prompt) => prompt.Prompt.Length == 0 ? "no words" : prompt.Prompt;

    private static string Figure(SpreadStory story, PromptCloud prompt) => string.Join(", ", story.Spaces.Select(space =>
        string.Create(CultureInfo.InvariantCulture, $"{space} {prompt.Spreads[space].Value:0.0} ±{prompt.Spreads[space].Error:0.0}")));
}
