using System.Text;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Models;
using Hippogriff.Texts;
using Hippogriff.Training;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Recipes;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Story.Training;

/// <summary>
/// A training run of a story model. Its folder has <c>story-run.json</c>, <c>words.txt</c>, <c>story/</c> with
/// checkpoints and loss curve, and <c>model/</c>, which is usable at any time. Uses the same loop as for pictures.
/// </summary>
public sealed class StoryRun
{
    // Plots of the grammar need a smaller nucleus than film plots; measured in docs/story.md.
    private static readonly StoryDefaults s_defaults = new(
        Nucleus: new Dictionary<string, double> { [FilmPlots.Composed] = 0.65 }
    );

    private const string RecipeFile = "story-run.json",
        WordsFile = "words.txt",
        StageFolder = "story";
    private const double PublishMinutes = 3,
        CheckpointMinutes = 2;
    private StoryRecipe _recipe;
    private readonly string _folder;
    private readonly ITrainingObserver _observer;

    private StoryRun(StoryRecipe recipe, string folder, ITrainingObserver observer) =>
        (_recipe, _folder, _observer) = (recipe, folder, observer);

    private string Stage => Path.Combine(_folder, StageFolder);

    /// <summary>Folder of the model.</summary>
    public string Model => Path.Combine(_folder, ModelFolder.OfRun);

    /// <summary>Begins a run in an empty or new folder.</summary>
    /// <exception cref="HippogriffException">The folder is not empty.</exception>
    public static StoryRun Begin(StoryRecipe recipe, string folder, ITrainingObserver observer)
    {
        if (File.Exists(Path.Combine(folder, RecipeFile)))
            throw new HippogriffException(
                $"'{folder}' holds a story training already; add --resume to go on with it, or choose another folder."
            );
        RunLock.RequireEmpty(folder, "the training");
        StoryRun run = new(recipe, folder, observer);
        run.Keep();
        return run;
    }

    /// <summary>Resumes the run in <paramref name="folder"/>.</summary>
    /// <exception cref="HippogriffException">There is no run, or its initial files cannot be read.</exception>
    public static StoryRun Resume(string folder, ITrainingObserver observer)
    {
        string file = Path.Combine(folder, RecipeFile);
        if (!File.Exists(file))
            throw new HippogriffException(
                $"'{folder}' holds no story training to resume; leave --resume out to begin one.",
                FaultKind.NotFound
            );
        return new StoryRun(
            JsonText.ReadFile<StoryRecipe>(file, StoryRecipe.Json, fault => $"'{file}' cannot be read: {fault}."),
            folder,
            observer
        );
    }

    /// <summary>Trains to the end or until cancelled; leaves a model unless no step was made.</summary>
    /// <returns>True when the end was reached.</returns>
    /// <exception cref="HippogriffException">The data cannot be read, the run diverged, or a file cannot be
    /// written.</exception>
    public bool Train(TrainingLength length, CancellationToken cancellation)
    {
        using RunLock held = RunLock.Take(_folder);
        IReadOnlyList<LearnedPlot> films = _recipe.Data is { } data ? FilmPlots.Read(data) : [];
        IReadOnlyList<LearnedPlot> plots = PlotPool.Training(films, _recipe.ComposedPlots, _recipe.Seed);
        using StoryModel? from =
            _recipe.From is { } start && new CheckpointFolder(Stage).IsEmpty ? StoryFolder.Load(start) : null;
        PlotWords words = Words(plots, from);
        StoryTerms terms = new(FilmPlots.Styles, PlotGrammar.Genres, [.. PlotCountry.All.Select(c => c.Name)]);
        StoryConfig config = _recipe.Config(words.List.Count, terms.Count);
        RequireSame(from, config, terms);
        if (_recipe.Precision == WorkingType.Auto)
        {
            _recipe = _recipe with { Precision = WorkingType.Resolve(_recipe.Precision, CPU) };
            Keep();
        }
        if (WorkingType.Remark(_recipe.Precision, CPU) is { } slow)
            _observer.Note(slow);
        ScalarType type = WorkingType.Choose(_recipe.Precision, CPU);
        using StoryNetwork network = FreshModule.Make(
            () =>
            {
                StoryNetwork begun = new(config, words.List);
                begun.Begin(_recipe.Seed);
                return begun;
            },
            CPU,
            type
        );
        _observer.Stage(
            "story",
            FormattableString.Invariant(
                $"{RunContext.Millions(network)} million parameters, {Counted.Grouped(words.List.Count, "word")} to say, {words.Rare.Count:N0} more to read, {Counted.Grouped(plots.Count, "plot")}, {films.Count(f => !f.IsHeldOut):N0} of them from films; {type}, batches of {_recipe.BatchSize}"
            )
        );
        StoryObjective objective = new(
            network,
            new StoryLessons(new PlotPool(plots, _recipe.FilmShare), words, terms, config, _recipe.Seed),
            _recipe.BatchSize
        );
        TrainingPlan plan = new(
            length.Steps,
            length.Minutes,
            _recipe.LearningRateSchedule,
            _recipe.Seed,
            CheckpointMinutes
        );
        using TrainingLoop<StoryBatch> loop = new(objective, plan, new CheckpointFolder(Stage));
        StageRunner runner = new(_recipe.Name, StageFolder, Stage, _observer, PublishMinutes);
        if (!runner.Begin(loop) && from is not null)
            loop.BeginWith(from.Network);
        bool finished = runner.Run(loop, _ => Publish(), cancellation);
        if (loop.State.Step > 0)
            Publish();
        return finished;

        void Publish()
        {
            using StoryNetwork averaged = FreshModule.Make(() => new StoryNetwork(config, words.List));
            loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
            StoryFolder.Save(Model, new StoryIndex(config, terms, s_defaults), words.List, averaged);
        }
    }

    private static void RequireSame(StoryModel? from, StoryConfig config, StoryTerms terms)
    {
        // Masks are for comparison only, so their run may start from a network trained with wrong words. The reverse is
        // refused: such a network would never have judged a word.
        if (from is not null && config.Corruption == Corruption.Mask)
            config = config with { Corruption = from.Config.Corruption };
        if (from is null || (from.Config == config && from.Terms.Names.SequenceEqual(terms.Names)))
            return;
        string why =
            from.Config.Width != config.Width ? $"its width is {from.Config.Width}, not {config.Width}"
            : from.Config.Depth != config.Depth ? $"it has {from.Config.Depth} layers, not {config.Depth}"
            : from.Config.Corruption != config.Corruption ? $"it was taught with {from.Config.Corruption} noise"
            : "other things can be asked of it";
        throw new HippogriffException(
            $"The training cannot begin from the story model {from.Name}: {why}.",
            FaultKind.Incompatible
        );
    }

    private void Keep() =>
        AtomicFile.Write(
            Path.Combine(_folder, RecipeFile),
            JsonSerializer.SerializeToUtf8Bytes(_recipe, StoryRecipe.Json)
        );

    /// <summary>
    /// The run's initial words, its own or those of the initial model: a data file that grows must not change the
    /// network.
    /// </summary>
    private PlotWords Words(IReadOnlyList<LearnedPlot> plots, StoryModel? from)
    {
        string file = Path.Combine(_folder, WordsFile);
        PlotWords counted = PlotWords.Of(plots, _recipe.LeastCount);
        if (!File.Exists(file))
        {
            AtomicFile.Write(
                file,
                Encoding.UTF8.GetBytes(string.Join('\n', (from?.Words ?? counted.List).Shown) + "\n")
            );
            if (from is null)
                return counted;
        }
        WordList begun = new(RegularFile.ReadLines(file));
        return new PlotWords(
            begun,
            [.. counted.Rare.Concat(counted.List.Shown.Select(WordList.Key)).Where(key => !begun.TryFind(key, out _))]
        );
    }
}
