using System.Globalization;
using Hippogriff.Cli.Views;
using Hippogriff.Story;
using Hippogriff.Story.Game;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>Shows plots in a terminal. Wrong or changed words are coloured, or in brackets without colours.</summary>
internal sealed class StoryView(Terminal terminal)
{
    private bool Colours => terminal.DrawsPictures;

    private Func<string, string>? Between => Colours ? Markup.Escape : null;

    public void Judged(PlotText text, IReadOnlyList<JudgedWord> words)
    {
        WriteLine(text.With(text.Words, (i, word) => words[i].Verdict.IsWrong ? Wrong(word) : Plain(word), Between));
        terminal.Out.WriteLine();
        TextTable table = new("word", "right", "rather", "or two words");
        foreach (JudgedWord word in words)
            table.Add(
                word.Verdict.IsListed ? word.Verdict.Word : $"{word.Verdict.Word} (by its spelling)",
                Percent(word.Verdict.Right),
                string.Join(", ", word.Repairs.Select(Told)),
                string.Join(", ", word.InTwoWords.Select(Told))
            );
        table.Write(terminal);
        int wrong = words.Count(w => w.Verdict.IsWrong);
        terminal.Error.WriteLine(
            wrong == 0
                ? "No word is more likely wrong than right; repairs are offered for the least likely one."
                : $"{wrong} {(wrong == 1 ? "word is" : "words are")} believed wrong."
        );
    }

    /// <summary>Shows the initial words. In noise every word may change, so none is marked.</summary>
    public void Start(PlotText text, IReadOnlyList<string> start, IReadOnlyList<int> locked, bool isNoise) =>
        Beside(
            Label(isNoise ? "noise" : "spoiled"),
            text.With(
                start,
                (i, word) =>
                    locked.Contains(i) ? Kept(word)
                    : WordList.Key(word) == WordList.Key(text.Words[i]) ? Plain(word)
                    : Wrong(word),
                Between
            )
        );

    public void Step(PlotText text, PlotStep step, IReadOnlyList<int> locked) =>
        Beside(
            Label($"step {step.Number}"),
            text.With(
                [.. step.Words.Select(w => w.Text)],
                (i, word) =>
                    locked.Contains(i) ? Kept(word)
                    : step.Changed[i] ? Changed(word)
                    : Plain(word),
                Between
            )
        );

    public void Found(
        PlotText text,
        IReadOnlyList<string> start,
        IReadOnlyList<string> words,
        IReadOnlyList<int> locked,
        bool marks
    )
    {
        if (!marks)
            terminal.Out.WriteLine(text.With(words));
        else
            Beside(
                Label("found"),
                text.With(
                    words,
                    (i, word) =>
                        locked.Contains(i) ? Kept(word)
                        : WordList.Key(word) != WordList.Key(start[i]) ? Changed(word)
                        : Plain(word),
                    Between
                )
            );
    }

    /// <summary>Shows a plot of the game with marked words.</summary>
    public void Plot(string label, IReadOnlyList<string> plot, Func<int, bool> isMarked) =>
        Beside(
            label,
            PlotText.OfWords(plot).With(plot, (i, word) => isMarked(i) ? Changed(word) : Plain(word), Between)
        );

    /// <summary>Writes plain text; on a terminal, long lines are wrapped below their beginning.</summary>
    public void Say(string text, int indent = 0) => Beside(new string(' ', indent), Plain(text));

    /// <summary>"31 %", "0.4 %".</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    private static string Told(Repair repair) => $"{repair.Text} {Percent(repair.Chance)}";

    private static string Label(string text) => text.PadRight(9);

    private string Wrong(string word) => Colours ? $"[red underline]{Markup.Escape(word)}[/]" : $"[{word}]";

    private string Changed(string word) => Colours ? $"[yellow]{Markup.Escape(word)}[/]" : $"[{word}]";

    private string Kept(string word) => Colours ? $"[green]{Markup.Escape(word)}[/]" : Plain(word);

    private string Plain(string word) => Colours ? Markup.Escape(word) : word;

    /// <summary>
    /// Writes a label and formatted text next to it; on a terminal, long text is wrapped below the text, not below the
    /// label.
    /// </summary>
    private void Beside(string label, string dressed)
    {
        if (!terminal.IsWatched)
        {
            terminal.Out.WriteLine(label + dressed);
            return;
        }
        IRenderable line = Colours ? new Markup(dressed) : new Text(dressed);
        Grid grid = new();
        if (label.Length > 0)
            grid.AddColumn(
                new GridColumn
                {
                    Width = label.Length,
                    NoWrap = true,
                    Padding = new Padding(0),
                }
            );
        grid.AddColumn(new GridColumn { Padding = new Padding(0) });
        terminal.Results.Write(label.Length > 0 ? grid.AddRow(new Text(label), line) : grid.AddRow(line));
    }

    /// <summary>Writes a formatted line.</summary>
    private void WriteLine(string dressed)
    {
        if (!Colours)
            terminal.Out.WriteLine(dressed);
        else
            terminal.Results.MarkupLine(dressed);
    }
}
