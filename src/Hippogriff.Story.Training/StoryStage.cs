using System.Text;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Models;
using Hippogriff.Texts;
using Hippogriff.Training;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Story.Training;

/// <summary>
/// The only stage of a story model's training. It trains on plots and publishes the model every few minutes.
/// </summary>
internal sealed class StoryStage(RunFolder<StoryRecipe> run, Device device) : ITrainingStage
{
    // Plots of the grammar need a smaller nucleus than film plots; measured in docs/story.md.
    private static readonly StoryDefaults s_defaults = new(
        Nucleus: new Dictionary<string, double> { [FilmPlots.Composed] = 0.65 }
    );

    private const string WordsFile = "words.txt";
    private const double PublishMinutes = 3,
        CheckpointMinutes = 2;

    public string Name => "story";

    public double Share => 1;

    public StageEnd Run(TrainingLength? length, StageShare share, CancellationToken cancellationToken)
    {
        IReadOnlyList<LearnedPlot> films = run.Plan.Data is { } data ? FilmPlots.Read(data) : [];
        IReadOnlyList<LearnedPlot> plots = PlotPool.Training(films, run.Plan.ComposedPlots, run.Plan.Seed);
        using StoryModel? from =
            run.Plan.From is { } start && new CheckpointFolder(run.At(Name)).IsEmpty ? StoryFolder.Load(start) : null;
        PlotWords words = Words(plots, from);
        StoryTerms terms = new(FilmPlots.Styles, PlotGrammar.Genres, [.. PlotCountry.All.Select(c => c.Name)]);
        StoryConfig config = run.Plan.Config(words.List.Count, terms.Count);
        RequireSame(from, config, terms);
        ScalarType type = run.TypeOn(device);
        using StoryNetwork network = FreshModule.Make(
            () =>
            {
                StoryNetwork begun = new(config, words.List);
                begun.Begin(run.Plan.Seed);
                return begun;
            },
            device,
            type
        );
        Announce(network, words, plots.Count, films.Count(f => !f.IsHeldOut), type);
        StoryObjective objective = new(
            network,
            new StoryLessons(new PlotPool(plots, run.Plan.FilmShare), words, terms, config, run.Plan.Seed),
            run.Plan.BatchSize
        );
        using TrainingLoop<StoryBatch> loop = new(objective, PlanOf(length), new CheckpointFolder(run.At(Name)));
        StageRunner runner = run.RunnerOf(run.Plan.Name, this, PublishMinutes, share);
        if (!runner.Begin(loop) && from is not null)
            loop.BeginWith(from.Network);
        StoryIndex index = new(config, terms, s_defaults);
        bool finished = runner.Run(loop, _ => Publish(loop, index, words.List), cancellationToken);
        if (loop.State.Step > 0)
            Publish(loop, index, words.List);
        return finished ? StageEnd.Done : StageEnd.Stopped;
    }

    private TrainingPlan PlanOf(TrainingLength? length) =>
        new(length?.Steps, length?.Minutes, run.Plan.LearningRateSchedule, run.Plan.Seed, CheckpointMinutes);

    private void Announce(StoryNetwork network, PlotWords words, int plots, int films, ScalarType type) =>
        run.Observer.Stage(
            Name,
            FormattableString.Invariant($"{RunContext.Millions(network)} million parameters, ")
                + FormattableString.Invariant(
                    $"{Counted.Grouped(words.List.Count, "word")} to say, {words.Rare.Count:N0} more to read, "
                )
                + FormattableString.Invariant($"{Counted.Grouped(plots, "plot")}, ")
                + FormattableString.Invariant($"{films:N0} of them from films; {type}, batches of {run.Plan.BatchSize}")
        );

    /// <summary>Writes the averaged model.</summary>
    private void Publish(TrainingLoop<StoryBatch> loop, StoryIndex index, WordList words)
    {
        using StoryNetwork averaged = FreshModule.Make(() => new StoryNetwork(index.Config, words));
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
        StoryFolder.Save(run.At(ModelFolder.OfRun), index, words, averaged);
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

    /// <summary>
    /// The run's initial words, its own or those of the initial model: a data file that grows must not change the
    /// network.
    /// </summary>
    private PlotWords Words(IReadOnlyList<LearnedPlot> plots, StoryModel? from)
    {
        string file = run.At(WordsFile);
        PlotWords counted = PlotWords.Of(plots, run.Plan.LeastCount);
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
