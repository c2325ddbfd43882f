using Hippogriff.Texts;

namespace Hippogriff.Story.Game;

/// <summary>Points of one side in a round.</summary>
/// <param name="Found">Wrong words found; in a noise level, words of the written plot that fit.</param>
/// <param name="Mended">Words corrected, exactly or with a word that the model believes.</param>
/// <param name="Most">Maximum number of points.</param>
public sealed record GameScore(int Found, int Mended, int Most)
{
    /// <summary>Total points.</summary>
    public int Points => Found + Mended;
}

/// <summary>
/// One round of the game. The player and the model get the same words, and the same points for the same answers.
/// </summary>
/// <param name="Level">The level.</param>
/// <param name="Plot">The original plot.</param>
/// <param name="Spoiled">The plot as shown.</param>
/// <param name="Hint">Genre and country of the plot; shown in levels with hints.</param>
public sealed record GameRound(GameLevel Level, IReadOnlyList<string> Plot, SpoiledPlot Spoiled, StoryWish Hint)
{
    private const double Plausible = 0.05,
        Fits = 0.5,
        Careful = 0.5;
    private const int NoiseStream = 3;

    /// <summary>The level's title, the number of wrong words, and the hint.</summary>
    public string Instruction
    {
        get
        {
            string wrong = Level is { Task: GameTask.Mend, WrongShare: > 0 }
                ? $"{Level.Title.TrimEnd('.')}: {Spoiled.Wrong.Count} of {Plot.Count}."
                : Level.Title;
            return Level.HasHint
                ? $"{wrong} It is {Articles.With(Hint.Genre!)} plot that takes place in {Hint.Country}."
                : wrong;
        }
    }

    /// <summary>How to answer, and how points are given.</summary>
    public string Rules =>
        Level.Task == GameTask.Mend
            ? "A point for each wrong word that you change, and one more if your word fits there; a right word "
                + "changed costs a point."
            : $"Write a plot of up to {Counted.Of(Plot.Count, "word")}, of these words or of any others. A "
                + "point for each word that fits the rest of your "
                + $"plot{(Level.HasHint ? ", and as many again if the plot follows the hint" : "")}.";

    /// <summary>Begins a round by corrupting a plot for a level.</summary>
    public static GameRound Begin(
        GameLevel level,
        IReadOnlyList<string> plot,
        StoryWish hint,
        WordList words,
        long seed
    )
    {
        WordRandom random = new(seed, NoiseStream);
        return new GameRound(
            level,
            plot,
            new PlotSpoiler(words).Spoil(plot, level.WrongIn(plot.Count), ref random),
            hint
        );
    }

    /// <summary>
    /// Points for an answer. It has as many words as the plot; when a plot is to be found, it may have fewer. Mending
    /// gives one point for each wrong word changed and takes one for each correct word changed. It gives another point
    /// for each wrong word corrected: the original word, or one with at least 1/20 of the model's probability there.
    /// Finding gives one point for each word that fits the others by the model. It gives another point per word if the
    /// hint makes the plot more likely.
    /// </summary>
    public GameScore Score(IStoryReader model, IReadOnlyList<string> answer)
    {
        if (Level.Task == GameTask.Mend && answer.Count != Plot.Count)
            throw new HippogriffException(
                $"The plot has {Counted.Of(Plot.Count, "word")} and the answer {answer.Count}; a word stands "
                    + "for a word."
            );
        if (answer.Count < 1 || answer.Count > Plot.Count)
            throw new HippogriffException(
                $"A plot of 1 to {Counted.Of(Plot.Count, "word")} is to be found, and the answer has {answer.Count}."
            );
        return Level.Task == GameTask.Mend ? Mending(model, answer) : Finding(model, answer);
    }

    /// <summary>Positions of the words of an answer that do not fit the others by the model.</summary>
    public static IReadOnlySet<int> Misfits(IStoryReader model, IReadOnlyList<string> answer) =>
        new PlotJudge(model).Judge(answer).Where(v => v.Right < Fits).Select(v => v.Place).ToHashSet();

    /// <summary>
    /// The model's answer. When mending, the model knows the number of wrong words, like the player. It changes the
    /// least likely ones and keeps all others, because changing a correct word costs a point. When finding, it samples
    /// a plot from the noise.
    /// </summary>
    public IReadOnlyList<string> ModelAnswer(IStoryReader model, long seed)
    {
        StoryWish wish = Level.HasHint ? Hint : StoryWish.Anything;
        PlotRequest order = new()
        {
            Start = Spoiled.Words,
            Wish = wish,
            Seed = seed,
        };
        if (Level.Task == GameTask.Mend)
        {
            IEnumerable<WordVerdict> believed = new PlotJudge(model)
                .Judge(Spoiled.Words, wish, Spoiled.Wrong.Count)
                .OrderBy(v => v.Right);
            order = order with
            {
                Locked = [.. believed.Skip(Spoiled.Wrong.Count).Select(v => v.Place)],
                Settings = model.Defaults.Settings() with { Temperature = Careful },
            };
        }
        return new PlotFinder(model).Find(order);
    }

    private GameScore Mending(IStoryReader model, IReadOnlyList<string> answer)
    {
        int found = 0,
            mended = 0;
        PlotJudge judge = new(model);
        HashSet<int> wrong = [.. Spoiled.Wrong];
        for (int i = 0; i < answer.Count; i++)
        {
            bool changed = WordList.Key(answer[i]) != WordList.Key(Spoiled.Words[i]);
            if (!changed)
                continue;
            found += wrong.Contains(i) ? 1 : -1;
            if (wrong.Contains(i) && IsRight(judge, i, answer[i]))
                mended++;
        }
        return new GameScore(Math.Max(0, found), mended, 2 * Spoiled.Wrong.Count);
    }

    private bool IsRight(PlotJudge judge, int place, string word) =>
        WordList.Key(word) == WordList.Key(Plot[place])
        || judge
            .Repairs(With(Plot, place, Spoiled.Words[place]), place, (int)(1 / Plausible))
            .Any(r => r.Chance >= Plausible && WordList.Key(r.Text) == WordList.Key(word));

    private GameScore Finding(IStoryReader model, IReadOnlyList<string> answer)
    {
        PlotJudge judge = new(model);
        bool follows = Level.HasHint && judge.Likelihood(answer, Hint) > judge.Likelihood(answer);
        int fits = answer.Count - Misfits(model, answer).Count;
        return new GameScore(fits, follows ? fits : 0, Level.HasHint ? 2 * Plot.Count : Plot.Count);
    }

    private static string[] With(IReadOnlyList<string> words, int place, string word)
    {
        string[] changed = [.. words];
        changed[place] = word;
        return changed;
    }
}
