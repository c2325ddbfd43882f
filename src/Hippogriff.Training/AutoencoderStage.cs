using Hippogriff.Models.Autoencoder;
using Hippogriff.Pipelines;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Data;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Scenes;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>The stage that makes the autoencoder: trains one from nothing, or the one of the model that the run begins from further, or takes that as it is.</summary>
internal sealed class AutoencoderStage(RunContext run, AutoencoderRecipe recipe)
{
    private const int WarmupSteps = 100;
    private const string AnchorFile = "autoencoder/begun.safetensors";
    private readonly IExampleSource _source = recipe.LookShare is { } share && run.Source is SceneComposer scenes ? scenes.WithLooks(share) : run.Source;

    /// <summary>Makes it, where that has not been done before; false where it was stopped.</summary>
    public bool Train(TrainingLength length, CancellationToken cancellation)
    {
        string file = run.At(RunContext.CodecFile);
        if (File.Exists(file)) return true;
        CheckpointFolder checkpoints = new(run.At("autoencoder"));
        using NetworkModel? from = checkpoints.IsEmpty && run.Recipe.From is { } model ? PipelineLoader.Load(model, "cpu") : null;
        Autoencoder? begun = from is null ? null : Own(from);
        // Without tuning that is all, for the denoiser knows no other code; with it, what was begun with is kept for the codes to be held to.
        if (begun is not null) WeightLoader.Save(begun, recipe.Tune ? run.At(AnchorFile) : file, ScalarType.Float32);
        if (begun is not null && !recipe.Tune) return true;
        using Autoencoder network = run.Fresh(() => new Autoencoder(recipe.Config), run.Type);
        using Autoencoder? anchor = recipe.Hold > 0 && File.Exists(run.At(AnchorFile)) ? run.LoadAutoencoder(run.Type, AnchorFile) : null;
        run.Observer.Stage("autoencoder", $"{RunContext.Millions(network)} million parameters, {run.Type}, batches of {recipe.BatchSize}");
        AutoencoderObjective objective = new(network, _source, recipe.BatchSize, recipe.CodeNoise, run.Type, anchor, recipe.Hold);
        TrainingPlan plan = new(length.Steps, length.Minutes, new Pace(recipe.LearningRate, WarmupSteps), run.Recipe.Seed, run.Recipe.CheckpointMinutes);
        using TrainingLoop<PictureBatch> loop = new(objective, plan, checkpoints);
        StageWalk walk = new(run.Recipe.Name, "autoencoder", run.At("autoencoder"), run.Observer, run.Recipe.SheetMinutes);
        if (!walk.Begin(loop) && begun is not null) loop.BeginWith(begun);
        if (!walk.Run(loop, null, cancellation)) return false;
        using Autoencoder averaged = run.Fresh(() => new Autoencoder(recipe.Config), ScalarType.Float32);
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
        CodeStatistics.Measure(averaged, run.Source, run.Device, ScalarType.Float32);
        WeightLoader.Save(averaged, file, ScalarType.Float32);
        return true;
    }

    /// <summary>The model's autoencoder, which must be the recipe's.</summary>
    private Autoencoder Own(NetworkModel model) =>
        model.Autoencoder is { } autoencoder && autoencoder.Config.Latent == recipe.Config.Latent && autoencoder.Config.Widths.SequenceEqual(recipe.Config.Widths) && autoencoder.Config.Blocks == recipe.Config.Blocks
            ? autoencoder
            : throw new HippogriffException($"The run cannot begin from the model {model.Name}: the recipe's autoencoder differs from its own; use the recipe that the model was trained with.");
}
