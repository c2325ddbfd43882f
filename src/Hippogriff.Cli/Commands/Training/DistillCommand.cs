using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Data.Zips;
using Hippogriff.Pipelines;
using Hippogriff.Training.Distillation;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
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
    private const double DefaultRate = 3e-4;

    public static Command Build(CommandHost host)
    {
        DistillationSettings defaults = new();
        Option<string> data = new("--data")
        {
            HelpName = "DIR",
            Required = true,
            Description = "Training data. What the model was trained on; only the captions are used.",
        };
        Option<string> output = new("--out")
        {
            HelpName = "DIR",
            Required = true,
            Description = "Where the result goes. A folder of checkpoints, sheets, the loss curve and the fast model.",
        };
        Option<string?> model = Values.Text(
            "--model",
            "NAME",
            "Name or folder of a model. It is learned from. Left out: the default one."
        );
        Option<string?> world = Values.Text(
            "--world",
            "FILE",
            "JSON file of the world that scenes are composed of. Left out: the built-in one. It is for sprites in "
                + "--data."
        );
        Option<int?> draw = Values.Whole(
            "--draw-steps",
            1,
            64,
            $"Steps that the fast model draws in. Default: {defaults.Steps}."
        );
        Option<int?> substeps = Values.Whole(
            "--substeps",
            1,
            16,
            $"Steps of the teacher for each of these. Default: {defaults.Substeps}."
        );
        Option<double?> guidance = Values.Number(
            "--guidance",
            0,
            50,
            "Guidance scale; 1 switches guidance off. It is distilled in. Left out: the model's."
        );
        Option<GuidanceInterval?> interval = Values.Interval(
            "--guidance-interval",
            "Guide only in this interval, from 1 (pure noise) to 0 (clean), such as 0.1-0.8. It is "
                + "distilled in. Left out: the model's."
        );
        Option<int?> prompts = Values.Whole(
            "--batch-size",
            1,
            4096,
            $"How many are computed at once. Prompts an update; each gives as many lessons as the fast model has "
                + $"steps. Default: {defaults.Prompts}."
        );
        Option<double?> minutes = Values.Number(
            "--minutes",
            0,
            100_000,
            "How long to train, in minutes, including earlier sessions of a resumed run.",
            including: false
        );
        Option<int?> steps = Values.Whole(
            "--updates",
            1,
            int.MaxValue,
            "How many updates to make, including earlier sessions of a resumed run."
        );
        Option<double?> rate = Values.Number(
            "--rate",
            0,
            1,
            $"Learning rate at its highest. Default: {DefaultRate}.",
            including: false
        );
        Option<long?> seed = Values.Seed("Same seed, same result. It is that of noise and prompts. Default: 1.");
        Option<bool> resume = new("--resume")
        {
            Description = "Resume what was stopped before its end. The last good checkpoint in --out is taken.",
        };
        Option<string?> device = DeviceOption.Create();
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "distill",
            "Make a fast model out of a good one: fewer steps, guidance distilled in. Ctrl-C saves and ends; --resume "
                + "continues.",
            "hippogriff distill --data sprites --model first --out runs/fast --minutes 30",
            "hippogriff distill --data sprites --out runs/fast --minutes 30 --resume",
            "hippogriff distill --data sprites --model runs/mine/model --draw-steps 4 --substeps 4 --out "
                + "runs/fast --updates 2000"
        )
        {
            data,
            output,
            model,
            world,
            draw,
            substeps,
            guidance,
            interval,
            prompts,
            minutes,
            steps,
            rate,
            seed,
            resume,
            device,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                TrainingLength length = new(parsed.GetValue(steps), parsed.GetValue(minutes));
                if (length is { Steps: not null, Minutes: not null } or { Steps: null, Minutes: null })
                    throw new HippogriffException(
                        "A distillation needs its length, --minutes N or --updates N, and only one of the two."
                    );
                Option[] fixedOptions = [model, draw, substeps, guidance, interval, prompts, rate, seed];
                bool again = parsed.GetValue(resume);
                if (
                    again
                    && fixedOptions.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })
                        is { } changed
                )
                    throw new HippogriffException(
                        $"A resumed distillation keeps what it began with, so {changed.Name} cannot be given "
                            + "with --resume."
                    );
                (string sprites, string folder, string place) = (
                    parsed.GetRequiredValue(data),
                    parsed.GetRequiredValue(output),
                    parsed.GetValue(device) ?? DeviceOption.Default
                );
                SceneWorld? scenes = parsed.GetValue(world) is { } file ? SceneWorld.Load(file) : null;
                Asked asked = new(
                    parsed.GetValue(model),
                    parsed.GetValue(guidance),
                    parsed.GetValue(rate) ?? DefaultRate,
                    parsed.GetValue(seed) ?? 1,
                    defaults with
                    {
                        Steps = parsed.GetValue(draw) ?? defaults.Steps,
                        Substeps = parsed.GetValue(substeps) ?? defaults.Substeps,
                        GuidanceInterval = parsed.GetValue(interval),
                        Prompts = parsed.GetValue(prompts) ?? defaults.Prompts,
                    }
                );
                TrainingEnd end = await TrainingView.RunAsync(
                    host.Terminal,
                    host.Clock,
                    async observer =>
                    {
                        using CancellationTokenRegistration notice = stop.Register(() =>
                            observer.Note("Stopping after this step; everything is saved.")
                        );
                        return await RunThread.RunAsync(() =>
                            Run(asked, sprites, scenes, folder, place, again, length, observer, stop)
                        );
                    }
                );
                TrainingView.Report(
                    host.Terminal,
                    end,
                    folder,
                    $"hippogriff distill --data {sprites} --out {folder}",
                    parsed.GetValue(json)
                );
                return ExitCode.Fine;
            }
        );
        return command;
    }

    private sealed record Asked(string? Model, double? Guidance, double Rate, long Seed, DistillationSettings Settings);

    private static TrainingEnd Run(
        Asked asked,
        string data,
        SceneWorld? world,
        string folder,
        string device,
        bool resume,
        TrainingLength length,
        ITrainingObserver observer,
        CancellationToken stop
    )
    {
        using PackedFolder packed = PackedFolder.Open(data, stop);
        IExampleSource source = packed.Read(path =>
            TrainingData.Open(path, null, asked.Seed, world, cancellationToken: stop)
        );
        DistillationRun run = resume
            ? DistillationRun.Resume(source, folder, device, observer)
            : DistillationRun.Begin(PlanFor(asked), source, folder, device, observer);
        bool finished = run.Train(length, stop);
        string model = Path.Combine(folder, ModelFolder.OfRun);
        return new TrainingEnd(Directory.Exists(model) ? model : null, finished);
    }

    private static DistillationPlan PlanFor(Asked asked)
    {
        ModelFolder teacher = ModelFolder.Find(asked.Model);
        ModelIndex index = teacher.ReadJson<ModelIndex>(ModelFolder.IndexFile, ModelIndex.Json);
        return new DistillationPlan(
            teacher.Path,
            teacher.Hash(),
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
