using System.Globalization;
using Hippogriff.Cli.Views;
using Hippogriff.Insight.Spread;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>Spreads and ladders as tables and as JSON.</summary>
internal static class SpreadView
{
    public static void Write(Terminal terminal, TextWriter output, SpreadStory story)
    {
        TextTable table = new(["prompt", .. story.Spaces.Select(space => $"spread ({space})")]);
        foreach (PromptCloud p in story.Prompts)
            table.Add([SpreadSheet.Said(p), .. story.Spaces.Select(space => Value(p.Spreads[space], "0.00"))]);
        table.Write(terminal);
        if (story.Prompts.Count > 1)
            output.WriteLine(
                "The last prompt's spread as a share of the first's: "
                    + $"{string.Join(", ", story.Spaces.Select(space => $"{Range(story.Ratios[space])} ({space})"))}."
            );
        output.WriteLine(
            "Spread is the mean distance of two pictures of the same prompt, over "
                + $"{Counted.Of(story.Prompts[0].Images.Count, "seed")}, with 95 % ranges; below 1 it has shrunk."
        );
    }

    public static void Write(Terminal terminal, TextWriter output, LadderResult result)
    {
        string space = result.Stories[0].Spaces[0];
        TextTable table = new("ladder", $"spreads ({space})", "last / first");
        foreach (SpreadStory s in result.Stories)
            table.Add(
                $"{SpreadSheet.Said(s.Prompts[0])} ... {SpreadSheet.Said(s.Prompts[^1])}",
                string.Join("  ", s.Prompts.Select(p => Number(p.Spreads[space].Value, "0.00"))),
                Range(s.Ratios[space])
            );
        table.Write(terminal);
        TextTable figures = new("space", "last / first", "ladders that shrank", "by chance", "rungs that shrank");
        foreach ((string name, LadderFigure f) in result.Figures)
            figures.Add(
                name,
                Range(f.Ratio),
                $"{f.Shrunk} of {f.Ladders}",
                Number(f.ByChance, "0.####"),
                $"{f.RungsShrunk} of {f.Rungs}"
            );
        figures.Write(terminal);
        output.WriteLine(
            "Last / first is the geometric mean over ladders with its 95 % range. By chance is the probability that "
                + "so many ladders shrink by coin tosses."
        );
    }

    public static object Document(InspectionFlow flow, SpreadStory story) =>
        new
        {
            flow.Seconds,
            Files = flow.Written,
            story.Settings,
            Story = Story(story),
        };

    public static object Document(InspectionFlow flow, LadderResult result) =>
        new
        {
            flow.Seconds,
            result.Stories[0].Settings,
            Seeds = result.Stories[0].Prompts[0].Places.Count,
            Figures = result.Figures.ToDictionary(
                f => f.Key,
                f => new
                {
                    Ratio = Value(f.Value.Ratio),
                    f.Value.Shrunk,
                    f.Value.Ladders,
                    f.Value.RungsShrunk,
                    f.Value.Rungs,
                    ByChance = InspectionFlow.Round(f.Value.ByChance, 7),
                }
            ),
            Ladders = result.Stories.Select(Story),
        };

    private static object Story(SpreadStory story) =>
        new
        {
            story.Spaces,
            Ratios = story.Ratios.ToDictionary(r => r.Key, r => Value(r.Value)),
            Prompts = story.Prompts.Select(p => new
            {
                p.Prompt,
                p.Reading.Understood,
                UnknownWords = p.Reading.Unknown,
                CutWords = p.Reading.Cut,
                Spreads = p.Spreads.ToDictionary(s => s.Key, s => Value(s.Value)),
                Places = p.Places.Select(at => new[] { InspectionFlow.Round(at.X), InspectionFlow.Round(at.Y) }),
            }),
        };

    private static object Value(Measured m) =>
        new
        {
            Value = InspectionFlow.Round(m.Value),
            Low = InspectionFlow.Round(m.Low),
            High = InspectionFlow.Round(m.High),
        };

    private static string Value(Measured m, string format) => $"{Number(m.Value, format)} +-{Number(m.Error, format)}";

    private static string Range(Measured m) =>
        $"{Number(m.Value, "0.00")} ({Number(m.Low, "0.00")} to {Number(m.High, "0.00")})";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
