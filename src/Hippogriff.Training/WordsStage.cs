using Hippogriff.Data.Examples;
using Hippogriff.Models.Text;
using Hippogriff.Texts;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>
/// The stage that trains the text encoder alone, before the denoiser, if the source knows the layouts of its captions.
/// A run that starts from a model has this stage if the recipe's encoder differs from the model's. It uses new weights
/// even then. From an encoder without word order, order was not learned in 1,558 updates of 64 captions; from random
/// weights it was after 800. The denoiser adapts to new words within its first thousand updates.
/// </summary>
internal sealed class WordsStage(RunContext run, IPartSource source, DenoiserStart start) : ITrainingStage
{
    private const int Captions = 64;
    private static readonly LearningRateSchedule s_schedule = new(0.001, 100);
    private readonly TextRecipe _recipe = run.Recipe.Text;

    public string Name => "words";

    public double Share => _recipe.Share;

    /// <summary>Trains, where that has not been done before; leaves <see cref="RunContext.WordsFile"/>.</summary>
    public StageEnd Run(TrainingLength? length, StageShare share, CancellationToken cancellationToken)
    {
        string file = run.At(RunContext.WordsFile);
        if (length is null)
            return StageEnd.Skipped; // the denoiser stays the model's, and its words with it
        if (File.Exists(file))
            return StageEnd.Done;
        if (
            !start.IsNew
            || start.From?.Network.TextEncoder.Config is { } has
                && (has.Depth, has.RelativePlaces) == (_recipe.Depth, _recipe.RelativePlaces)
        )
            return StageEnd.Skipped; // it knows its words
        Vocabulary vocabulary = start.Vocabulary;
        using TextEncoder encoder = Encoder(vocabulary, run.Type);
        using WordsReader reader = run.Fresh(() => new WordsReader(_recipe.Width), run.Type);
        using PartHead head = run.Fresh(
            () => new PartHead(_recipe.Width, source.ThingCount, source.ColourCount),
            run.Type
        );
        WordsObjective objective = new(encoder, source, vocabulary, reader, head, Captions);
        run.Observer.Stage(
            Name,
            $"{RunContext.Millions(encoder)} million parameters, "
                + $"{Counted.Of(vocabulary.Words.Count, "word")}, {run.Type}, batches of {Captions} captions"
        );
        TrainingPlan plan = new(
            length.Steps,
            length.Minutes,
            s_schedule,
            run.Recipe.Seed,
            run.Recipe.CheckpointMinutes
        );
        using TrainingLoop<WordsBatch> loop = run.Run.LoopOf(this, objective, plan);
        StageRunner runner = run.Run.RunnerOf(run.Recipe.Name, this, run.Recipe.SheetMinutes, share);
        runner.Begin(loop);
        if (!runner.Run(loop, null, cancellationToken))
            return StageEnd.Stopped;
        using TextEncoder averaged = Encoder(vocabulary, ScalarType.Float32);
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average, WordsObjective.Prefix);
        WeightLoader.Save(averaged, file, ScalarType.Float32);
        return StageEnd.Done;
    }

    private TextEncoder Encoder(Vocabulary vocabulary, ScalarType type) =>
        run.Fresh(() => new TextEncoder(_recipe.Config(vocabulary.Words.Count)), type);
}
