using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Steps;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary><c>hippogriff steps PROMPT</c>: shows every step of one picture.</summary>
internal static class StepsCommand
{
    public static Command Build(CommandHost host)
    {
        Argument<string> prompt = new("PROMPT") { Description = "What to draw, in quotes." };
        InspectionOptions options = new();
        DocumentedCommand command = new(
            "steps",
            "Watch one drawing, step by step: what the network sees, what it takes it for, what changed, "
                + "where the words pull.",
            "hippogriff steps \"a cat\"",
            "hippogriff steps \"a blue cat on the grass\" --seed 7 --film steps.webp",
            "hippogriff steps \"a cat\" --steps 40 --json"
        )
        {
            prompt,
        };
        options.AddTo(command, films: true);
        command.SetAction(
            async (parsed, stop) =>
            {
                InspectionChoices choices = options.Read(parsed);
                string words = parsed.GetRequiredValue(prompt);
                InspectionFlow flow = new(host, choices);
                StepStory story = await flow.InspectAsync(
                    "drawing",
                    [words],
                    (model, progress, token) =>
                        StepWatch.Draw(model, model.Resolve(choices.ToRequest(words)), progress, token),
                    stop
                );
                RgbImage sheet = StepSheet.Draw(story);
                flow.Write(sheet, $"{words} watched");
                flow.WriteFilm(() => StepSheet.Frames(story));
                return flow.Report(Document(flow, story), output => Write(host.Terminal, output, story), story.Image);
            }
        );
        return command;
    }

    private static void Write(Terminal terminal, TextWriter output, StepStory story)
    {
        TextTable table = new("step", "noise", "guess changed by", "words pull by");
        foreach (StepView s in story.Steps)
            table.Add(
                Number(s.Index, "0"),
                Number(s.From, "0.00"),
                s.Index == 1 ? "" : Number(s.Change.Strength, "0.0"),
                s.Pull is { } pull ? Number(pull.Map.Strength, "0.0") : "not guided"
            );
        table.Write(terminal);
        output.WriteLine(
            $"Settled after step {story.SettledAfter()} of {story.Steps.Count}. Differences are root mean "
                + "squares of pixels, 0 to 255."
        );
    }

    private static object Document(InspectionFlow flow, StepStory story) =>
        new
        {
            flow.Seconds,
            Files = flow.Written,
            story.Settings,
            SettledAfter = story.SettledAfter(),
            Steps = story.Steps.Select(s => new
            {
                s.Index,
                From = InspectionFlow.Round(s.From),
                To = InspectionFlow.Round(s.To),
                Change = InspectionFlow.Round(s.Change.Strength, 2),
                Pull = s.Pull is { } pull ? InspectionFlow.Round(pull.Map.Strength, 2) : (double?)null,
            }),
        };

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
