using Hippogriff.Data.Examples;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Models.UNet;
using Hippogriff.Texts;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>
/// The denoiser stage: trains the denoiser. Every few minutes it draws samples, examines the network and writes the
/// model.
/// </summary>
internal sealed class DenoiserStage(RunContext run, DenoiserStart start) : ITrainingStage
{
    /// <summary>Folder of its checkpoints and curves.</summary>
    public const string Folder = "denoiser";

    private const string AlignField = "objective.align_weight";

    public string Name => Folder;

    public double Share => 1;

    /// <summary>
    /// Trains to the end or until cancelled; leaves a model unless no step was made. Without a length the model that
    /// the run began with gets the new autoencoder.
    /// </summary>
    public StageEnd Run(TrainingLength? length, StageShare share, CancellationToken cancellationToken)
    {
        using Autoencoder? autoencoder = run.LoadAutoencoder(run.Type);
        StageRunner runner = run.Run.RunnerOf(run.Recipe.Name, this, run.Recipe.SheetMinutes, share);
        using TextToImageNetwork network = run.FreshNetwork(start.Vocabulary, run.Type);
        run.Observer.Stage(
            Name,
            $"{RunContext.Millions(network)} million parameters, "
                + $"{Counted.Of(start.Vocabulary.Words.Count, "word")}, {run.Type}, batches of {run.Recipe.BatchSize}"
        );
        using PartHead? parts = PartHeadFor(network);
        using AlignHead? align = AlignHeadFor(network);
        DenoiserObjective objective = new(
            new LearningNetwork(network, autoencoder, start.Vocabulary, run.Type, run.Device),
            run.Source,
            run.Recipe.BatchSize,
            run.Recipe.Objective,
            parts is null && align is null ? null : new MiddleHeads(parts, AlignmentOf(align))
        );
        TrainingPlan plan = new(
            length?.Steps,
            length?.Minutes,
            run.Recipe.LearningRateSchedule,
            run.Recipe.Seed,
            run.Recipe.CheckpointMinutes
        );
        using TrainingLoop<PictureBatch> loop = run.Run.LoopOf(this, objective, plan);
        if (!runner.Begin(loop))
            TakeOver(loop, objective);
        DenoiserPublisher publisher = new(run, start, runner, loop, objective.Prefix);
        publisher.Begin();
        loop.Saving += publisher.Keep;
        if (length is null)
        {
            publisher.Publish(null);
            return StageEnd.Done;
        }
        bool finished = runner.Run(loop, publisher.Publish, cancellationToken);
        publisher.End(runner.Last);
        return finished ? StageEnd.Done : StageEnd.Stopped;
    }

    private Alignment? AlignmentOf(AlignHead? head) =>
        head is null ? null : new Alignment(head, run.RequireFeatures(AlignField));

    private PartHead? PartHeadFor(TextToImageNetwork network) =>
        run.Recipe.Objective.PartsWeight > 0 && run.Source is IPartSource truth && network.Denoiser is UNet unet
            ? run.Fresh(() => new PartHead(unet.BottleneckWidth, truth.ThingCount, truth.ColourCount), run.Type)
            : null;

    private AlignHead? AlignHeadFor(TextToImageNetwork network)
    {
        if (run.Recipe.Objective.AlignWeight == 0 || network.Denoiser is not UNet unet)
            return null;
        int width = run.RequireFeatures(AlignField).MiddleWidth;
        return run.Fresh(() => new AlignHead(unet.BottleneckWidth, width), run.Type);
    }

    /// <summary>
    /// Takes over the weights of an initial model and of the text stage, in float32; does nothing without them.
    /// </summary>
    private void TakeOver(TrainingLoop<PictureBatch> loop, DenoiserObjective objective)
    {
        string words = run.At(RunContext.WordsFile);
        if (start.From is null && !File.Exists(words))
            return;
        using TextToImageNetwork precise = run.FreshNetwork(start.Vocabulary, ScalarType.Float32);
        if (start.From is not null)
            WarmStart.Take(precise, start.From);
        if (File.Exists(words))
        {
            using SafetensorsFile file = SafetensorsFile.Open(words);
            WeightLoader.Load(precise.TextEncoder, file);
        }
        loop.BeginWith(precise, objective.Prefix);
    }
}
