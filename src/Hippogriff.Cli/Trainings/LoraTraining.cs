using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Data.Zips;
using Hippogriff.Hub;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Training.Adapters;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Trainings;

/// <summary>Connects <c>hippogriff train --lora-rank</c> to <see cref="AdapterRun"/>.</summary>
internal static class LoraTraining
{
    public static TrainingEnd Run(TrainingRequest order, ITrainingObserver observer, CancellationToken stop)
    {
        AdapterPlan plan = order.Resume ? RunFolder<AdapterPlan>.PlanOf(order.Out) : PlanFor(order);
        ModelFacts model = ModelFacts.Read(ModelOf(plan.Model));
        using PackedFolder data = PackedFolder.Open(order.Data, stop);
        IExampleSource source = data.Read(path =>
            TrainingData.Open(
                path,
                model.Defaults.Width,
                plan.Seed,
                new TrainingDataOptions { Buckets = plan.Buckets ? model.SizeMultiple : null },
                new RequestedTraining.Notes(observer, data),
                stop
            )
        );
        if (source is not FolderSource)
            throw new HippogriffException(
                $"A LoRA is trained on a folder of captioned pictures, and '{order.Data}' holds sprites; "
                    + "scenes of them can be made with hippogriff data scenes."
            );
        AdapterRun run = order.Resume
            ? AdapterRun.Resume(source, order.Out, order.Device, observer, order.Group)
            : AdapterRun.Begin(plan, source, order.Out, order.Device, observer, order.Group);
        bool finished = run.Train(order.Length, stop);
        return new TrainingEnd(File.Exists(run.File) ? run.File : null, finished);
    }

    private static AdapterPlan PlanFor(TrainingRequest order)
    {
        ModelFolder model = ModelOf(order.From);
        if (AdapterRun.IsPublic(model.Path) && order is { Like: not null } or { Prior: > 0 })
            throw new HippogriffException(
                $"--like and --prior are for LoRAs of our own models. {model.Name} is of another program, so leave "
                    + "them out."
            );
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(order.Out)));
        AdapterPlan plan = new(
            name,
            model.Path,
            CheckpointRegistry.Default.HashOf(model),
            order.Lora!.Value,
            AdapterPlan.DefaultLearningRateSchedule,
            order.Like
        );
        return plan with
        {
            LearningRateSchedule = plan.LearningRateSchedule with
            {
                LearningRate = order.LearningRate ?? plan.LearningRateSchedule.LearningRate,
            },
            BatchSize = order.BatchSize ?? plan.BatchSize,
            Prior = order.Prior ?? plan.Prior,
            Seed = order.Seed ?? plan.Seed,
            Buckets = order.Buckets,
        };
    }

    /// <summary>The model with a name or path, also one of the hub's cache.</summary>
    private static ModelFolder ModelOf(string? name) =>
        name is not null && !Path.Exists(name) && HubModels.OfThisUser().Find(name) is { } pulled
            ? pulled
            : CheckpointRegistry.Default.Library().Find(name);
}
