using Hippogriff.Cli.Views;
using Hippogriff.Story;
using Hippogriff.Story.Game;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>The game in a terminal: shows a corrupted plot, reads the player's answer and shows both scores.</summary>
internal sealed class StoryTable(Terminal terminal, StoryModel model)
{
    private readonly StoryView _view = new(terminal);
    private int _player;
    private int _machine;
    private int _most;

    /// <summary>
    /// Plays until all levels are done, the input ends, or the player writes "quit". If the player stops the program,
    /// the score is shown first.
    /// </summary>
    public void Play(
        IReadOnlyList<GameLevel> levels,
        int rounds,
        long seed,
        Func<long, int, (IReadOnlyList<string> Words, StoryWish Hint)> next,
        CancellationToken stop
    )
    {
        _view.Say(
            "Write the whole plot as you think it should read, a word for a word; or only changes, as in "
                + "5=father. An empty line passes, quit ends the game."
        );
        try
        {
            int number = 0;
            foreach (GameLevel level in levels)
            {
                for (int round = 0; round < rounds; round++, number++)
                {
                    stop.ThrowIfCancellationRequested();
                    (IReadOnlyList<string> words, StoryWish hint) = next(seed, number);
                    if (
                        !Round(
                            GameRound.Begin(level, words, hint, model.Words, seed + number),
                            seed + number,
                            round == 0,
                            stop
                        )
                    )
                    {
                        End();
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            End();
            throw;
        }
        End();
    }

    private bool Round(GameRound round, long seed, bool isFirst, CancellationToken stop)
    {
        terminal.Out.WriteLine();
        _view.Say($"Level {round.Level.Number}. {round.Instruction}");
        if (isFirst)
            _view.Say(round.Rules, indent: 2);
        _view.Plot("  ", round.Spoiled.Words, _ => false);
        _view.Say(string.Join(' ', round.Spoiled.Words.Select((word, i) => $"{i + 1}={word}")), indent: 2);
        if (Ask(round, stop) is not { } answer)
            return false;
        IReadOnlyList<string> machine = round.ModelAnswer(model, seed);
        _view.Plot(round.Level.Task == GameTask.Mend ? "  the plot   " : "  one plot   ", round.Plot, _ => false);
        GameScore mine = Answer("  you        ", round, answer),
            its = Answer("  the model  ", round, machine);
        (_player, _machine, _most) = (_player + mine.Points, _machine + its.Points, _most + mine.Most);
        return true;
    }

    /// <summary>
    /// Shows an answer and its points. Marks words that differ from the plot or, in a noise level, words that do not
    /// fit.
    /// </summary>
    private GameScore Answer(string label, GameRound round, IReadOnlyList<string> answer)
    {
        GameScore score = round.Score(model, answer);
        string points = $"{score.Points} of {Counted.Of(score.Most, "point")}: {score.Found} for ";
        if (round.Level.Task == GameTask.Mend)
        {
            _view.Plot(label, answer, i => WordList.Key(answer[i]) != WordList.Key(round.Plot[i]));
            points += $"wrong words found, {score.Mended} for words put right.";
        }
        else
        {
            IReadOnlySet<int> misfits = GameRound.Misfits(model, answer);
            _view.Plot(label, answer, misfits.Contains);
            points +=
                "words that "
                + $"fit{(round.Level.HasHint ? $", {score.Mended} for the hint" : "")}"
                + $"{(misfits.Count > 0 ? "; the marked ones do not fit" : "")}.";
        }
        _view.Say(points, label.Length);
        return score;
    }

    /// <summary>The player's plot; null if the game ends.</summary>
    private IReadOnlyList<string>? Ask(GameRound round, CancellationToken stop)
    {
        while (true)
        {
            terminal.Out.Write("> ");
            terminal.Out.Flush();
            string? line = ReadLine(stop);
            if (line is null)
                terminal.Out.WriteLine();
            if (line is null || line.Trim().Equals("quit", StringComparison.OrdinalIgnoreCase))
                return null;
            try
            {
                return PlayerLine.Read(line, round.Spoiled.Words, round.Level.Task);
            }
            catch (HippogriffException mistake)
            {
                _view.Say(mistake.Message, indent: 2);
            }
        }
    }

    /// <summary>
    /// Waits for a line on a separate thread, since reading from a terminal cannot be cancelled by Ctrl-C.
    /// </summary>
    private string? ReadLine(CancellationToken stop)
    {
        Task<string?> line = Task.Run(terminal.In.ReadLine, CancellationToken.None);
        try
        {
            line.Wait(stop);
        }
        catch (OperationCanceledException)
        {
            terminal.Out.WriteLine();
            throw;
        }
        return line.GetAwaiter().GetResult();
    }

    private void End()
    {
        if (_most > 0)
            terminal.Out.WriteLine();
        _view.Say(
            _most == 0
                ? "No plot was played."
                : $"You have {Counted.Of(_player, "point")} and the model {_machine}, of {_most}: "
                    + $"{(_player > _machine ? "you win" : _player < _machine ? "the model wins" : "nobody wins")}."
        );
    }
}
