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
        List<Answer> answers = [];
        for (int p = 0; p < plots.Count; p++)
        {
            WordRandom random = new(seed, p);
            SpoiledPlot spoiled = spoiler.Spoil(plots[p], 1, ref random);
            answers.Add(AnswerOn(judge, spoiled, plots[p], recogniser));
            progress?.Invoke((p + 1.0) / plots.Count);
        }
        return new WrongWordFigures(
            plots.Count,
            Share(a => a.Before < 1),
            Share(a => a.Before < 3),
            Share(a => a.Exact),
            Share(a => a.ExactOfFive),
            recogniser is null ? null : Share(a => a.Sound),
            plots.Average(p => 1.0 / p.Count)
        );

        double Share(Func<Answer, bool> holds) => answers.Count(holds) / (double)plots.Count;
    }

    /// <summary>
    /// What came of one plot: how many right words were taken for worse than the wrong one, and how it was corrected.
    /// </summary>
    private sealed record Answer(int Before, bool Exact, bool ExactOfFive, bool Sound);

    private static Answer AnswerOn(
        PlotJudge judge,
        SpoiledPlot spoiled,
        IReadOnlyList<string> plot,
        PlotRecogniser? recogniser
    )
    {
        int place = spoiled.Wrong[0];
        IReadOnlyList<WordVerdict> verdicts = judge.Judge(spoiled.Words);
        IReadOnlyList<Repair> repairs = judge.Repairs(spoiled.Words, place, 5);
        string key = WordList.Key(plot[place]);
        string[] mended = [.. plot];
        mended[place] = repairs[0].Text;
        return new Answer(
            verdicts.Count(v => v.Place != place && v.Right <= verdicts[place].Right),
            WordList.Key(repairs[0].Text) == key,
            repairs.Any(r => WordList.Key(r.Text) == key),
            recogniser?.Accepts(mended) == true
        );
    }
}
