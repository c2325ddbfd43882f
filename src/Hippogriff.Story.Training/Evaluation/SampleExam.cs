using Hippogriff.Story.Game;

namespace Hippogriff.Story.Training.Evaluation;

/// <summary>What samples are compared with.</summary>
/// <param name="Memory">All training plots.</param>
/// <param name="Classifier">Tells the genre of a plot.</param>
/// <param name="Recogniser">Recognises plots of the grammar.</param>
internal sealed record SampleTruth(PlotMemory Memory, GenreClassifier Classifier, PlotRecogniser Recogniser);

/// <summary>Draws samples of a story model and measures them.</summary>
/// <param name="model">The story model.</param>
/// <param name="count">Number of samples of each kind.</param>
/// <param name="seed">Seed of the first sample; they count on from it.</param>
/// <param name="settings">Settings of the sampler.</param>
/// <param name="truth">What samples are compared with.</param>
/// <param name="progress">Is told how far it is.</param>
internal sealed class SampleExam(
    StoryModel model,
    int count,
    long seed,
    PlotSamplerSettings settings,
    SampleTruth truth,
    StoryProgress progress
)
{
    /// <summary>The figures of one kind of samples.</summary>
    /// <param name="what">Name of the measurement.</param>
    /// <param name="wish">The conditions of each sample.</param>
    /// <param name="guidance">Guidance scale.</param>
    /// <param name="data">Held-out plots; samples have their lengths, so that entropies are comparable.</param>
    public SampleFigures Of(
        string what,
        Func<int, StoryWish> wish,
        double guidance,
        IReadOnlyList<IReadOnlyList<string>> data
    )
    {
        List<Sample> found = Draw(what, wish, guidance, data);
        IReadOnlyList<string>[] plots = [.. found.Select(f => f.Words)];
        PlotVariety own = PlotVariety.Of([.. plots.Take(data.Count)]),
            theirs = PlotVariety.Of([.. data.Take(plots.Length)]); // of equally many words
        bool composedStyle = found[0].Wish.Style == FilmPlots.Composed,
            hasGenre = found[0].Wish.Genre is not null;
        return new SampleFigures(
            plots.Length,
            guidance,
            composedStyle ? Share(f => truth.Recogniser.Accepts(f.Words)) : null,
            hasGenre ? Share(f => truth.Classifier.Of(f.Words) == f.Wish.Genre) : null,
            hasGenre ? Share(f => truth.Recogniser.GenresOf(f.Words).Contains(f.Wish.Genre!)) : null,
            hasGenre ? Share(f => PlotCountry.NamedIn(f.Words) is [var only] && only.Name == f.Wish.Country) : null,
            own.Entropy,
            theirs.Entropy,
            own.Distinct2,
            theirs.Distinct2,
            truth.Memory.Share(plots),
            truth.Memory.Share(data),
            truth.Memory.Copies(plots)
        );

        double Share(Func<Sample, bool> holds) => found.Count(holds) / (double)found.Count;
    }

    private sealed record Sample(IReadOnlyList<string> Words, StoryWish Wish);

    private List<Sample> Draw(
        string what,
        Func<int, StoryWish> wish,
        double guidance,
        IReadOnlyList<IReadOnlyList<string>> data
    )
    {
        PlotFinder finder = new(model);
        PlotSpoiler spoiler = new(model.Words, all: true);
        List<Sample> found = [];
        for (int i = 0; i < count; i++)
        {
            WordRandom random = new(seed, i);
            IReadOnlyList<string> noise = spoiler.Noise(data[i % data.Count].Count, ref random);
            PlotRequest order = new()
            {
                Start = noise,
                Wish = wish(i),
                Seed = seed + i,
                Settings = settings with { Guidance = guidance },
            };
            found.Add(new Sample(finder.Find(order, cancellationToken: progress.Token), order.Wish));
            progress.Of(what)((i + 1.0) / count);
        }
        return found;
    }
}
