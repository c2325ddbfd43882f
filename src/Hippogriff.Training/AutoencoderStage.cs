using Hippogriff.Data.Examples;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Pipelines;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>
/// The autoencoder stage: trains a new one, fine-tunes that of the initial model, or uses it unchanged.
/// </summary>
internal sealed class AutoencoderStage(RunContext run, AutoencoderRecipe recipe) : ITrainingStage
{
    private const int WarmupSteps = 100;
    private const string AnchorFile = "autoencoder/begun.safetensors";
    private readonly IExampleSource _source = recipe.LookShare is { } share ? run.Source.WithLooks(share) : run.Source;

    public string Name => "autoencoder";

    public double Share => recipe.Share;

    public StageEnd Run(TrainingLength? length, StageShare share, CancellationToken cancellationToken)
    {
        string file = run.At(RunContext.CodecFile);
        if (File.Exists(file))
            return StageEnd.Done;
        CheckpointFolder checkpoints = new(run.At(Name));
        using Autoencoder? begun = checkpoints.IsEmpty && run.Recipe.From is { } model ? Own(model) : null;
        // Without tuning the stage ends here, since the denoiser depends on this latent. With tuning, the initial
        // encoder is kept as an anchor for the latents.
        if (begun is not null)
            WeightLoader.Save(begun, recipe.Tune ? run.At(AnchorFile) : file, ScalarType.Float32);
        if (begun is not null && !recipe.Tune)
            return StageEnd.Done;
        using Autoencoder network = run.Fresh(() => new Autoencoder(recipe.Config), run.Type);
        if (recipe.KeepLatent)
            Keep(network);
        using Autoencoder? anchor =
            recipe.Hold > 0 && File.Exists(run.At(AnchorFile)) ? run.LoadAutoencoder(run.Type, AnchorFile) : null;
        run.Observer.Stage(
            Name,
            $"{RunContext.Millions(network)} million parameters, {run.Type}, batches of {recipe.BatchSize}"
        );
        TrainingPlan plan = new(
            length?.Steps,
            length?.Minutes,
            new LearningRateSchedule(recipe.LearningRate, WarmupSteps),
            run.Recipe.Seed,
            run.Recipe.CheckpointMinutes
        );
        using TrainingLoop<PictureBatch> loop = run.Run.LoopOf(this, ObjectiveFor(network, anchor), plan);
        StageRunner runner = run.Run.RunnerOf(run.Recipe.Name, this, run.Recipe.SheetMinutes, share);
        if (!runner.Begin(loop) && begun is not null)
            loop.BeginWith(begun);
        if (!runner.Run(loop, null, cancellationToken))
            return StageEnd.Stopped;
        Save(loop, file);
        return StageEnd.Done;
    }

    /// <summary>Writes the averaged weights with the statistics of their latents.</summary>
    private void Save(TrainingLoop<PictureBatch> loop, string file)
    {
        using Autoencoder averaged = run.Fresh(() => new Autoencoder(recipe.Config), ScalarType.Float32);
        if (recipe.KeepLatent)
            Load(averaged, AnchorFile);
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
        if (!recipe.KeepLatent)
            LatentStatistics.Measure(averaged, run.Source, run.Device, ScalarType.Float32);
        WeightLoader.Save(averaged, file, ScalarType.Float32);
    }

    private AutoencoderObjective ObjectiveFor(Autoencoder network, Autoencoder? anchor) =>
        new(network, _source, recipe.BatchSize, recipe.LatentNoise, run.Type)
        {
            Anchor = anchor,
            Hold = recipe.Hold,
            EdgeWeight = recipe.EdgeWeight,
            Features = recipe.FeatureWeight > 0 ? run.RequireFeatures("autoencoder.feature_weight") : null,
            FeatureWeight = recipe.FeatureWeight,
        };

    /// <summary>
    /// Keeps the initial encoder unchanged. It is loaded again on resume, because checkpoints have trained weights
    /// only.
    /// </summary>
    private void Keep(Autoencoder network)
    {
        if (!File.Exists(run.At(AnchorFile)))
            throw new HippogriffException(
                $"The recipe '{run.Recipe.Name}' keeps the latent of a model (autoencoder.keep_code), and the "
                    + "run begins from none; name one with --base."
            );
        Load(network, AnchorFile);
        network.KeepLatent();
    }

    private void Load(Autoencoder network, string file)
    {
        using SafetensorsFile weights = SafetensorsFile.Open(run.At(file));
        WeightLoader.Load(network, weights);
    }

    /// <summary>
    /// A copy of the model's autoencoder, which must match the recipe. A fine-tuned one may have a larger upscaling
    /// factor, and a finish.
    /// </summary>
    private Autoencoder Own(string folder)
    {
        using NetworkModel model = PipelineLoader.Load(folder);
        AutoencoderConfig wanted = recipe.Config;
        bool same =
            model.Autoencoder is { Config: var own }
            && own.CanBecome(wanted)
            && (recipe.Tune || (own.UpsampleFactor, own.Finish) == (wanted.UpsampleFactor, wanted.Finish));
        if (!same)
            throw new HippogriffException(
                $"The run cannot begin from the model {model.Name}: the recipe's autoencoder differs from its "
                    + "own; use the recipe that the model was trained with.",
                FaultKind.Incompatible
            );
        Autoencoder begun = FreshModule.Make(() => new Autoencoder(wanted), CPU, ScalarType.Float32);
        begun.BeginWith(model.Autoencoder!);
        return begun;
    }
}
