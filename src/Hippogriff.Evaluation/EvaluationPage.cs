using System.Globalization;
using System.Text;
using Hippogriff.Data.Scenes;
using Hippogriff.Texts;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Evaluation;

/// <summary>The page of an evaluation, in Markdown: its tables, the most frequent mistakes, and the sheets.</summary>
internal sealed class EvaluationPage
{
    private const int MostMistakes = 24;
    private readonly EvaluationResult _result;
    private readonly EvaluationHeading _heading;
    private readonly StringBuilder _page = new();

    private EvaluationPage(EvaluationResult result, EvaluationHeading heading) =>
        (_result, _heading) = (result, heading);

    /// <summary>The whole text.</summary>
    /// <param name="result">The result.</param>
    /// <param name="heading">How it was measured.</param>
    /// <param name="nearest">File name of the sheet of nearest pictures.</param>
    public static string Of(EvaluationResult result, EvaluationHeading heading, string nearest)
    {
        EvaluationPage page = new(result, heading);
        page.Head();
        page.Table();
        page.Figures();
        if (result.Diagnosis is { } diagnosis)
            page.Levels(diagnosis);
        page.Mistakes();
        page.Sheets(nearest);
        return page._page.ToString();
    }

    private void Line(string text = "") => _page.Append(text).Append('\n');

    private void Head()
    {
        int prompts = _result.Pictures.Select(p => (p.Prompt.Category, p.Prompt.Words)).Distinct().Count();
        string asked = _result.Share == PromptShare.HeldOut ? "held-out" : "validation";
        Line($"# {_heading.Model} on {asked} prompts");
        Line();
        Line(
            $"Model hash {_heading.Hash}, judged by {_heading.Judge}; {_heading.Settings}. "
                + $"{Counted.Of(prompts, "prompt")}, {Counted.Of(_result.Pictures.Count, "picture")}, "
                + $"{_heading.Seconds:0} seconds. See docs/evaluation.md for what the figures mean."
        );
        if (_result.Share == PromptShare.Validation)
            Line(
                "\nThese prompts are of the training share: the figures are for choosing settings and are "
                    + "not the model's."
            );
        Line();
    }

    private void Table()
    {
        Line("| Asked | Right | ± | The judge on true scenes | Pictures | |");
        Line("|---|---|---|---|---|---|");
        if (_result.Overall is { } overall)
            Line(
                $"| **overall** (the six) | **{Percent(overall)}** | | {Percent(_result.OverallCeiling!.Value)} | | |"
            );
        foreach ((Category category, CategoryFigure figure) in _result.Categories)
        {
            string parts = string.Join(", ", figure.Parts.Select(p => $"{p.Key} {Percent(p.Value)}"));
            Line(
                $"| {Categories.NameOf(category)} | {Percent(figure.Right)} | {Percent(figure.Error)} | "
                    + $"{Percent(figure.Ceiling)} | {figure.Pictures} | {parts} |"
            );
        }
        if (_result.Atoms is { } atoms)
        {
            Line(Row("atoms", atoms.Atoms, _result.TrueAtoms?.Atoms, atoms.Pictures));
            Line(Row("prompts wholly right", atoms.Whole, _result.TrueAtoms?.Whole, atoms.Pictures));
        }
        Line(
            $"| backgrounds, in all pictures | {Percent(_result.Backgrounds.Right)} | | "
                + $"{Percent(_result.Backgrounds.Ceiling)} | {_result.Pictures.Count} | |"
        );
        if (_result.Own is { } own)
            Line(
                $"| own pictures | {Percent(own.Drawn)} | {Percent(own.Error)} | {Percent(own.Ceiling)} | "
                    + $"{own.Pictures} | of other things {Percent(own.Others)}; {Distance(own)} |"
            );
        Line();
    }

    private void Figures()
    {
        Line(
            $"- The judge sees a thing in {Percent(_result.Refusals.Noise)} of noise and "
                + $"{Percent(_result.Refusals.Blank)} of empty backgrounds, and takes "
                + $"{Percent(_result.Refusals.WrongPrompts)} of true scenes for those of another prompt."
        );
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"- Frechet distance in the judge's features: {_result.Frechet.Model:0.00}; between held-out "
                    + $"and training scenes {_result.Frechet.Floor:0.00}, between scenes of the same prompts "
                    + $"{_result.Frechet.Again:0.00} ({Counted.Of(_result.Frechet.Pictures, "picture")} on either "
                    + $"side)."
            )
        );
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"- Copies: {Percent(_result.Copies.Share)} of the pictures are nearer to one of "
                    + $"{Counted.Grouped(_result.Copies.TrainingPictures, "training picture")} than "
                    + $"{_result.Copies.Threshold:0.0} of 255 and show the same things; of unseen scenes, by chance, "
                    + $"{Percent(_result.Copies.Chance)} are. Median distance {_result.Copies.Median:0.0}, of unseen "
                    + $"scenes {_result.Copies.UnseenMedian:0.0}."
            )
        );
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"- Spread between seeds: {_result.Spread.Model:0.00}; of true scenes of one prompt "
                    + $"{_result.Spread.Scenes:0.00}."
            )
        );
    }

    private void Levels(ModelDiagnosis diagnosis)
    {
        foreach (string remark in diagnosis.Diagnostics())
            Line($"- {remark}");
        Line();
        Line("## What it misses, by noise level");
        Line();
        Line("Share of the picture that is not guessed: 0 is a perfect guess, 100 % no better than the mean colour.");
        Line();
        Line("| Noise level | With its words | Without words | With others' words | Trained combinations |");
        Line("|---|---|---|---|---|");
        foreach ((LevelLoss l, LevelLoss trained) in diagnosis.HeldOut.Levels.Zip(diagnosis.Trained.Levels))
            Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {l.Sigma} | {Percent(l.ValidationLoss)} | {Percent(l.WithoutWords)} | "
                        + $"{Percent(l.OtherWords)} | {Percent(trained.ValidationLoss)} |"
                )
            );
    }

    private void Mistakes()
    {
        Line();
        Line("## Most frequent mistakes");
        Line();
        foreach (string mistake in Mistakes(_result.Pictures).Take(MostMistakes))
            Line($"- {mistake}");
    }

    private void Sheets(string nearest)
    {
        Line();
        Line("## Every picture");
        Line();
        Line(
            "Green: right; red: wrong, with what the judge sees. Each prompt stands with its seeds; "
                + "hippogriff generate with the same prompt, seed and settings draws the same picture."
        );
        foreach (Category category in _result.Categories.Keys)
        {
            Line();
            Line($"![{Categories.NameOf(category)}: every picture]({Categories.NameOf(category)}.png)");
        }
        Line();
        Line("## Nearest to training pictures");
        Line();
        Line($"![Pairs of a drawn picture and the training picture nearest to it]({nearest})");
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

    private static string Distance(OwnFigure own) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Frechet distance to the own pictures {own.Distance:0.0}, of other things {own.OthersDistance:0.0}"
        );

    private static string Row(string name, Rate rate, Rate? truth, int pictures) =>
        $"| {name} | {Percent(rate.Value)} | {Percent(rate.Low)} to {Percent(rate.High)} | "
        + $"{(truth is null ? "" : Percent(truth.Value))} | {pictures} | |";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");
}
