using System.Globalization;
using Hippogriff.Evaluation;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Evaluation;

/// <summary>The JSON output of <c>evaluate</c>.</summary>
internal static class EvaluationDocument
{
    /// <summary>The document: shares are 0 to 1, and categories that were not asked are omitted.</summary>
    public static object Of(EvaluationOutcome outcome)
    {
        // Long: one document, field by field.
        EvaluationResult r = outcome.Result;
        double? Right(Category c) =>
            r.Categories.TryGetValue(c, out CategoryFigure? figure) ? Round(figure.Right) : null;
        double? Ceiling(Category c) =>
            r.Categories.TryGetValue(c, out CategoryFigure? figure) ? Round(figure.Ceiling) : null;
        return new
        {
            outcome.Model,
            ModelHash = outcome.Hash,
            JudgeHash = outcome.Judge,
            Set = r.Share == PromptShare.HeldOut ? "held-out" : "validation",
            outcome.Settings.Steps,
            outcome.Settings.Sampler,
            outcome.Settings.Schedule,
            outcome.Settings.Guidance,
            GuidanceInterval = new[] { outcome.Settings.GuidanceInterval.Low, outcome.Settings.GuidanceInterval.High },
            Overall = r.Overall is { } overall ? Round(overall) : (double?)null,
            Single = Right(Category.Single),
            Two = Right(Category.Two),
            Counting = Right(Category.Counting),
            Colours = Right(Category.Colours),
            Position = Right(Category.Position),
            Binding = Right(Category.Binding),
            Looks = Right(Category.Looks),
            Doings = Right(Category.Doings),
            Compound = Right(Category.Compound),
            Atoms = AtomsOf(r.Atoms),
            TrueAtoms = AtomsOf(r.TrueAtoms),
            Backgrounds = Round(r.Backgrounds.Right),
            Own = r.Own is not { } own
                ? null
                : new
                {
                    Drawn = Round(own.Drawn),
                    Error = Round(own.Error),
                    Ceiling = Round(own.Ceiling),
                    Others = Round(own.Others),
                    Distance = Round(own.Distance),
                    OthersDistance = Round(own.OthersDistance),
                    own.Pictures,
                },
            Error = r.Categories.ToDictionary(c => Categories.NameOf(c.Key), c => Round(c.Value.Error)),
            Parts = r
                .Categories.Where(c => c.Value.Parts.Count > 0)
                .ToDictionary(
                    c => Categories.NameOf(c.Key),
                    c => c.Value.Parts.ToDictionary(p => p.Key, p => Round(p.Value))
                ),
            Judge = new
            {
                Overall = r.OverallCeiling is { } ceiling ? Round(ceiling) : (double?)null,
                Single = Ceiling(Category.Single),
                Two = Ceiling(Category.Two),
                Counting = Ceiling(Category.Counting),
                Colours = Ceiling(Category.Colours),
                Position = Ceiling(Category.Position),
                Binding = Ceiling(Category.Binding),
                Looks = Ceiling(Category.Looks),
                Doings = Ceiling(Category.Doings),
                Backgrounds = Round(r.Backgrounds.Ceiling),
                Noise = Round(r.Refusals.Noise),
                Blank = Round(r.Refusals.Blank),
                WrongPrompts = Round(r.Refusals.WrongPrompts),
            },
            Frechet = new
            {
                Model = Round(r.Frechet.Model),
                Floor = Round(r.Frechet.Floor),
                Again = Round(r.Frechet.Again),
                r.Frechet.Pictures,
            },
            Copies = new
            {
                Share = Round(r.Copies.Share),
                Chance = Round(r.Copies.Chance),
                Threshold = Round(r.Copies.Threshold),
                Median = Round(r.Copies.Median),
                UnseenMedian = Round(r.Copies.UnseenMedian),
                r.Copies.TrainingPictures,
            },
            Spread = new { Model = Round(r.Spread.Model), Scenes = Round(r.Spread.Scenes) },
            Diagnosis = r.Diagnosis is not { } d
                ? null
                : new
                {
                    Missed = Round(d.HeldOut.ValidationLoss),
                    TrainedMissed = Round(d.Trained.ValidationLoss),
                    WordsGain = Round(d.HeldOut.WordsGain),
                    d.HeldOut.UsesWords,
                    Levels = d.HeldOut.Levels.Select(l => new
                    {
                        l.Sigma,
                        Missed = Round(l.ValidationLoss),
                        WithoutWords = Round(l.WithoutWords),
                        OtherWords = Round(l.OtherWords),
                    }),
                },
            Seconds = Math.Round(outcome.Seconds, 1),
            outcome.Report,
            Complete = r.IsWhole,
            Prompts = r
                .Pictures.GroupBy(p => (p.Prompt.Category, p.Prompt.Words))
                .Select(g => new
                {
                    Category = Categories.NameOf(g.Key.Category),
                    Part = g.First().Prompt.Part is { Length: > 0 } part ? part : null,
                    Prompt = g.Key.Words,
                    Seeds = g.Select(p => p.Seed),
                    Right = g.Count(p => p.Verdict.Right),
                    Faults = g.Where(p => !p.Verdict.Right).Select(p => p.Verdict.Fault),
                }),
        };
    }

    private static double Round(double value) => Math.Round(value, 4);

    private static object? AtomsOf(AtomFigure? figure)
    {
        return figure is null
            ? null
            : new
            {
                Atoms = Numbers(figure.Atoms),
                Whole = Numbers(figure.Whole),
                Kinds = figure.Kinds.ToDictionary(k => k.Key.ToString().ToLowerInvariant(), k => Numbers(k.Value)),
                Sizes = figure.Sizes.ToDictionary(
                    k => k.Key.ToString(CultureInfo.InvariantCulture),
                    k => Numbers(k.Value)
                ),
                Void = Round(figure.Void),
                figure.Prompts,
                figure.Pictures,
            };

        static object Numbers(Rate rate) =>
            new
            {
                Value = Round(rate.Value),
                Low = Round(rate.Low),
                High = Round(rate.High),
            };
    }
}
