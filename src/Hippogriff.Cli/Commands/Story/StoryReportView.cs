using System.Globalization;
using Hippogriff.Cli.Views;
using Hippogriff.Story.Training.Evaluation;
using Hippogriff.Texts;
using Spectre.Console;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>The figures of a story model, next to targets and the values of the data itself.</summary>
internal static class StoryReportView
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    public static StoryReport Run(Terminal terminal, TimeProvider clock, Func<Action<string, double>, StoryReport> work)
    {
        if (!terminal.ShowsProgress)
        {
            long? last = null;
            return work(
                (what, share) =>
                {
                    if (last is { } at && clock.GetElapsedTime(at) < s_pause)
                        return;
                    last = clock.GetTimestamp();
                    terminal.Error.WriteLine($"{what}, {StoryView.Percent(share)}");
                }
            );
        }
        return terminal
            .Status.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn()
            )
            .Start(context =>
            {
                ProgressTask? task = null;
                string? now = null;
                return work(
                    (what, share) =>
                    {
                        if (what != now)
                        {
                            task?.StopTask();
                            (now, task) = (what, context.AddTask(Markup.Escape(what), maxValue: 1));
                        }
                        task!.Value = share;
                    }
                );
            });
    }

    public static void Write(Terminal terminal, StoryReport report)
    {
        TextTable table = new("asked", "measured", "beside", "wanted");
        Bound(table, "composed", report.ComposedBound);
        if (report.FilmBound is { } films)
            Bound(table, "films", films);
        Wrong(table, "composed", report.ComposedWrong, "80 % first");
        Wrong(table, "composed, words of the grammar", report.ComposedWrongNear, "");
        if (report.FilmWrong is { } wrong)
            Wrong(table, "films", wrong, "50 % first");
        Wishes(table, report);
        Variety(table, "composed", report.Free, "");
        if (report.FreeFilm is { } free)
            Variety(table, "films", free, "under 5 %");
        table.Add(
            "a plot of 20 words in 24 steps",
            string.Create(CultureInfo.InvariantCulture, $"{report.MillisecondsAPlot:0} ms"),
            "",
            "150 ms"
        );
        table.Write(terminal);
        terminal.Error.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Counted.Of(report.Free.Plots, "plot")} of each kind, {report.Seconds:0} s."
            )
        );
    }

    /// <summary>How often samples have the genre, country and grammar that was wished.</summary>
    private static void Wishes(TextTable table, StoryReport report)
    {
        table.Add(
            "genre right, guided",
            Percent(report.Guided.GenreRight),
            $"unguided {Percent(report.Unguided.GenreRight)}, true plots {Percent(report.ClassifierRight)}",
            "90 %"
        );
        table.Add(
            "genre right by the grammar, guided",
            Percent(report.Guided.GenreByGrammar),
            $"unguided {Percent(report.Unguided.GenreByGrammar)}",
            ""
        );
        table.Add(
            "country right, guided",
            Percent(report.Guided.CountryRight),
            $"unguided {Percent(report.Unguided.CountryRight)}",
            ""
        );
        table.Add(
            "grammar right",
            Percent(report.Free.Parsed),
            $"guided {Percent(report.Guided.Parsed)}, wished unguided {Percent(report.Unguided.Parsed)}",
            "90 %"
        );
    }

    private static void Bound(TextTable table, string what, BoundFigures b) =>
        table.Add(
            $"nats a word, {what}",
            string.Create(CultureInfo.InvariantCulture, $"{b.Model:0.00} ± {b.Error:0.00}"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"unigram {b.Unigram:0.00}, trigram {b.Trigram:0.00}{(b.Masked is { } m ? $", blanks {m:0.00}" : "")}"
            ),
            "below the trigram"
        );

    private static void Wrong(TextTable table, string what, WrongWordFigures w, string wanted)
    {
        table.Add(
            $"wrong word found, {what}",
            $"{Percent(w.First)} first, {Percent(w.Third)} of three",
            $"by chance {Percent(w.ByChance)}",
            wanted
        );
        table.Add(
            $"wrong word mended, {what}",
            $"{Percent(w.Exact)} first, {Percent(w.ExactOfFive)} of five",
            w.Sound is { } sound ? $"sound by the grammar {Percent(sound)}" : "",
            ""
        );
    }

    private static void Variety(TextTable table, string what, SampleFigures s, string wanted)
    {
        table.Add(
            $"entropy of words, {what}",
            string.Create(CultureInfo.InvariantCulture, $"{s.Entropy:0.00}"),
            string.Create(CultureInfo.InvariantCulture, $"data {s.DataEntropy:0.00}"),
            "within 10 %"
        );
        table.Add($"different pairs, {what}", Percent(s.Distinct2), $"data {Percent(s.DataDistinct2)}", "");
        table.Add(
            $"six words of a training plot, {what}",
            Percent(s.Remembered),
            $"held-out plots {Percent(s.DataRemembered)}, whole plots {Percent(s.Copied)}",
            wanted
        );
    }

    private static string Percent(double? share) => share is { } s ? StoryView.Percent(s) : "-";
}
