using System.Globalization;
using Hippogriff.Cli.Views;
using Hippogriff.Evaluation;
using Hippogriff.Texts;
using Spectre.Console;

namespace Hippogriff.Cli.Commands.Evaluation;

/// <summary>Shows a running evaluation on standard error and its figures on standard output.</summary>
internal static class EvaluationView
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    /// <summary>Runs <paramref name="work"/> with a progress bar, or with occasional lines in a pipe.</summary>
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
                    if (now - last < s_pause && p.Done < p.Total)
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
            $"{progress.Done:N0} of {Counted.Grouped(progress.Total, "picture")}, "
                + $"{progress.Right / (double)progress.Done:P0} right, "
                + $"{progress.Done / Math.Max(taken.TotalSeconds, 1e-3):0.#} pictures/s, "
                + $"{TrainingView.Duration(left)} left"
        );
    }

    public static void Write(Terminal terminal, EvaluationOutcome outcome, bool json)
    {
        if (json)
        {
            Json.Write(terminal.Out, EvaluationDocument.Of(outcome));
            return;
        }
        EvaluationResult result = outcome.Result;
        terminal.Out.WriteLine(
            $"{outcome.Model} ({outcome.Hash}), "
                + $"{(result.Share == PromptShare.HeldOut ? "held-out" : "validation")} prompts, "
                + $"{outcome.Described}, judged by {outcome.Judge}"
        );
        Table(result).Write(terminal);
        foreach (string sentence in Figures(result))
            terminal.Out.WriteLine(sentence);
        foreach (string remark in result.Diagnosis?.Diagnostics() ?? [])
            terminal.Out.WriteLine(remark);
        terminal.Out.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Counted.Grouped(result.Pictures.Count, "picture")} in "
                    + $"{TrainingView.Duration(TimeSpan.FromSeconds(outcome.Seconds))}, "
                    + $"{result.Pictures.Count / outcome.Seconds:0.0} a second"
            )
        );
        if (outcome.Report is not null)
            terminal.Out.WriteLine(outcome.Report);
    }

    /// <summary>What the judge found in the pictures, beside what it finds in true scenes.</summary>
    private static TextTable Table(EvaluationResult result)
    {
        TextTable table = new("", "right", "+-", "judge on true scenes", "");
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
        if (result.Atoms is { } atoms)
        {
            AtomFigure? truth = result.TrueAtoms;
            table.Add([.. RateRow("atoms", atoms.Atoms, truth?.Atoms), Kinds(atoms)]);
            table.Add([.. RateRow("whole prompts", atoms.Whole, truth?.Whole), Sizes(atoms)]);
        }
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
                    $"of other things {own.Others:P0}; Frechet distance {own.Distance:0.0}, of other things "
                        + $"{own.OthersDistance:0.0}"
                )
            );
        return table;
    }

    private static string[] RateRow(string name, Rate rate, Rate? truth) =>
        [
            name,
            Percent(rate.Value),
            $"{Percent(rate.Low)}-{Percent(rate.High)}",
            truth is null ? "" : Percent(truth.Value),
        ];

    private static string Kinds(AtomFigure figure) =>
        string.Join(", ", figure.Kinds.Select(k => $"{k.Key.ToString().ToLowerInvariant()} {k.Value.Value:P0}"));

    private static string Sizes(AtomFigure figure) =>
        string.Join(", ", figure.Sizes.Select(k => $"{k.Key}: {k.Value.Value:P0}"));

    /// <summary>Figures of all pictures together, a sentence each.</summary>
    private static IEnumerable<string> Figures(EvaluationResult result) =>
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"Frechet distance {result.Frechet.Model:0.00}, between held-out and training scenes "
                    + $"{result.Frechet.Floor:0.00}, between scenes of the same prompts {result.Frechet.Again:0.00}"
            ),
            string.Create(
                CultureInfo.InvariantCulture,
                $"Copies {result.Copies.Share:P1} (of unseen scenes, by chance, {result.Copies.Chance:P1}); "
                    + $"distance to training pictures {result.Copies.Median:0.0}, of unseen scenes "
                    + $"{result.Copies.UnseenMedian:0.0}"
            ),
            string.Create(
                CultureInfo.InvariantCulture,
                $"Spread between seeds {result.Spread.Model:0.00}, of true scenes {result.Spread.Scenes:0.00}"
            ),
            string.Create(
                CultureInfo.InvariantCulture,
                $"The judge sees things in {result.Refusals.Noise:P1} of noise and {result.Refusals.Blank:P1} "
                    + $"of empty backgrounds, and accepts {result.Refusals.WrongPrompts:P1} of true scenes under "
                    + $"another prompt"
            ),
        ];

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    private sealed class Told(Action<EvaluationProgress> tell) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => tell(value);
    }
}
