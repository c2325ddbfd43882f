using Hippogriff.Data.Examples;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Texts;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>
/// The stage that trains the text encoder alone, before the denoiser, if the source knows the layouts of its captions.
/// A run that starts from a model has this stage if the recipe's encoder differs from the model's. It uses new weights
/// even then. From an encoder without word order, order was not learned in 1,558 updates of 64 captions; from random
/// weights it was after 800. The denoiser adapts to new words within its first thousand updates.
/// </summary>
internal sealed class WordsStage(RunContext run)
{
    private const int Captions = 64;
    private static readonly LearningRateSchedule s_schedule = new(0.001, 100);
    private readonly TextRecipe _recipe = run.Recipe.Text;

    /// <summary>Trains if it has not been done, and writes <see cref="RunContext.WordsFile"/>.</summary>
    /// <returns>False if it was stopped.</returns>
    public bool Train(
        IPartSource source,
        Vocabulary vocabulary,
        NetworkModel? from,
        TrainingLength length,
        StageShare share,
        CancellationToken cancellation
    )
    {
        string file = run.At(RunContext.WordsFile);
        if (File.Exists(file))
            return true;
        if (
            from?.Network.TextEncoder.Config is { } has
            && (has.Depth, has.RelativePlaces) == (_recipe.Depth, _recipe.RelativePlaces)
        )
            return true; // it knows its words
        using TextEncoder encoder = Encoder(vocabulary, run.Type);
        using WordsReader reader = run.Fresh(() => new WordsReader(_recipe.Width), run.Type);
        using PartHead head = run.Fresh(
            () => new PartHead(_recipe.Width, source.ThingCount, source.ColourCount),
            run.Type
        );
        WordsObjective objective = new(encoder, source, vocabulary, reader, head, Captions);
        run.Observer.Stage(
            "words",
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
        using TrainingLoop<WordsBatch> loop = new(objective, plan, new CheckpointFolder(run.At("words")), run.Clock);
        StageRunner runner = new(run.Recipe.Name, "words", run.At("words"), run.Observer, run.Recipe.SheetMinutes)
        {
            Share = share,
        };
        runner.Begin(loop);
        if (!runner.Run(loop, null, cancellation))
            return false;
        using TextEncoder averaged = Encoder(vocabulary, ScalarType.Float32);
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average, WordsObjective.Prefix);
        WeightLoader.Save(averaged, file, ScalarType.Float32);
        return true;
    }

    private TextEncoder Encoder(Vocabulary vocabulary, ScalarType type) =>
        run.Fresh(() => new TextEncoder(_recipe.Config(vocabulary.Words.Count)), type);
}
