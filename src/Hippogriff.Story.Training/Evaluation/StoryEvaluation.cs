using System.Diagnostics;
using Hippogriff.Story.Game;

namespace Hippogriff.Story.Training.Evaluation;

/// <summary>Settings of a story evaluation.</summary>
/// <param name="Plots">Number of held-out plots per style, and of samples per kind.</param>
/// <param name="ComposedTraining">Number of composed training plots, from the recipe.</param>
/// <param name="Seed">Seed of the training plots.</param>
/// <param name="Steps">Steps per sample; null: the model's default.</param>
/// <param name="Guidance">Guidance of guided samples; null: the model's default.</param>
/// <param name="Asked">Seed of the choice of held-out plots, corrupted words and samples.</param>
public sealed record StoryEvaluationPlan(
    int Plots = 240,
    int ComposedTraining = 60_000,
    long Seed = 1,
    int? Steps = null,
    double? Guidance = null,
    long Asked = 0
);

/// <summary>
/// Evaluates a story model on held-out plots and on its own samples. All its words are allowed, also those unfit for
/// children.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="films">Plots of films, including held-out ones; may be empty.</param>
/// <param name="plan">Settings.</param>
public sealed class StoryEvaluation(StoryModel model, IReadOnlyList<LearnedPlot> films, StoryEvaluationPlan plan)
{
    private const long HeldOutSeed = 77,
        SampleSeed = 1_000,
        ExamSeed = 5;
    private const long SeedsApart = 1_000_000; // samples count seeds up, and two evaluations shall share none
    private const int TimedPlots = 7,
        TimedWords = 20,
        TimedSteps = 24;
    private readonly PlotSamplerSettings _settings = model.Defaults.Settings() with
    {
        Steps = plan.Steps ?? model.Defaults.Steps,
        Guidance = plan.Guidance ?? model.Defaults.Guidance,
        AllWords = true,
    };
    private readonly long _asked = unchecked(plan.Asked * SeedsApart);
    private readonly PlotRecogniser _recogniser = new(PlotGrammar.BuiltIn);
    private readonly LearnedPlot[] _composed = [.. PlotPool.Compose(plan.ComposedTraining, plan.Seed, heldOut: false)];
    private readonly LearnedPlot[] _heldOut =
    [
        .. PlotPool.Compose(plan.Plots, unchecked(HeldOutSeed + plan.Asked), heldOut: true),
    ];
    private readonly IReadOnlyList<string>[] _filmTraining = [.. films.Where(f => !f.IsHeldOut).Select(f => f.Words)];
    private readonly IReadOnlyList<string>[] _filmHeldOut =
    [
        .. films.Where(f => f.IsHeldOut).Select(f => f.Words).Take(plan.Plots),
    ];

    /// <summary>Measures everything.</summary>
    /// <param name="masked">The same network trained with masks, to compare bounds; null for none.</param>
    /// <param name="progress">Receives the current measurement and the share done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public StoryReport Run(StoryModel? masked, Action<string, double>? progress, CancellationToken cancellationToken)
    {
        Stopwatch clock = Stopwatch.StartNew();
        IReadOnlyList<string>[] composed = [.. _composed.Select(p => p.Words)],
            heldOut = [.. _heldOut.Select(p => p.Words)];
        PlotMemory memory = new(composed.Concat(_filmTraining)); // whatever was learned, of either style
        GenreClassifier classifier = new(_composed.Select(p => (p.Words, p.Genres[0])));
        WordList near = new(composed.SelectMany(p => p).DistinctBy(WordList.Key));
        bool hasFilms = _filmHeldOut.Length > 0;
        long examSeed = unchecked(ExamSeed + _asked);
        StoryWish style = new(FilmPlots.Composed),
            film = new(FilmPlots.Film);
        return new StoryReport
        {
            Model = model.Name,
            ComposedBound = Bound(masked, composed, heldOut, style, "bound, composed"),
            FilmBound = hasFilms ? Bound(masked, _filmTraining, _filmHeldOut, film, "bound, films") : null,
            ComposedWrong = WrongWordExam.Ask(
                model,
                heldOut,
                model.Words,
                _recogniser,
                examSeed,
                Tell("wrong words, composed")
            ),
            ComposedWrongNear = WrongWordExam.Ask(
                model,
                heldOut,
                near,
                _recogniser,
                examSeed,
                Tell("wrong words, near")
            ),
            FilmWrong = hasFilms
                ? WrongWordExam.Ask(model, _filmHeldOut, model.Words, null, examSeed, Tell("wrong words, films"))
                : null,
            ClassifierRight = _heldOut.Count(p => classifier.Of(p.Words) == p.Genres[0]) / (double)_heldOut.Length,
            Free = Samples("free samples", _ => style, 1, heldOut),
            Unguided = Samples("samples without guidance", Wish, 1, heldOut),
            Guided = Samples("samples with guidance", Wish, _settings.Guidance, heldOut),
            FreeFilm = hasFilms ? Samples("free samples, films", _ => film, 1, _filmHeldOut) : null,
            MillisecondsAPlot = Speed(),
            Seconds = clock.Elapsed.TotalSeconds,
        };

        // The twelve genres in turn, and the countries in turn for genres without a fixed country.
        StoryWish Wish(int i) =>
            new(
                FilmPlots.Composed,
                PlotGrammar.Genres[i % PlotGrammar.Genres.Count],
                PlotCountry.All[i / PlotGrammar.Genres.Count % PlotCountry.All.Count].Name
            );

        Action<double> Tell(string what) =>
            share =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Invoke(what, share);
            };

        BoundFigures Bound(
            StoryModel? other,
            IReadOnlyList<IReadOnlyList<string>> training,
            IReadOnlyList<IReadOnlyList<string>> plots,
            StoryWish told,
            string what
        )
        {
            NgramModel words = new(model.Words, training);
            (double nats, double error) = StoryBound.Of(model, plots, told, examSeed, Tell(what));
            double? blank = other is null
                ? null
                : StoryBound.Of(other, plots, told, examSeed, Tell($"{what}, blanks")).Nats;
            double unknown = plots.Average(p => p.Count(w => !model.Words.TryFind(w, out _)) / (double)p.Count);
            return new BoundFigures(
                plots.Count,
                nats,
                error,
                words.Unigram(plots),
                words.Trigram(plots),
                blank,
                unknown
            );
        }

        SampleFigures Samples(
            string what,
            Func<int, StoryWish> wish,
            double guidance,
            IReadOnlyList<IReadOnlyList<string>> data
        )
        {
            PlotFinder finder = new(model);
            PlotSpoiler spoiler = new(model.Words, all: true);
            List<(IReadOnlyList<string> Words, StoryWish Wish)> found = [];
            long sampleSeed = unchecked(SampleSeed + _asked);
            for (int i = 0; i < plan.Plots; i++)
            {
                WordRandom random = new(sampleSeed, i);
                // With the lengths of the data's plots, so that entropies are comparable.
                IReadOnlyList<string> noise = spoiler.Noise(data[i % data.Count].Count, ref random);
                PlotRequest order = new()
                {
                    Start = noise,
                    Wish = wish(i),
                    Seed = sampleSeed + i,
                    Settings = _settings with { Guidance = guidance },
                };
                found.Add((finder.Find(order, cancellationToken: cancellationToken), order.Wish));
                Tell(what)((i + 1.0) / plan.Plots);
            }
            IReadOnlyList<string>[] plots = [.. found.Select(f => f.Words)];
            PlotVariety own = PlotVariety.Of([.. plots.Take(data.Count)]),
                theirs = PlotVariety.Of([.. data.Take(plots.Length)]); // of equally many words
            bool composedStyle = found[0].Wish.Style == FilmPlots.Composed,
                hasGenre = found[0].Wish.Genre is not null;
            return new SampleFigures(
                plots.Length,
                guidance,
                composedStyle ? Share(f => _recogniser.Accepts(f.Words)) : null,
                hasGenre ? Share(f => classifier.Of(f.Words) == f.Wish.Genre) : null,
                hasGenre ? Share(f => _recogniser.GenresOf(f.Words).Contains(f.Wish.Genre!)) : null,
                hasGenre ? Share(f => PlotCountry.NamedIn(f.Words) is [var only] && only.Name == f.Wish.Country) : null,
                own.Entropy,
                theirs.Entropy,
                own.Distinct2,
                theirs.Distinct2,
                memory.Share(plots),
                memory.Share(data),
                memory.Copies(plots)
            );

            double Share(Func<(IReadOnlyList<string> Words, StoryWish Wish), bool> holds) =>
                found.Count(holds) / (double)found.Count;
        }
    }

    private double Speed()
    {
        PlotFinder finder = new(model);
        PlotSpoiler spoiler = new(model.Words, all: true);
        List<double> times = [];
        for (int i = 0; i < TimedPlots; i++)
        {
            WordRandom random = new(SampleSeed, i);
            Stopwatch clock = Stopwatch.StartNew();
            finder.Find(
                new PlotRequest
                {
                    Start = spoiler.Noise(TimedWords, ref random),
                    Wish = new StoryWish(FilmPlots.Composed, "mystery", "France"),
                    Seed = i,
                    Settings = _settings with { Steps = TimedSteps },
                }
            );
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        return times[times.Count / 2];
    }
}
