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
    private readonly long _examSeed = unchecked(ExamSeed + unchecked(plan.Asked * SeedsApart));
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
        StoryProgress told = new(progress, cancellationToken);
        IReadOnlyList<string>[] composed = [.. _composed.Select(p => p.Words)],
            heldOut = [.. _heldOut.Select(p => p.Words)];
        bool hasFilms = _filmHeldOut.Length > 0;
        StoryWish style = new(FilmPlots.Composed),
            film = new(FilmPlots.Film);
        BoundExam bounds = new(model, masked, _examSeed, told);
        SampleTruth truth = new(
            new PlotMemory(composed.Concat(_filmTraining)), // whatever was learned, of either style
            new GenreClassifier(_composed.Select(p => (p.Words, p.Genres[0]))),
            _recogniser
        );
        SampleExam samples = new(model, plan.Plots, unchecked(SampleSeed + _asked), _settings, truth, told);
        return new StoryReport
        {
            Model = model.Name,
            ComposedBound = bounds.Of("bound, composed", style, composed, heldOut),
            FilmBound = hasFilms ? bounds.Of("bound, films", film, _filmTraining, _filmHeldOut) : null,
            ComposedWrong = Wrong("wrong words, composed", heldOut, model.Words, _recogniser, told),
            ComposedWrongNear = Wrong("wrong words, near", heldOut, NearWords(composed), _recogniser, told),
            FilmWrong = hasFilms ? Wrong("wrong words, films", _filmHeldOut, model.Words, null, told) : null,
            ClassifierRight =
                _heldOut.Count(p => truth.Classifier.Of(p.Words) == p.Genres[0]) / (double)_heldOut.Length,
            Free = samples.Of("free samples", _ => style, 1, heldOut),
            Unguided = samples.Of("samples without guidance", Wish, 1, heldOut),
            Guided = samples.Of("samples with guidance", Wish, _settings.Guidance, heldOut),
            FreeFilm = hasFilms ? samples.Of("free samples, films", _ => film, 1, _filmHeldOut) : null,
            MillisecondsAPlot = Speed(),
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    private WrongWordFigures Wrong(
        string what,
        IReadOnlyList<IReadOnlyList<string>> plots,
        WordList wrong,
        PlotRecogniser? recogniser,
        StoryProgress told
    ) => WrongWordExam.Ask(model, plots, wrong, recogniser, _examSeed, told.Of(what));

    private static WordList NearWords(IEnumerable<IReadOnlyList<string>> plots) =>
        new(plots.SelectMany(p => p).DistinctBy(WordList.Key));

    /// <summary>
    /// The twelve genres in turn, and the countries in turn for genres without a fixed country.
    /// </summary>
    private static StoryWish Wish(int i) =>
        new(
            FilmPlots.Composed,
            PlotGrammar.Genres[i % PlotGrammar.Genres.Count],
            PlotCountry.All[i / PlotGrammar.Genres.Count % PlotCountry.All.Count].Name
        );

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
