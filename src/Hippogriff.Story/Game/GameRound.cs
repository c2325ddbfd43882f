using Hippogriff.Texts;

namespace Hippogriff.Story.Game;

/// <summary>Points of a round, for one side.</summary>
/// <param name="Found">Wrong words that were found; in a level of noise, words of the written plot that fit.</param>
/// <param name="Mended">Words that were put right: exactly, or so that the model believes in them.</param>
/// <param name="Most">The most points that could be had.</param>
public sealed record GameScore(int Found, int Mended, int Most)
{
    /// <summary>All points.</summary>
    public int Points => Found + Mended;
}

/// <summary>
/// One plot of the game: a person and the model get the same words, and the same points for the same answers.
/// </summary>
/// <param name="Level">The level.</param>
/// <param name="Plot">The plot as it was.</param>
/// <param name="Spoiled">As it is shown.</param>
/// <param name="Hint">What the plot is like; told where the level has hints.</param>
public sealed record GameRound(GameLevel Level, IReadOnlyList<string> Plot, SpoiledPlot Spoiled, StoryWish Hint)
{
    private const double Plausible = 0.05,
        Fits = 0.5,
        Careful = 0.5;
    private const int NoiseStream = 3;

    /// <summary>What there is to do: the level's title, how many words are wrong, and the hint.</summary>
    public string Instruction
    {
        get
        {
            string wrong = Level is { Task: GameTask.Mend, WrongShare: > 0 }
                ? $"{Level.Title.TrimEnd('.')}: {Spoiled.Wrong.Count} of {Plot.Count}."
                : Level.Title;
            return Level.HasHint
                ? $"{wrong} It is "
                    + $"{("aeiou".Contains(Hint.Genre![0], StringComparison.OrdinalIgnoreCase) ? "an" : "a")} "
                    + $"{Hint.Genre} plot that takes place in {Hint.Country}."
                : wrong;
        }
    }

    /// <summary>What is to be written, and what gives points.</summary>
    public string Rules =>
        Level.Task == GameTask.Mend
            ? "A point for each wrong word that you change, and one more if your word fits there; a right word "
                + "changed costs a point."
            : $"Write a plot of up to {Counted.Of(Plot.Count, "word")}, of these words or of any others. A "
                + "point for each word that fits the rest of your "
                + $"plot{(Level.HasHint ? ", and as many again if the plot follows the hint" : "")}.";

    /// <summary>Spoils a plot for a level.</summary>
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
    /// Points for an answer: of as many words as the plot has, or where a plot is to be found of fewer, too. Mending:
    /// one for each wrong word that was changed, less one for each right word that was, and one for each that was put
    /// right. A mended word is right if it is the one that stood there, or if the model gives it at least a twentieth
    /// of its belief there. Finding: one for each word that fits the others in the model's eyes, and one more for each
    /// where the hint makes the plot likelier.
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

    /// <summary>Places of the words of an answer that do not fit the others in the model's eyes.</summary>
    public static IReadOnlySet<int> Misfits(IStoryReader model, IReadOnlyList<string> answer) =>
        new PlotJudge(model).Judge(answer).Where(v => v.Right < Fits).Select(v => v.Place).ToHashSet();

    /// <summary>
    /// What the model answers. Mending: it is told how many words are wrong, as the player is, takes those that it
    /// believes least, and holds all others, since a right word changed costs a point. Finding: it walks from the noise
    /// to a plot.
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
