using Hippogriff.Story.Game;

namespace Hippogriff.Story.Training.Evaluation;

/// <summary>How well wrong words are found and mended: shares of the plots.</summary>
/// <param name="Plots">Plots asked.</param>
/// <param name="First">The wrong word was the least believed one.</param>
/// <param name="Third">It was among the three least believed.</param>
/// <param name="Exact">The first repair at its place was the word that stood there.</param>
/// <param name="ExactOfFive">One of the first five was.</param>
/// <param name="Sound">With the first repair the plot is one of the grammar; null for plots of films.</param>
/// <param name="ByChance">What <paramref name="First"/> would be for someone who guesses.</param>
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
/// The first level of the game, on plots that the model has not learned: one word is replaced by any other, each as
/// likely, at any place.
/// </summary>
public static class WrongWordExam
{
    /// <summary>Asks.</summary>
    /// <param name="model">Is asked; it is not told anything about the plots.</param>
    /// <param name="plots">The plots.</param>
    /// <param name="wrong">Where wrong words are taken from.</param>
    /// <param name="recogniser">Judges mended plots; null for plots of films.</param>
    /// <param name="seed">Which words.</param>
    /// <param name="progress">Is told the share done.</param>
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
