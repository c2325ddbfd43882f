using Hippogriff.Story;
using Hippogriff.Story.Game;

namespace Hippogriff.Cli.Views;

/// <summary>The game at a terminal: shows a spoiled plot, reads what the player writes, tells both scores.</summary>
internal sealed class StoryTable(Terminal terminal, StoryModel model)
{
    private readonly StoryView _view = new(terminal);
    private int _player;
    private int _machine;
    private int _most;

    /// <summary>Plays until all levels are done, the input ends, or the player writes "quit".</summary>
    public void Play(IReadOnlyList<GameLevel> levels, int rounds, long seed, Func<long, int, (IReadOnlyList<string> Words, StoryWish Hint)> next, CancellationToken stop)
    {
        terminal.Out.WriteLine("Write the whole plot as you think it should read, a word for a word; or only changes, as in 5=father. An empty line passes, quit ends the game.");
        int number = 0;
        foreach (GameLevel level in levels)
        {
            for (int round = 0; round < rounds; round++, number++)
            {
                stop.ThrowIfCancellationRequested();
                (IReadOnlyList<string> words, StoryWish hint) = next(seed, number);
                if (!Round(GameRound.Begin(level, words, hint, model.Words, seed + number), seed + number))
                {
                    End();
                    return;
                }
            }
        }
        End();
    }

    private bool Round(GameRound round, long seed)
    {
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"Level {round.Level.Number}. {round.Instruction}");
        terminal.Out.WriteLine($"  {PlotText.OfWords(round.Spoiled.Words).With(round.Spoiled.Words)}");
        terminal.Out.WriteLine($"  {string.Join(' ', round.Spoiled.Words.Select((word, i) => $"{i + 1}={word}"))}");
        if (Ask(round) is not { } answer) return false;
        GameScore mine = round.Score(model, answer);
        IReadOnlyList<string> machine = round.ModelAnswer(model, seed);
        GameScore its = round.Score(model, machine);
        terminal.Out.WriteLine($"  {(round.Level.Task == GameTask.Mend ? "the plot" : "one plot")}   {PlotText.OfWords(round.Plot).With(round.Plot)}");
        _view.Answer("  you        ", round, answer);
        _view.Answer("  the model  ", round, machine);
        terminal.Out.WriteLine($"  you {mine.Points}, the model {its.Points}, of {mine.Most} points");
        (_player, _machine, _most) = (_player + mine.Points, _machine + its.Points, _most + mine.Most);
        return true;
    }

    /// <summary>The player's plot; null where the game ends.</summary>
    private IReadOnlyList<string>? Ask(GameRound round)
    {
        while (true)
        {
            terminal.Out.Write("> ");
            terminal.Out.Flush();
            string? line = terminal.In.ReadLine();
            if (line is null || line.Trim().Equals("quit", StringComparison.OrdinalIgnoreCase)) return null;
            try
            {
                return PlayerLine.Read(line, round.Spoiled.Words);
            }
            catch (HippogriffException mistake)
            {
                terminal.Out.WriteLine($"  {mistake.Message}");
            }
        }
    }

    private void End() =>
        terminal.Out.WriteLine(_most == 0 ? "No plot was played." : $"{Environment.NewLine}You have {_player} points and the model {_machine}, of {_most}: {(_player > _machine ? "you win" : _player < _machine ? "the model wins" : "nobody wins")}.");
}
