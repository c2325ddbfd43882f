using Hippogriff.Adapters;
using Hippogriff.Data.Examples;
using Hippogriff.Models;
using Hippogriff.Models.UNet2D;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Texts;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Adapters;

/// <summary>
/// The only stage of a LoRA's training for a public model. It trains the attention and feed-forward layers of the
/// U-Net, and regularly writes the file with the names of kohya's scripts.
/// </summary>
internal sealed class PublicAdapterStage(RunFolder<AdapterPlan> run, IExampleSource source, string device)
    : ITrainingStage
{
    public string Name => "lora";

    public double Share => 1;

    /// <summary>Whether a layer is trained: those of the transformers, as kohya's scripts and diffusers do.</summary>
    public static bool Trains(string layer) =>
        layer.StartsWith("unet.", StringComparison.Ordinal)
        && layer.Contains(".transformer_blocks.", StringComparison.Ordinal);

    public StageEnd Run(TrainingLength? length, StageShare share, CancellationToken cancellationToken)
    {
        using DiffusionModel model = Model(cancellationToken);
        IAdapterTarget target = model.Adapters!;
        using LoraNetwork lora = Fresh(model, target),
            averaged = Fresh(model, target);
        using IDisposable attached = lora.Attach(target);
        PublicAdapterObjective objective = new(lora, model, source, run.Plan.BatchSize);
        run.Observer.Stage(
            Name,
            FormattableString.Invariant(
                $"{lora.parameters().Sum(p => p.numel()) / 1e6:F2} million parameters of rank {run.Plan.Rank} "
            ) + $"beside {model.Name}, {Counted.Of(source.Count ?? 0, "picture")}, batches of {run.Plan.BatchSize}"
        );
        using TrainingLoop<PictureBatch> loop = run.LoopOf(this, objective, run.Plan.PlanOf(length));
        StageRunner runner = run.RunnerOf(run.Plan.Name, this, AdapterPlan.PublishMinutes, share);
        runner.Begin(loop);
        long published = -1;
        bool finished = runner.Run(loop, _ => published = Publish(loop, model, averaged), cancellationToken);
        if (loop.Leads && loop.State.Step > 0 && loop.State.Step != published)
            Publish(loop, model, averaged);
        return finished ? StageEnd.Done : StageEnd.Stopped;
    }

    private long Publish(TrainingLoop<PictureBatch> loop, DiffusionModel model, LoraNetwork averaged)
    {
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
        string file = AdapterRun.FileOf(run);
        using (Lora made = averaged.ToLora(run.Plan.Name, null))
            LoraFile.Write(file, made with { Metadata = MetadataOf(model) });
        run.Observer.Note($"Wrote {file}");
        return loop.State.Step;
    }

    /// <summary>What kohya's scripts say of the base, so that other programs sort the file rightly.</summary>
    private static Dictionary<string, string> MetadataOf(DiffusionModel model)
    {
        Dictionary<string, string> metadata = new() { ["ss_sd_model_name"] = model.Name };
        if (model.Denoiser is ConditionalUNet { Config.TextWidth: var width } && width is 768 or 1024)
            metadata["ss_base_model_version"] = width == 768 ? "sd_v1" : "sd_v2";
        return metadata;
    }

    private DiffusionModel Model(CancellationToken cancellationToken)
    {
        IPictureModel loaded = CheckpointLoader.Load(
            run.Plan.Model,
            new LoadOptions { Device = device },
            cancellationToken
        );
        try
        {
            run.Plan.RequireUnchanged(loaded.Hash);
            return (DiffusionModel)loaded; // what the loader makes of a definition with adapters and no Prepare
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    private LoraNetwork Fresh(DiffusionModel model, IAdapterTarget target) =>
        FreshModule.Make(
            () => new LoraNetwork(target, run.Plan.Rank, run.Plan.Seed, Trains),
            model.Device,
            ScalarType.Float32
        );
}
