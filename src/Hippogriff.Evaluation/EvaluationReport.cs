using System.Globalization;
using System.Text;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Texts;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Evaluation;

/// <summary>How the pictures of a report were made.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Hash">Hash of its weights.</param>
/// <param name="Judge">Hash of the judge's weights.</param>
/// <param name="Settings">Sampler, steps, guidance and the like, as one line.</param>
/// <param name="Seconds">Time of drawing and judging.</param>
public sealed record EvaluationHeading(string Model, string Hash, string Judge, string Settings, double Seconds);

/// <summary>
/// Writes an evaluation as files. <c>report.md</c> has tables and mistakes. One sheet per category shows every picture
/// in order, with a green frame if correct and a red one if wrong. <c>nearest.png</c> shows the pictures nearest to a
/// training picture next to it. Nothing is selected by hand.
/// </summary>
public static class EvaluationReport
{
    private const string Page = "report.md",
        NearestSheet = "nearest.png";
    private const int Frame = 2,
        Green = 0x2f9e44,
        Red = 0xd6336c;

    /// <summary>Writes the report into <paramref name="folder"/> and returns the page's path.</summary>
    /// <param name="folder">The folder; files with the same names are replaced.</param>
    /// <param name="result">The result.</param>
    /// <param name="heading">How it was measured.</param>
    /// <param name="training">The training pictures that were searched for copies.</param>
    public static string Write(
        string folder,
        EvaluationResult result,
        EvaluationHeading heading,
        IExampleSource training
    )
    {
        Directory.CreateDirectory(folder);
        foreach (Category category in result.Categories.Keys)
        {
            JudgedPicture[] pictures = [.. result.Pictures.Where(p => p.Prompt.Category == category)];
            int each = pictures.TakeWhile(p => p.Prompt.Words == pictures[0].Prompt.Words).Count();
            SheetPicture[] cells =
            [
                .. pictures.Select(p => new SheetPicture(Framed(p.Image, p.Verdict.Right), Label(p))),
            ];
            PngFile.Write(
                Path.Combine(folder, $"{Categories.NameOf(category)}.png"),
                ContactSheet.Grid(
                    cells,
                    columns: Math.Max(8 / each, 1) * each,
                    title: $"{heading.Model}, {Categories.NameOf(category)}: every picture, unchosen"
                ),
                generated: true
            );
        }
        SheetPicture[] pairs =
        [
            .. result.Nearest.SelectMany(n =>
                new[]
                {
                    new SheetPicture(n.Picture.Image, $"{n.Neighbour.Distance:0.0} from: {n.Picture.Prompt.Words}"),
                    new SheetPicture(
                        training.Get(n.Neighbour.Training).Image,
                        $"training {n.Neighbour.Training}: {training.Get(n.Neighbour.Training).Caption}"
                    ),
                }
            ),
        ];
        PngFile.Write(
            Path.Combine(folder, NearestSheet),
            ContactSheet.Grid(pairs, columns: 8, title: "Drawn pictures and the training pictures nearest to them"),
            generated: true
        );
        string page = Path.Combine(folder, Page);
        AtomicFile.Write(page, Encoding.UTF8.GetBytes(EvaluationPage.Of(result, heading, NearestSheet)));
        return page;
    }

    private static string Label(JudgedPicture picture) =>
        picture.Verdict.Right
            ? $"{picture.Prompt.Words} [{picture.Seed}]"
            : $"{picture.Prompt.Words} [{picture.Seed}] {picture.Verdict.Fault}";

    private static RgbImage Framed(RgbImage image, bool right)
    {
        Canvas canvas = new(image.Width + 2 * Frame, image.Height + 2 * Frame, right ? Green : Red);
        canvas.Draw(image, Frame, Frame);
        return canvas.Image;
    }
}
