using Hippogriff.Story.Game;

namespace Hippogriff.Story.Training.Evaluation;

/// <summary>How well wrong words are found and corrected, as shares of the plots.</summary>
/// <param name="Plots">Number of plots.</param>
/// <param name="First">The wrong word was the least likely one.</param>
/// <param name="Third">It was among the three least likely.</param>
/// <param name="Exact">The first replacement was the original word.</param>
/// <param name="ExactOfFive">One of the first five replacements was.</param>
/// <param name="Sound">The plot with the first replacement is accepted by the grammar; null for plots of films.</param>
/// <param name="ByChance">The value of <paramref name="First"/> for random guesses.</param>
public sealed record WrongWordFigures(
    int Plots,
    double First,
    double Third,
    double Exact,
    double ExactOfFive,
    double? Sound,
    double ByChance
);

/// <summary>
/// The first level of the game on held-out plots: one word at a random position is replaced by a uniformly random other
/// word.
/// </summary>
public static class WrongWordExam
{
    /// <summary>Runs the exam.</summary>
    /// <param name="model">The story model; it gets no conditions.</param>
    /// <param name="plots">The plots.</param>
    /// <param name="wrong">Source of wrong words.</param>
    /// <param name="recogniser">Recognises corrected plots; null for plots of films.</param>
    /// <param name="seed">Seed of the choice of words.</param>
    /// <param name="progress">Receives the share done.</param>
    public static WrongWordFigures Ask(
        StoryModel model,
        IReadOnlyList<IReadOnlyList<string>> plots,
        WordList wrong,
        PlotRecogniser? recogniser,
        long seed,
        Action<double>? progress = null
    )
    {
        PlotJudge judge = new(model, all: true);
        PlotSpoiler spoiler = new(wrong, all: true);
        int first = 0,
            third = 0,
            exact = 0,
            ofFive = 0,
            sound = 0;
        for (int p = 0; p < plots.Count; p++)
        {
            WordRandom random = new(seed, p);
            SpoiledPlot spoiled = spoiler.Spoil(plots[p], 1, ref random);
            int place = spoiled.Wrong[0];
            IReadOnlyList<WordVerdict> verdicts = judge.Judge(spoiled.Words);
            int before = verdicts.Count(v => v.Place != place && v.Right <= verdicts[place].Right);
            if (before < 1)
                first++;
            if (before < 3)
                third++;
            IReadOnlyList<Repair> repairs = judge.Repairs(spoiled.Words, place, 5);
            string key = WordList.Key(plots[p][place]);
            if (WordList.Key(repairs[0].Text) == key)
                exact++;
            if (repairs.Any(r => WordList.Key(r.Text) == key))
                ofFive++;
            if (recogniser is not null)
            {
                string[] mended = [.. plots[p]];
                mended[place] = repairs[0].Text;
                if (recogniser.Accepts(mended))
                    sound++;
            }
            progress?.Invoke((p + 1.0) / plots.Count);
        }
        double n = plots.Count;
        return new WrongWordFigures(
            plots.Count,
            first / n,
            third / n,
            exact / n,
            ofFive / n,
            recogniser is null ? null : sound / n,
            plots.Average(p => 1.0 / p.Count)
        );
    }
}
