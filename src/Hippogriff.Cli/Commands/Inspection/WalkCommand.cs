using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Imaging;
using Hippogriff.Insight.Chance;
using Hippogriff.Insight.Drawing;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary><c>hippogriff walk PROMPT</c>: interpolates between two pictures, and draws tables of seeds.</summary>
internal static class WalkCommand
{
    /// <summary>Side of an animation in pixels, at least.</summary>
    private const int FilmSide = 256;

    public static Command Build(CommandHost host)
    {
        WalkOptions options = new();
        DocumentedCommand command = new(
            "walk",
            "See what chance does: walk from one seed to another, from one prompt to another, or lay out "
                + "some prompts with some seeds.",
            "hippogriff walk \"a cat\" --to-seed 2",
            "hippogriff walk \"a cat\" --to \"a dog\" --frames 16 --film walk.webp",
            "hippogriff walk \"a cat\" --with \"a dog\" \"a car\" --count 6"
        );
        options.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                WalkChoices choices = options.Read(parsed);
                return choices.With.Count > 0 ? TableFlow.RunAsync(host, choices, stop) : RunAsync(host, choices, stop);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, WalkChoices choices, CancellationToken stop)
    {
        InspectionFlow flow = new(
            host,
            choices.Inspection.And(("--to-seed", choices.ToSeed), ("--frames", choices.Frames))
        );
        WalkStory story = await flow.InspectAsync<WalkStory>(
            "walking",
            [choices.From, choices.To],
            (model, progress, keep, token) =>
                LatentWalk.Between(
                    model,
                    model.Resolve(choices.Inspection.ToRequest(choices.From)),
                    new WalkPlan(choices.ToSeed, choices.To, choices.Frames) { Keep = keep },
                    progress,
                    token
                ),
            stop
        );
        RgbImage sheet = WalkView.Sheet(story, choices);
        flow.Write(sheet, choices.From == choices.To ? $"{choices.From} walk" : $"{choices.From} to {choices.To}");
        flow.WriteFilm(
            () => [.. story.Frames.Select(f => f.Image)],
            backAgain: true,
            enlarge: Math.Max(1, FilmSide / Math.Max(story.From.Width, story.From.Height))
        );
        return flow.Report(WalkView.Document(flow, story), output => WalkView.Write(output, story), sheet);
    }
}
