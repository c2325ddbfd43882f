using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Devices;
using Hippogriff.Story;
using Hippogriff.Story.Training;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;

namespace Hippogriff.Cli.Commands.Story;

/// <summary><c>hippogriff story train</c>: trains a story model on plots.</summary>
internal static class StoryTrainCommand
{
    private const string Example = "hippogriff story train --out runs/story --minutes 30";

    public static Command Build(CommandHost host)
    {
        Option<string?> data = Values.Text(
            "--data",
            "FILE",
            "Training data. Plots of films: a .jsonl file, one {\"text\": ..., \"genres\": [...], \"title\": ...} a "
                + "line. "
                + "Left out: only plots that the grammar composes."
        );
        Option<string> output = new("--out")
        {
            HelpName = "DIR",
            Required = true,
            Description = "Where the result goes. A folder of checkpoints, the loss curve and the finished model.",
        };
        Option<double?> minutes = TrainingOptions.Minutes();
        Option<int?> steps = TrainingOptions.Updates();
        Option<string?> from = Values.Text(
            "--base",
            "MODEL",
            "Begin with the words and weights of this model instead of random ones. It is a story model; the "
                + "optimiser begins afresh."
        );
        Option<int?> batch = Values.Whole(
            "--batch-size",
            1,
            4_096,
            "How many are computed at once. Plots an update. Default: 48."
        );
        Option<int?> width = Values.Whole(
            "--width",
            32,
            1_024,
            "Width of the network, a multiple of 32. Default: 192."
        );
        Option<int?> depth = Values.Whole("--layers", 1, 32, "Layers of the network. Default: 4.");
        Option<double?> rate = TrainingOptions.Rate("Default: 0.002.");
        Option<string?> noise = Values.Name(
            "--corruption",
            ["uniform", "mask"],
            "How words are spoiled; mask makes a model to compare with, not one to play with"
        );
        Option<long?> seed = Values.Seed(
            "Same seed, same result. It is that of weights, noise and data order. Default: 1."
        );
        Option<bool> resume = TrainingOptions.Resume();
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "train",
            "Train a story model. Ctrl-C saves and ends; --resume continues.",
            Example,
            "hippogriff story train --data plots.jsonl --out runs/story --minutes 30",
            "hippogriff story train --out runs/story --minutes 60 --resume",
            "hippogriff story train --base story --data plots.jsonl --out runs/more --minutes 60"
        )
        {
            data,
            output,
            minutes,
            steps,
            from,
            batch,
            width,
            depth,
            rate,
            noise,
            seed,
            resume,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                TrainingLength length = new(parsed.GetValue(steps), parsed.GetValue(minutes));
                if (length.Steps is null == length.Minutes is null)
                    throw new HippogriffException(
                        length.Steps is null
                            ? "A training needs its length: --minutes N or --updates N, including earlier sessions of "
                                + "a resumed run."
                            : "A training ends by --minutes or by --updates, not by both."
                    );
                Option[] fixedOptions = [data, from, batch, width, depth, rate, noise, seed];
                if (parsed.GetValue(resume) && parsed.Given(fixedOptions) is { } changed)
                    throw new HippogriffException(
                        $"A resumed run keeps what it began with, so {changed.Name} cannot be given with --resume."
                    );
                if (parsed.GetValue(width) is { } w && w % 32 != 0)
                    throw new HippogriffException($"--width takes multiples of 32, not {w}.");
                string folder = parsed.GetRequiredValue(output);
                StoryRecipe defaults = new(
                    Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
                );
                StoryRecipe recipe = defaults with
                {
                    Seed = parsed.GetValue(seed) ?? defaults.Seed,
                    BatchSize = parsed.GetValue(batch) ?? defaults.BatchSize,
                    Width = parsed.GetValue(width) ?? defaults.Width,
                    Depth = parsed.GetValue(depth) ?? defaults.Depth,
                    LearningRateSchedule = defaults.LearningRateSchedule with
                    {
                        LearningRate = parsed.GetValue(rate) ?? defaults.LearningRateSchedule.LearningRate,
                    },
                    Corruption = parsed.GetValue(noise) == "mask" ? Corruption.Mask : Corruption.Uniform,
                    From = parsed.GetValue(from) is { } model ? StoryFolder.Find(model) : null,
                    Data = parsed.GetValue(data) is { } file ? Path.GetFullPath(file) : null,
                };
                if (recipe.Data is { } plots && !File.Exists(plots))
                    throw new HippogriffException(
                        $"There is no file '{parsed.GetValue(data)}'; --data takes a .jsonl file with one plot a line.",
                        FaultKind.NotFound
                    );
                return RunAsync(
                    host,
                    observer =>
                        parsed.GetValue(resume)
                            ? StoryRun.Resume(folder, observer)
                            : StoryRun.Begin(recipe, folder, observer),
                    folder,
                    length,
                    parsed.GetValue(json),
                    stop
                );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        CommandHost host,
        Func<ITrainingObserver, StoryRun> open,
        string folder,
        TrainingLength length,
        bool json,
        CancellationToken stop
    )
    {
        NativeRuntime.EnsureLoaded();
        TrainingEnd end = await TrainingView.RunAsync(
            host.Terminal,
            host.Clock,
            async observer =>
            {
                using CancellationTokenRegistration notice = stop.Register(() =>
                    observer.Note("Stopping after this step; everything is saved.")
                );
                // On a separate thread, so that the progress bar can be updated.
                return await RunThread.RunAsync(() =>
                {
                    StoryRun run = open(observer);
                    bool finished = run.Train(length, stop);
                    return new TrainingEnd(Directory.Exists(run.Model) ? run.Model : null, finished);
                });
            },
            "plots"
        );
        TrainingView.Report(host.Terminal, end, folder, $"hippogriff story train --out {folder}", json);
        return ExitCode.Fine;
    }
}
