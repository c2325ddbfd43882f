using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Trainings;
using Hippogriff.Devices;
using Hippogriff.Story.Training;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;
using static TorchSharp.torch;

namespace Hippogriff.Cli.Commands.Story;

/// <summary><c>hippogriff story train</c>: trains a story model on plots.</summary>
internal static class StoryTrainCommand
{
    private const string Example = "hippogriff story train --out runs/story --minutes 30";

    public static Command Build(CommandHost host)
    {
        StoryTrainOptions options = new();
        DocumentedCommand command = new(
            "train",
            "Train a story model. Ctrl-C saves and ends; --resume continues.",
            Example,
            "hippogriff story train --data plots.jsonl --out runs/story --minutes 30",
            "hippogriff story train --out runs/story --minutes 60 --resume",
            "hippogriff story train --base story --data plots.jsonl --out runs/more --minutes 60"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(host, options.Read(parsed), stop));
        return command;
    }

    private static Task<int> RunAsync(CommandHost host, StoryTrainChoices choices, CancellationToken stop)
    {
        Device device = DeviceChoice.Parse(choices.Device);
        TrainingSession session = new(
            choices.Out,
            $"hippogriff story train --out {choices.Out}",
            choices.Json,
            "plots"
        );
        return session.RunAsync(host, observer => RunThread.RunAsync(() => Train(observer)), stop);

        TrainingEnd Train(ITrainingObserver observer)
        {
            StoryRun run = choices.Resume
                ? StoryRun.Resume(choices.Out, observer, device)
                : StoryRun.Begin(choices.Recipe, choices.Out, observer, device);
            bool finished = run.Train(choices.Length, stop);
            return new TrainingEnd(Directory.Exists(run.Model) ? run.Model : null, finished);
        }
    }
}
