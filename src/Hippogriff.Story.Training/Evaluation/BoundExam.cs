namespace Hippogriff.Story.Training.Evaluation;

/// <summary>Measures bounds of held-out plots, and those of baselines.</summary>
/// <param name="model">The story model.</param>
/// <param name="masked">The same network trained with masks; null for none.</param>
/// <param name="seed">Seed of the corruption.</param>
/// <param name="progress">Is told how far it is.</param>
internal sealed class BoundExam(StoryModel model, StoryModel? masked, long seed, StoryProgress progress)
{
    /// <summary>The bounds of plots of one style.</summary>
    /// <param name="what">Name of the measurement.</param>
    /// <param name="told">Conditions given to the model.</param>
    /// <param name="training">The plots that the baselines count.</param>
    /// <param name="plots">The held-out plots.</param>
    public BoundFigures Of(
        string what,
        StoryWish told,
        IReadOnlyList<IReadOnlyList<string>> training,
        IReadOnlyList<IReadOnlyList<string>> plots
    )
    {
        NgramModel words = new(model.Words, training);
        (double nats, double error) = StoryBound.Of(model, plots, told, seed, progress.Of(what));
        double? blank = masked is null
            ? null
            : StoryBound.Of(masked, plots, told, seed, progress.Of($"{what}, blanks")).Nats;
        double unknown = plots.Average(p => p.Count(w => !model.Words.TryFind(w, out _)) / (double)p.Count);
        return new BoundFigures(plots.Count, nats, error, words.Unigram(plots), words.Trigram(plots), blank, unknown);
    }
}
