using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Evaluation;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Spread;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary><c>hippogriff spread PROMPT...</c>: measures how much pictures of one prompt differ.</summary>
internal static class SpreadCommand
{
    public static Command Build(CommandHost host)
    {
        SpreadOptions options = new();
        DocumentedCommand command = new(
            "spread",
            "Draw prompts with many seeds and measure how much the pictures of each differ.",
            "hippogriff spread \"a picture\" \"a cat\" \"a blue cat\" \"a blue cat on the grass at night\"",
            "hippogriff spread \"\" \"a cat\" --count 16 --judge judge",
            "hippogriff spread --ladders first --count 16 --json"
        );
        options.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                SpreadChoices choices = options.Read(parsed);
                return choices.Ladders is { } file
                    ? ClimbAsync(
                        host,
                        choices,
                        file == SpreadOptions.BuiltIn ? LadderExperiment.First : LadderExperiment.Load(file),
                        stop
                    )
                    : MeasureAsync(host, choices, stop);
            }
        );
        return command;
    }

    private static async Task<int> MeasureAsync(CommandHost host, SpreadChoices choices, CancellationToken stop)
    {
        InspectionFlow flow = new(host, choices.Inspection.And(("--count", choices.Count)));
        SpreadStory story = await flow.InspectAsync(
            "drawing",
            choices.Prompts,
            (model, progress, token) =>
            {
                using Judge? judge = choices.OpenJudge();
                return PromptSpread.Measure(
                    model,
                    model.Resolve(choices.Inspection.ToRequest("")),
                    new SpreadPlan(choices.Prompts, choices.Count, SpacesOf(model, judge)),
                    progress,
                    token
                );
            },
            stop
        );
        RgbImage sheet = SpreadSheet.Strips(story);
        string written = flow.Write(sheet, $"{choices.Prompts[^1]} spread");
        flow.WriteBeside(written, "clouds", SpreadSheet.Clouds(story));
        return flow.Report(
            SpreadView.Document(flow, story),
            output => SpreadView.Write(host.Terminal, output, story),
            sheet
        );
    }

    private static async Task<int> ClimbAsync(
        CommandHost host,
        SpreadChoices choices,
        IReadOnlyList<IReadOnlyList<string>> ladders,
        CancellationToken stop
    )
    {
        InspectionFlow flow = new(host, choices.Inspection);
        LadderResult result = await flow.InspectAsync(
            "climbing",
            [.. ladders.SelectMany(l => l).Distinct()],
            (model, progress, token) =>
            {
                using Judge? judge = choices.OpenJudge();
                GenerationSettings settings = model.Resolve(choices.Inspection.ToRequest(""));
                IReadOnlyList<FeatureSpace> spaces = SpacesOf(model, judge);
                return LadderExperiment.Run(
                    (ladder, part) =>
                        PromptSpread.Measure(
                            model,
                            settings,
                            new SpreadPlan(ladder, choices.Count, spaces),
                            part,
                            token
                        ),
                    ladders,
                    progress,
                    token
                );
            },
            stop
        );
        return flow.Report(
            SpreadView.Document(flow, result),
            output => SpreadView.Write(host.Terminal, output, result)
        );
    }

    /// <summary>
    /// The judge first, since it was trained on visible content; then the network's own middle; then pixels.
    /// </summary>
    private static IReadOnlyList<FeatureSpace> SpacesOf(IPictureModel model, Judge? judge) =>
        [
            .. new[]
            {
                judge is null ? null : FeatureSpace.OfJudge(judge),
                FeatureSpace.BottleneckOf(model),
                FeatureSpace.Pixels,
            }.OfType<FeatureSpace>(),
        ];
}
