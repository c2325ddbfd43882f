using System.Globalization;
using Hippogriff.Cli.Commands.Story;
using Hippogriff.Story;
using Hippogriff.Story.Game;
using Spectre.Console;

namespace Hippogriff.Cli.Views;

/// <summary>Plots in a terminal: words that are wrong or have changed in colour, or in brackets where there are no colours.</summary>
internal sealed class StoryView(Terminal terminal)
{
    private bool Colours => terminal.DrawsPictures;

    private Func<string, string>? Between => Colours ? Markup.Escape : null;

    public void Judged(PlotText text, IReadOnlyList<JudgedWord> words)
    {
        WriteLine(text.With(text.Words, (i, word) => words[i].Verdict.IsWrong ? Wrong(word) : Plain(word), Between));
        terminal.Out.WriteLine();
        Columns table = new("word", "right", "rather", "or two words");
        foreach (JudgedWord word in words)
            table.Add(
                word.Verdict.IsListed ? word.Verdict.Word : $"{word.Verdict.Word} (by its spelling)", Percent(word.Verdict.Right),
                string.Join(", ", word.Repairs.Select(Told)), string.Join(", ", word.InTwoWords.Select(Told)));
        table.Write(terminal);
        int wrong = words.Count(w => w.Verdict.IsWrong);
        terminal.Error.WriteLine(wrong == 0 ? "No word is more likely wrong than right; repairs are offered for the least likely one." : $"{wrong} {(wrong == 1 ? "word is" : "words are")} believed wrong.");
    }

    /// <summary>What the walk begins with; of noise every word may change, so none is marked.</summary>
    public void Start(PlotText text, IReadOnlyList<string> start, IReadOnlyList<int> locked, bool isNoise) =>
        WriteLine($"{Label(isNoise ? "noise" : "spoiled")}{text.With(start, (i, word) => locked.Contains(i) ? Kept(word) : WordList.Key(word) == WordList.Key(text.Words[i]) ? Plain(word) : Wrong(word), Between)}");

    public void Step(PlotText text, PlotStep step, IReadOnlyList<int> locked) =>
        WriteLine($"{Label($"step {step.Number}")}{text.With([.. step.Words.Select(w => w.Text)], (i, word) => locked.Contains(i) ? Kept(word) : step.Changed[i] ? Changed(word) : Plain(word), Between)}");

    public void Found(PlotText text, IReadOnlyList<string> start, IReadOnlyList<string> words, IReadOnlyList<int> locked, bool marks)
    {
        if (!marks) terminal.Out.WriteLine(text.With(words));
        else WriteLine($"{Label("found")}{text.With(words, (i, word) => locked.Contains(i) ? Kept(word) : WordList.Key(word) != WordList.Key(start[i]) ? Changed(word) : Plain(word), Between)}");
    }

    /// <summary>An answer of the game; where a plot was to be mended, the words in colour that differ from it as it was.</summary>
    public void Answer(string label, GameRound round, IReadOnlyList<string> answer) =>
        WriteLine(label + PlotText.OfWords(answer).With(answer, (i, word) => round.Level.Task == GameTask.Find || WordList.Key(answer[i]) == WordList.Key(round.Plot[i]) ? Plain(word) : Changed(word), Between));

    /// <summary>"31 %", "0.4 %".</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    private static string Told(Repair repair) => $"{repair.Text} {Percent(repair.Chance)}";

    private static string Label(string text) => text.PadRight(9);

    private string Wrong(string word) => Colours ? $"[red underline]{Markup.Escape(word)}[/]" : $"[{word}]";

    private string Changed(string word) => Colours ? $"[yellow]{Markup.Escape(word)}[/]" : $"[{word}]";

    private string Kept(string word) => Colours ? $"[green]{Markup.Escape(word)}[/]" : Plain(word);

    private string Plain(string word) => Colours ? Markup.Escape(word) : word;

    /// <summary>A line that is dressed already.</summary>
    private void WriteLine(string dressed)
    {
        if (!Colours) terminal.Out.WriteLine(dressed);
        else terminal.Results.MarkupLine(dressed);
    }
}
