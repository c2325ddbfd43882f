using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Scenes;
using Hippogriff.Devices;
using Hippogriff.Evaluation;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Spread;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary><c>hippogriff spread PROMPT...</c>: measures how much pictures of one prompt differ.</summary>
internal static class SpreadCommand
{
    private const int DefaultSeeds = 8;
    private const string BuiltIn = "first";

    public static Command Build(CommandHost host)
    {
        Argument<string[]> prompts = new("PROMPT")
        {
            Description = "Prompts from the vague to the specific, each in quotes.",
            Arity = new ArgumentArity(0, 16),
        };
        Option<int?> seeds = Values.Whole(
            "--count",
            PromptSpread.Fewest,
            PromptSpread.Most,
            $"How many. Pictures a prompt. Default: {DefaultSeeds}."
        );
        Option<string?> judge = Values.Text(
            "--judge",
            "NAME",
            "Name or folder of a judge. Also measure in the judge's feature space."
        );
        Option<string?> world = Values.Text(
            "--world",
            "FILE",
            "JSON file of the world that scenes are composed of. Left out: the built-in one. It is the judge's."
        );
        Option<string?> ladders = Values.Text(
            "--ladders",
            "FILE",
            $"No prompts but an experiment on many ladders of them: a JSON list of lists, or '{BuiltIn}' for "
                + "the twenty built-in ones."
        );
        InspectionOptions options = new();
        DocumentedCommand command = new(
            "spread",
            "Draw prompts with many seeds and measure how much the pictures of each differ.",
            "hippogriff spread \"a picture\" \"a cat\" \"a blue cat\" \"a blue cat on the grass at night\"",
            "hippogriff spread \"\" \"a cat\" --count 16 --judge judge",
            "hippogriff spread --ladders first --count 16 --json"
        )
        {
            prompts,
            seeds,
            judge,
            world,
            ladders,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, stop) =>
            {
                InspectionChoices choices = options.Read(parsed);
                string[] asked = parsed.GetValue(prompts) ?? [];
                string? file = parsed.GetValue(ladders);
                if (file is null && asked.Length == 0)
                    throw new HippogriffException(
                        "hippogriff spread needs at least one PROMPT in quotes, or --ladders FILE."
                    );
                if (file is not null && asked.Length > 0)
                    throw new HippogriffException("--ladders brings its own prompts, so it takes no PROMPT beside it.");
                int count = parsed.GetValue(seeds) ?? DefaultSeeds;
                Judge? Open() =>
                    parsed.GetValue(judge) is { } folder
                        ? JudgeFolder.Open(
                            parsed.GetValue(world) is { } scenes ? SceneWorld.Load(scenes) : SceneWorld.First,
                            InstalledModels.FolderOf(InstalledModels.Judge, folder),
                            DeviceChoice.Parse(choices.Drawing.Device)
                        )
                        : null;
                return file is null
                    ? await MeasureAsync(host, choices, asked, count, Open, stop)
                    : await ClimbAsync(
                        host,
                        choices,
                        file == BuiltIn ? LadderExperiment.First : LadderExperiment.Load(file),
                        count,
                        Open,
                        stop
                    );
            }
        );
        return command;
    }

    private static async Task<int> MeasureAsync(
        CommandHost host,
        InspectionChoices choices,
        string[] prompts,
        int seeds,
        Func<Judge?> open,
        CancellationToken stop
    )
    {
        InspectionFlow flow = new(host, choices);
        SpreadStory story = await flow.InspectAsync(
            "drawing",
            prompts,
            (model, progress, token) =>
            {
                using Judge? judge = open();
                return PromptSpread.Measure(
                    model,
                    model.Resolve(choices.ToRequest("")),
                    prompts,
                    seeds,
                    SpacesOf(model, judge),
                    progress,
                    token
                );
            },
            stop
        );
        RgbImage sheet = SpreadSheet.Strips(story);
        string written = flow.Write(sheet, $"{prompts[^1]} spread");
        flow.WriteBeside(written, "clouds", SpreadSheet.Clouds(story));
        return flow.Report(
            SpreadView.Document(flow, story),
            output => SpreadView.Write(host.Terminal, output, story),
            sheet
        );
    }

    private static async Task<int> ClimbAsync(
        CommandHost host,
        InspectionChoices choices,
        IReadOnlyList<IReadOnlyList<string>> ladders,
        int seeds,
        Func<Judge?> open,
        CancellationToken stop
    )
    {
        InspectionFlow flow = new(host, choices);
        LadderResult result = await flow.InspectAsync(
            "climbing",
            [.. ladders.SelectMany(l => l).Distinct()],
            (model, progress, token) =>
            {
                using Judge? judge = open();
                GenerationSettings settings = model.Resolve(choices.ToRequest(""));
                IReadOnlyList<FeatureSpace> spaces = SpacesOf(model, judge);
                return LadderExperiment.Run(
                    (ladder, part) => PromptSpread.Measure(model, settings, ladder, seeds, spaces, part, token),
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
