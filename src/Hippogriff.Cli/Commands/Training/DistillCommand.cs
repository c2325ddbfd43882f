using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Trainings;
using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Zips;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Training.Distillation;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Commands.Training;

/// <summary>
/// <c>hippogriff distill</c>: trains a model to draw in a few steps without guidance like a teacher with many steps and
/// guidance.
/// </summary>
internal static class DistillCommand
{
    public static Command Build(CommandHost host)
    {
        DistillOptions options = new();
        DocumentedCommand command = new(
            "distill",
            "Make a fast model out of a good one: fewer steps, guidance distilled in. Ctrl-C saves and ends; --resume "
                + "continues.",
            "hippogriff distill --data sprites --model first --out runs/fast --minutes 30",
            "hippogriff distill --data sprites --out runs/fast --minutes 30 --resume",
            "hippogriff distill --data sprites --model runs/mine/model --draw-steps 4 --substeps 4 --out "
                + "runs/fast --updates 2000"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(host, options.Read(parsed), stop));
        return command;
    }

    private static Task<int> RunAsync(CommandHost host, DistillChoices choices, CancellationToken stop)
    {
        TrainingSession session = new(
            choices.Out,
            $"hippogriff distill --data {choices.Data} --out {choices.Out}",
            choices.Json
        );
        return session.RunAsync(host, observer => RunThread.RunAsync(() => Run(choices, observer, stop)), stop);
    }

    private static TrainingEnd Run(DistillChoices choices, ITrainingObserver observer, CancellationToken stop)
    {
        using PackedFolder packed = PackedFolder.Open(choices.Data, stop);
        IExampleSource source = packed.Read(path =>
            TrainingData.Open(path, null, choices.Seed, new() { World = choices.World }, cancellationToken: stop)
        );
        DistillationRun run = choices.Resume
            ? DistillationRun.Resume(source, choices.Out, choices.Device, observer)
            : DistillationRun.Begin(PlanFor(choices), source, choices.Out, choices.Device, observer);
        bool finished = run.Train(choices.Length, stop);
        string model = Path.Combine(choices.Out, ModelFolder.OfRun);
        return new TrainingEnd(Directory.Exists(model) ? model : null, finished);
    }

    private static DistillationPlan PlanFor(DistillChoices asked)
    {
        ModelFolder teacher = ModelFolder.Find(asked.Model);
        if (new CheckpointSource(teacher).PipelineClass != ModelIndex.Pipeline)
            throw new HippogriffException(
                $"The model {teacher.Name} was not made by Hippogriff, and only such models can be distilled.",
                FaultKind.Incompatible
            );
        ModelIndex index = teacher.ReadJson<ModelIndex>(ModelFolder.IndexFile, ModelIndex.Json);
        return new DistillationPlan(
            teacher.Path,
            CheckpointRegistry.Default.HashOf(teacher),
            asked.Settings with
            {
                Guidance = asked.Guidance ?? index.Defaults.Guidance,
                GuidanceInterval = asked.Settings.GuidanceInterval ?? index.Defaults.GuidanceInterval,
            },
            new LearningRateSchedule(asked.Rate, 50),
            asked.Seed
        );
    }
}
