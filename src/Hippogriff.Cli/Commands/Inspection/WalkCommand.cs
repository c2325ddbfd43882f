using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Insight.Chance;
using Hippogriff.Insight.Drawing;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary><c>hippogriff walk PROMPT</c>: interpolates between two pictures, and draws tables of seeds.</summary>
internal static class WalkCommand
{
    private const int DefaultFrames = 9,
        DefaultSeeds = 6;

    public static Command Build(CommandHost host)
    {
        Argument<string> prompt = new("PROMPT") { Description = "Where the walk begins, in quotes." };
        Option<string?> to = Values.Text("--to", "PROMPT", "Walk to these words; left out, the words stay.");
        Option<long?> toSeed = Values.SeedCalled(
            "--to-seed",
            "Walk to this seed. Left out: the next seed where the words stay, the same seed where they change."
        );
        Option<int?> frames = Values.Whole(
            "--frames",
            LatentWalk.Fewest,
            LatentWalk.Most,
            $"Pictures of the walk, both ends included. Default: {DefaultFrames}."
        );
        Option<string[]> with = Values.Texts(
            "--with",
            "PROMPT",
            "More prompts, each in quotes. No walk but a table: PROMPT and these, a row each, with several seeds, a "
                + "column each."
        );
        Option<int?> seeds = Values.Whole("--count", 1, 16, $"How many. Seeds of the table. Default: {DefaultSeeds}.");
        InspectionOptions options = new();
        DocumentedCommand command = new(
            "walk",
            "See what chance does: walk from one seed to another, from one prompt to another, or lay out "
                + "some prompts with some seeds.",
            "hippogriff walk \"a cat\" --to-seed 2",
            "hippogriff walk \"a cat\" --to \"a dog\" --frames 16 --film walk.webp",
            "hippogriff walk \"a cat\" --with \"a dog\" \"a car\" --count 6"
        )
        {
            prompt,
            to,
            toSeed,
            frames,
            with,
            seeds,
        };
        options.AddTo(command, films: true);
        command.SetAction(
            (parsed, stop) =>
            {
                InspectionChoices choices = options.Read(parsed);
                string from = parsed.GetRequiredValue(prompt),
                    end = parsed.GetValue(to) ?? from;
                if (parsed.GetValue(with) is { Length: > 0 } others)
                {
                    if (choices.Film is not null)
                        throw new HippogriffException("A table has no film: --film needs a walk, not --with.");
                    return TableAsync(host, choices, [from, .. others], parsed.GetValue(seeds) ?? DefaultSeeds, stop);
                }
                long seed = parsed.GetValue(toSeed) ?? (end == from ? Seeds.At(choices.Seed, 1) : choices.Seed);
                return WalkAsync(host, choices, from, end, seed, parsed.GetValue(frames) ?? DefaultFrames, stop);
            }
        );
        return command;
    }

    private static async Task<int> WalkAsync(
        CommandHost host,
        InspectionChoices choices,
        string from,
        string to,
        long toSeed,
        int frames,
        CancellationToken stop
    )
    {
        InspectionFlow flow = new(host, choices);
        WalkStory story = await flow.InspectAsync<WalkStory>(
            "walking",
            [from, to],
            (model, progress, keep, token) =>
                LatentWalk.Between(
                    model,
                    model.Resolve(choices.ToRequest(from)),
                    toSeed,
                    to,
                    frames,
                    progress,
                    token,
                    keep
                ),
            stop
        );
        string title =
            from == to
                ? $"{from}, from seed {choices.Seed} to seed {toSeed}"
                : $"from {from} to "
                    + $"{to}{(toSeed == choices.Seed ? $", seed {toSeed}" : $", from seed {choices.Seed} to seed {toSeed}")}";
        int rows = (frames + 11) / 12,
            columns = (frames + rows - 1) / rows;
        RgbImage sheet = ContactSheet.Grid(
            [
                .. story.Frames.Select(f => new SheetPicture(
                    f.Image,
                    string.Create(CultureInfo.InvariantCulture, $"{100 * f.Share:0} %")
                )),
            ],
            columns,
            title
        );
        flow.Write(sheet, from == to ? $"{from} walk" : $"{from} to {to}");
        flow.WriteFilm(
            () => [.. story.Frames.Select(f => f.Image)],
            backAgain: true,
            enlarge: Math.Max(1, 256 / Math.Max(story.From.Width, story.From.Height))
        );
        IReadOnlyList<double> strides = story.Strides;
        frames = story.Frames.Count;
        int widest = strides.Index().MaxBy(s => s.Item).Index;
        return flow.Report(
            new
            {
                flow.Seconds,
                Files = flow.Written,
                story.From,
                story.To,
                Shares = story.Frames.Select(f => InspectionFlow.Round(f.Share)),
                Strides = strides.Select(s => InspectionFlow.Round(s, 2)),
            },
            output =>
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Counted.Of(frames, "picture")}; the widest stride, {strides[widest]:0.0} of 255, "
                            + $"lies between {100 * story.Frames[widest].Share:0} % and "
                            + $"{100 * story.Frames[widest + 1].Share:0} %, the mean one is {strides.Average():0.0}"
                    )
                ),
            sheet
        );
    }

    private static async Task<int> TableAsync(
        CommandHost host,
        InspectionChoices choices,
        IReadOnlyList<string> prompts,
        int seeds,
        CancellationToken stop
    )
    {
        InspectionFlow flow = new(host, choices);
        long[] numbers = Seeds.From(choices.Seed, seeds);
        IReadOnlyList<IReadOnlyList<RgbImage>> table = await flow.InspectAsync<IReadOnlyList<IReadOnlyList<RgbImage>>>(
            "drawing",
            prompts,
            (model, progress, keep, token) =>
                LatentWalk.Table(
                    model,
                    model.Resolve(choices.ToRequest(prompts[0])),
                    prompts,
                    numbers,
                    progress,
                    token,
                    keep
                ),
            stop
        );
        double across = Mean(table.SelectMany(row => Pairs(row))),
            down = Mean(
                Enumerable
                    .Range(0, seeds)
                    .SelectMany(c => Pairs([.. table.Where(row => c < row.Count).Select(row => row[c])]))
            );
        RgbImage sheet = SheetFlow.LayOut(
            [.. table.SelectMany((row, r) => row.Select((image, c) => (image, prompts[r], numbers[c])))],
            prompts.Count,
            seeds,
            "along a row other chance, down a column other words"
        );
        flow.Write(sheet, $"{prompts[0]} table");
        return flow.Report(
            new
            {
                flow.Seconds,
                Files = flow.Written,
                Prompts = prompts,
                Seeds = numbers,
                OtherSeed = InspectionFlow.Round(across, 2),
                OtherWords = InspectionFlow.Round(down, 2),
            },
            output =>
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Same words, another seed: {across:0.0} of 255 apart; same seed, other words: "
                            + $"{down:0.0} (root mean square of pixels, mean of all pairs)"
                    )
                ),
            sheet
        );
    }

    private static IEnumerable<double> Pairs(IReadOnlyList<RgbImage> pictures) =>
        from i in Enumerable.Range(0, pictures.Count)
        from j in Enumerable.Range(i + 1, pictures.Count - i - 1)
        select PictureDistance.Pixels(pictures[i], pictures[j]);

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty().Average();
}
