using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Insight.Chance;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>A walk as a sheet, a sentence and JSON.</summary>
internal static class WalkView
{
    /// <summary>Pictures in a row, at most.</summary>
    private const int Widest = 12;

    /// <summary>The pictures in rows of the same length, each with its share of the way.</summary>
    public static RgbImage Sheet(WalkStory story, WalkChoices choices)
    {
        int rows = (choices.Frames + Widest - 1) / Widest,
            columns = (choices.Frames + rows - 1) / rows;
        return ContactSheet.Grid(
            [
                .. story.Frames.Select(f => new SheetPicture(
                    f.Image,
                    string.Create(CultureInfo.InvariantCulture, $"{100 * f.Share:0} %")
                )),
            ],
            columns,
            choices.Title
        );
    }

    /// <summary>Where the pictures change most.</summary>
    public static void Write(TextWriter output, WalkStory story)
    {
        IReadOnlyList<double> strides = story.Strides;
        int widest = strides.Index().MaxBy(s => s.Item).Index;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Counted.Of(story.Frames.Count, "picture")}; the widest stride, {strides[widest]:0.0} of 255, "
                    + $"lies between {100 * story.Frames[widest].Share:0} % and "
                    + $"{100 * story.Frames[widest + 1].Share:0} %, the mean one is {strides.Average():0.0}"
            )
        );
    }

    public static object Document(InspectionFlow flow, WalkStory story) =>
        new
        {
            flow.Seconds,
            Files = flow.Written,
            story.From,
            story.To,
            Shares = story.Frames.Select(f => InspectionFlow.Round(f.Share)),
            Strides = story.Strides.Select(s => InspectionFlow.Round(s, 2)),
        };
}
