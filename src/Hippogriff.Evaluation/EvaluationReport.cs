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
        Red = 0xd6336c,
        MostMistakes = 24;

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
        AtomicFile.Write(page, Encoding.UTF8.GetBytes(Text(result, heading)));
        return page;
    }

    /// <summary>The page.</summary>
    internal static string Text(EvaluationResult result, EvaluationHeading heading)
    {
        StringBuilder page = new();
        void Line(string text = "") => page.Append(text).Append('\n');
        int prompts = result.Pictures.Select(p => (p.Prompt.Category, p.Prompt.Words)).Distinct().Count();
        Line(
            $"# {heading.Model} on {(result.Share == PromptShare.HeldOut ? "held-out prompts" : "validation prompts")}"
        );
        Line();
        Line(
            $"Model hash {heading.Hash}, judged by {heading.Judge}; {heading.Settings}. "
                + $"{Counted.Of(prompts, "prompt")}, {Counted.Of(result.Pictures.Count, "picture")}, "
                + $"{heading.Seconds:0} seconds. See docs/evaluation.md for what the figures mean."
        );
        if (result.Share == PromptShare.Validation)
            Line(
                "\nThese prompts are of the training share: the figures are for choosing settings and are "
                    + "not the model's."
            );
        Line();
        Line("| Asked | Right | ± | The judge on true scenes | Pictures | |");
        Line("|---|---|---|---|---|---|");
        if (result.Overall is { } overall)
            Line($"| **overall** (the six) | **{Percent(overall)}** | | {Percent(result.OverallCeiling!.Value)} | | |");
        foreach ((Category category, CategoryFigure figure) in result.Categories)
        {
            string parts = string.Join(", ", figure.Parts.Select(p => $"{p.Key} {Percent(p.Value)}"));
            Line(
                $"| {Categories.NameOf(category)} | {Percent(figure.Right)} | {Percent(figure.Error)} | "
                    + $"{Percent(figure.Ceiling)} | {figure.Pictures} | {parts} |"
            );
        }
        if (result.Atoms is { } atoms)
        {
            Line(Row("atoms", atoms.Atoms, result.TrueAtoms?.Atoms, atoms.Pictures));
            Line(Row("prompts wholly right", atoms.Whole, result.TrueAtoms?.Whole, atoms.Pictures));
        }
        Line(
            $"| backgrounds, in all pictures | {Percent(result.Backgrounds.Right)} | | "
                + $"{Percent(result.Backgrounds.Ceiling)} | {result.Pictures.Count} | |"
        );
        if (result.Own is { } own)
            Line(
                $"| own pictures | {Percent(own.Drawn)} | {Percent(own.Error)} | {Percent(own.Ceiling)} | "
                    + $"{own.Pictures} | of other things {Percent(own.Others)}; {Distance(own)} |"
            );
        Line();
        Line(
            $"- The judge sees a thing in {Percent(result.Refusals.Noise)} of noise and "
                + $"{Percent(result.Refusals.Blank)} of empty backgrounds, and takes "
                + $"{Percent(result.Refusals.WrongPrompts)} of true scenes for those of another prompt."
        );
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"- Frechet distance in the judge's features: {result.Frechet.Model:0.00}; between held-out "
                    + $"and training scenes {result.Frechet.Floor:0.00}, between scenes of the same prompts "
                    + $"{result.Frechet.Again:0.00} ({Counted.Of(result.Frechet.Pictures, "picture")} on either "
                    + $"side)."
            )
        );
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"- Copies: {Percent(result.Copies.Share)} of the pictures are nearer to one of "
                    + $"{Counted.Grouped(result.Copies.TrainingPictures, "training picture")} than "
                    + $"{result.Copies.Threshold:0.0} of 255 and show the same things; of unseen scenes, by chance, "
                    + $"{Percent(result.Copies.Chance)} are. Median distance {result.Copies.Median:0.0}, of unseen "
                    + $"scenes {result.Copies.UnseenMedian:0.0}."
            )
        );
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"- Spread between seeds: {result.Spread.Model:0.00}; of true scenes of one prompt "
                    + $"{result.Spread.Scenes:0.00}."
            )
        );
        if (result.Diagnosis is { } diagnosis)
            Levels(diagnosis, Line);
        Line();
        Line("## Most frequent mistakes");
        Line();
        foreach (string mistake in Mistakes(result.Pictures).Take(MostMistakes))
            Line($"- {mistake}");
        Line();
        Line("## Every picture");
        Line();
        Line(
            "Green: right; red: wrong, with what the judge sees. Each prompt stands with its seeds; "
                + "hippogriff generate with the same prompt, seed and settings draws the same picture."
        );
        foreach (Category category in result.Categories.Keys)
        {
            Line();
            Line($"![{Categories.NameOf(category)}: every picture]({Categories.NameOf(category)}.png)");
        }
        Line();
        Line("## Nearest to training pictures");
        Line();
        Line($"![Pairs of a drawn picture and the training picture nearest to it]({NearestSheet})");
        return page.ToString();
    }

    private static string Distance(OwnFigure own) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Frechet distance to the own pictures {own.Distance:0.0}, of other things {own.OthersDistance:0.0}"
        );

    private static void Levels(ModelDiagnosis diagnosis, Action<string> line)
    {
        foreach (string remark in diagnosis.Diagnostics())
            line($"- {remark}");
        line("");
        line("## What it misses, by noise level");
        line("");
        line("Share of the picture that is not guessed: 0 is a perfect guess, 100 % no better than the mean colour.");
        line("");
        line("| Noise level | With its words | Without words | With others' words | Trained combinations |");
        line("|---|---|---|---|---|");
        foreach ((LevelLoss l, LevelLoss trained) in diagnosis.HeldOut.Levels.Zip(diagnosis.Trained.Levels))
            line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {l.Sigma} | {Percent(l.ValidationLoss)} | {Percent(l.WithoutWords)} | "
                        + $"{Percent(l.OtherWords)} | {Percent(trained.ValidationLoss)} |"
                )
            );
    }

    /// <summary>"asked: seen (count)", most frequent first.</summary>
    internal static IEnumerable<string> Mistakes(IEnumerable<JudgedPicture> pictures) =>
        pictures
            .Where(p => !p.Verdict.Right)
            .GroupBy(p => $"{Asked(p.Prompt)}: {p.Verdict.Fault}")
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Count() == 1 ? g.Key : $"{g.Key} ({g.Count()} times)");

    private static string Asked(EvaluationPrompt prompt) =>
        prompt.Category switch
        {
            Category.Looks => prompt.Part,
            Category.Doings or Category.Position => prompt.Words,
            _ => Sighting.Of(prompt.Scene).Describe(),
        };

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

    private static string Row(string name, Rate rate, Rate? truth, int pictures) =>
        $"| {name} | {Percent(rate.Value)} | {Percent(rate.Low)} to {Percent(rate.High)} | "
        + $"{(truth is null ? "" : Percent(truth.Value))} | {pictures} | |";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");
}
