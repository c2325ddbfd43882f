using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Survival;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary><c>hippogriff survival IMAGE</c>: measures how much of a picture survives each noise level.</summary>
internal static class SurvivalCommand
{
    public static Command Build(CommandHost host)
    {
        SurvivalOptions options = new();
        DocumentedCommand command = new(
            "survival",
            "Add noise to a picture, level by level, clean it with and without words, and measure how much "
                + "of it survives.",
            "hippogriff survival photo.jpg",
            "hippogriff survival out/a-cat-1.png --prompt \"a dog\" --film survival.webp",
            "hippogriff survival photo.jpg --levels 19 --count 4 --json"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(host, options.Read(parsed), stop));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, SurvivalChoices choices, CancellationToken stop)
    {
        RgbImage picture = ImageFile.Read(choices.Image, enough: 512);
        double[] strengths = [.. Enumerable.Range(1, choices.Levels).Select(i => i / (choices.Levels + 1.0))];
        InspectionFlow flow = new(
            host,
            choices.Inspection.And(("--levels", choices.Levels), ("--count", choices.Count))
        );
        SurvivalStory story = await flow.InspectAsync(
            "adding noise",
            [choices.Prompt],
            (model, progress, token) =>
            {
                GenerationSettings settings = model.Resolve(choices.Inspection.ToRequest(choices.Prompt));
                return PictureSurvival.Draw(
                    model,
                    settings,
                    ImageScaling.Cover(picture, settings.Width, settings.Height),
                    new SurvivalPlan(strengths, choices.Count),
                    progress,
                    token
                );
            },
            stop
        );
        RgbImage sheet = SurvivalSheet.Strip(story);
        string written = flow.Write(sheet, $"{Path.GetFileNameWithoutExtension(choices.Image)} noised");
        flow.WriteBeside(written, "survival", SurvivalSheet.Curve(story));
        flow.WriteFilm(() => SurvivalSheet.Frames(story), backAgain: true);
        return flow.Report(Document(flow, story), output => Write(host.Terminal, output, story), sheet);
    }

    private static void Write(Terminal terminal, TextWriter output, SurvivalStory story)
    {
        bool worded = story.Settings.Prompt.Length > 0;
        TextTable table = new([
            "noised",
            "noise",
            "survives without words",
            .. worded ? ["with words"] : Array.Empty<string>(),
        ]);
        foreach (SurvivalLevel l in story.Levels)
            table.Add([
                Number(l.Strength),
                Number(l.Sigma),
                Percent(l.SurvivalWithoutWords),
                .. worded ? [Percent(l.SurvivalWithWords)] : Array.Empty<string>(),
            ]);
        table.Write(terminal);
        output.WriteLine(
            $"Half of it survives up to {Number(story.HalfWithoutWords)} without "
                + $"words{(worded ? $" and {Number(story.HalfWithWords)} with words" : "")}."
        );
    }

    private static object Document(InspectionFlow flow, SurvivalStory story) =>
        new
        {
            flow.Seconds,
            Files = flow.Written,
            story.Settings,
            HalfWithoutWords = InspectionFlow.Round(story.HalfWithoutWords),
            HalfWithWords = InspectionFlow.Round(story.HalfWithWords),
            Levels = story.Levels.Select(l => new
            {
                Strength = InspectionFlow.Round(l.Strength),
                Sigma = InspectionFlow.Round(l.Sigma),
                WithoutWords = InspectionFlow.Round(l.SurvivalWithoutWords),
                WithWords = InspectionFlow.Round(l.SurvivalWithWords),
            }),
        };

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");
}
