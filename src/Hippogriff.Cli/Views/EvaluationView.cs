using System.Globalization;
using Hippogriff.Pipelines;
using Hippogriff.Texts;
using Hippogriff.Training.Evaluation;
using Spectre.Console;

namespace Hippogriff.Cli.Views;

/// <summary>An evaluation with all that belongs to it.</summary>
internal sealed record EvaluationOutcome(
    string Model,
    string Hash,
    string Judge,
    GenerationSettings Settings,
    EvaluationResult Result,
    double Seconds
)
{
    /// <summary>Path of the report, where one was written.</summary>
    public string? Report { get; init; }

    public EvaluationHeading Heading => new(Model, Hash, Judge, Described, Seconds);

    public string Described =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted.Of(Settings.Steps, "step")} of {Settings.Sampler} ({Settings.Schedule}), guidance {Settings.Guidance}{(Settings.GuidanceInterval == GuidanceInterval.Whole ? "" : $" from {Settings.GuidanceInterval.Low} to {Settings.GuidanceInterval.High}")}, {Settings.Width}x{Settings.Height}{(Settings.Loras is { } loras ? $", LoRA {loras}" : "")}"
        );
}

/// <summary>A running evaluation on standard error, its figures on standard output.</summary>
internal static class EvaluationView
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Runs <paramref name="work"/> under a bar, or with a line now and then behind a pipe.</summary>
    public static EvaluationResult Run(
        Terminal terminal,
        TimeProvider clock,
        Func<IProgress<EvaluationProgress>, EvaluationResult> work
    )
    {
        long started = clock.GetTimestamp();
        if (!terminal.ShowsProgress)
        {
            TimeSpan last = TimeSpan.Zero;
            return work(
                new Told(p =>
                {
                    TimeSpan now = clock.GetElapsedTime(started);
                    if (now - last < Pause && p.Done < p.Total)
                        return;
                    last = now;
                    terminal.Error.WriteLine(Describe(p, now));
                })
            );
        }
        return terminal
            .Status.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn()
            )
            .Start(context =>
            {
                ProgressTask task = context.AddTask("drawing", maxValue: 1);
                return work(
                    new Told(p =>
                    {
                        task.Value = p.Done / (double)p.Total;
                        task.Description = Markup.Escape(Describe(p, clock.GetElapsedTime(started)));
                    })
                );
            });
    }

    internal static string Describe(EvaluationProgress progress, TimeSpan taken)
    {
        TimeSpan left = taken * ((progress.Total - progress.Done) / (double)progress.Done);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Done:N0} of {Counted.Grouped(progress.Total, "picture")}, {progress.Right / (double)progress.Done:P0} right, {progress.Done / Math.Max(taken.TotalSeconds, 1e-3):0.#} pictures/s, {TrainingView.Duration(left)} left"
        );
    }

    public static void Write(Terminal terminal, EvaluationOutcome outcome, bool json)
    {
        if (json)
        {
            Json.Write(terminal.Out, Document(outcome));
            return;
        }
        EvaluationResult result = outcome.Result;
        terminal.Out.WriteLine(
            $"{outcome.Model} ({outcome.Hash}), {(result.Share == PromptShare.HeldOut ? "held-out" : "validation")} prompts, {outcome.Described}, judged by {outcome.Judge}"
        );
        Columns table = new("", "right", "+-", "judge on true scenes", "");
        foreach ((Category category, CategoryFigure figure) in result.Categories)
            table.Add(
                Categories.NameOf(category),
                Percent(figure.Right),
                Percent(figure.Error),
                Percent(figure.Ceiling),
                string.Join(", ", figure.Parts.Select(p => $"{p.Key} {p.Value:P0}"))
            );
        if (result.Overall is { } overall)
            table.Add("overall", Percent(overall), "", Percent(result.OverallCeiling!.Value), "mean of the first six");
        table.Add(
            "backgrounds",
            Percent(result.Backgrounds.Right),
            "",
            Percent(result.Backgrounds.Ceiling),
            "in all pictures"
        );
        if (result.Own is { } own)
            table.Add(
                "own pictures",
                Percent(own.Drawn),
                Percent(own.Error),
                Percent(own.Ceiling),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"of other things {own.Others:P0}; Frechet distance {own.Distance:0.0}, of other things {own.OthersDistance:0.0}"
                )
            );
        table.Write(terminal);
        TextWriter o = terminal.Out;
        o.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Frechet distance {result.Frechet.Model:0.00}, between held-out and training scenes {result.Frechet.Floor:0.00}, between scenes of the same prompts {result.Frechet.Again:0.00}"
            )
        );
        o.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Copies {result.Copies.Share:P1} (of unseen scenes, by chance, {result.Copies.Chance:P1}); distance to training pictures {result.Copies.Median:0.0}, of unseen scenes {result.Copies.UnseenMedian:0.0}"
            )
        );
        o.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Spread between seeds {result.Spread.Model:0.00}, of true scenes {result.Spread.Scenes:0.00}"
            )
        );
        o.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The judge sees things in {result.Refusals.Noise:P1} of noise and {result.Refusals.Blank:P1} of empty backgrounds, and accepts {result.Refusals.WrongPrompts:P1} of true scenes under another prompt"
            )
        );
        foreach (string remark in result.Diagnosis?.Diagnostics() ?? [])
            o.WriteLine(remark);
        o.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Counted.Grouped(result.Pictures.Count, "picture")} in {TrainingView.Duration(TimeSpan.FromSeconds(outcome.Seconds))}, {result.Pictures.Count / outcome.Seconds:0.0} a second"
            )
        );
        if (outcome.Report is not null)
            o.WriteLine(outcome.Report);
    }

    /// <summary>What --json prints: shares are 0 to 1, a category that was not asked is left out.</summary>
    internal static object Document(EvaluationOutcome outcome)
    {
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

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    private sealed class Told(Action<EvaluationProgress> tell) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => tell(value);
    }
}
