using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Story;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>
/// <c>hippogriff story</c>: judges the words of a plot, mends a corrupted one, or finds one in noise.
/// </summary>
internal static class StoryCommand
{
    public static Command Build(CommandHost host)
    {
        StoryOptions options = new();
        DocumentedCommand command = new(
            "story",
            "The story plot game: find the wrong words of a plot, mend it, or find a plot in noise.",
            "hippogriff story \"A clown fish gets separated from his banana and must find his way home.\"",
            "hippogriff story --noise 0.5 --watch \"A retired detective must find the killer before midnight.\"",
            "hippogriff story --words 12 --genre mystery --country France --count 3",
            "hippogriff story --words 12 --genre mystery --start \"gold scissor out headphone neat typewriter "
                + "spinach\" --lock gold --watch",
            "hippogriff story play --level 2"
        );
        options.AddTo(command);
        command.Add(StoryPlayCommand.Build(host));
        command.Add(StoryTrainCommand.Build(host));
        command.Add(StoryEvaluateCommand.Build(host));
        command.SetAction((parsed, stop) => Task.FromResult(Run(host, options.Read(parsed, host), stop)));
        return command;
    }

    private static int Run(CommandHost host, StoryChoices choices, CancellationToken stop)
    {
        using StoryModel model = choices.Model.Load();
        PlotSamplerSettings settings = model.Defaults.Settings() with { AllWords = choices.AllWords };
        settings = settings with
        {
            Steps = choices.Steps ?? settings.Steps,
            Guidance = choices.Guidance ?? settings.Guidance,
        };
        new StorySession(host.Terminal, model, choices, settings).Run(stop);
        return ExitCode.Fine;
    }
}
