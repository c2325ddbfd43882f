using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Story;
using Hippogriff.Story.Training;
using Hippogriff.Story.Training.Evaluation;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>
/// <c>hippogriff story evaluate</c>: measures how well a story model predicts plots, finds wrong words, and writes.
/// </summary>
internal static class StoryEvaluateCommand
{
    public static Command Build(CommandHost host)
    {
        StoryEvaluateOptions options = new();
        DocumentedCommand command = new(
            "evaluate",
            "Measure a story model: bound, wrong words found and repaired, genre, grammar, variety, memory.",
            "hippogriff story evaluate --quick",
            "hippogriff story evaluate --data plots.jsonl --mask-model runs/masked/model --json"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => Task.FromResult(Run(host, options.Read(parsed), stop)));
        return command;
    }

    private static int Run(CommandHost host, StoryEvaluateChoices choices, CancellationToken stop)
    {
        IReadOnlyList<LearnedPlot> films = choices.Data is { } file ? FilmPlots.Read(file) : [];
        using StoryModel model = choices.Model.Load();
        using StoryModel? masked = choices.Masked is { } name ? (choices.Model with { Name = name }).Load() : null;
        RequireTheirKinds(model, masked);
        StoryReport report = StoryReportView.Run(
            host.Terminal,
            host.Clock,
            progress => new StoryEvaluation(model, films, choices.Plan).Run(masked, progress, stop)
        );
        if (choices.Json)
            Json.Write(host.Terminal.Out, report);
        else
            StoryReportView.Write(host.Terminal, report);
        return ExitCode.Fine;
    }

    /// <summary>Refuses a model trained with blanks in the place of the other, and the other way round.</summary>
    private static void RequireTheirKinds(StoryModel model, StoryModel? masked)
    {
        if (model.Config.Corruption != Corruption.Uniform)
            throw new HippogriffException(
                $"The story model '{model.Name}' was trained with blanks; --mask-model takes it, "
                    + "beside one that was trained with words."
            );
        if (masked is not null && masked.Config.Corruption != Corruption.Mask)
            throw new HippogriffException(
                $"The story model '{masked.Name}' was not trained with --corruption mask.",
                FaultKind.Incompatible
            );
    }
}
