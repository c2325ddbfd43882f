using System.Globalization;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Insight.Chance;
using Hippogriff.Insight.Drawing;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>The flow of <c>walk --with</c>: a table of prompts and seeds.</summary>
internal static class TableFlow
{
    public static async Task<int> RunAsync(CommandHost host, WalkChoices choices, CancellationToken stop)
    {
        IReadOnlyList<string> prompts = [choices.From, .. choices.With];
        InspectionFlow flow = new(host, choices.Inspection.And(("--count", choices.Count)));
        long[] seeds = Seeds.From(choices.Seed, choices.Count);
        IReadOnlyList<IReadOnlyList<RgbImage>> table = await flow.InspectAsync<IReadOnlyList<IReadOnlyList<RgbImage>>>(
            "drawing",
            prompts,
            (model, progress, keep, token) =>
                LatentWalk.Table(
                    model,
                    model.Resolve(choices.Inspection.ToRequest(prompts[0])),
                    new TablePlan(prompts, seeds) { Keep = keep },
                    progress,
                    token
                ),
            stop
        );
        RgbImage sheet = SheetLayout.Draw(
            [.. table.SelectMany((row, r) => row.Select((image, c) => (image, prompts[r], seeds[c])))],
            prompts.Count,
            seeds.Length,
            "along a row other chance, down a column other words"
        );
        flow.Write(sheet, $"{prompts[0]} table");
        TableDistances apart = DistancesOf(table, seeds.Length);
        return flow.Report(
            new
            {
                flow.Seconds,
                Files = flow.Written,
                Prompts = prompts,
                Seeds = seeds,
                OtherSeed = InspectionFlow.Round(apart.OtherSeed, 2),
                OtherWords = InspectionFlow.Round(apart.OtherWords, 2),
            },
            output => output.WriteLine(apart.Described),
            sheet
        );
    }

    /// <summary>Mean distances of two pictures in a table, root mean squares of pixels, 0 to 255.</summary>
    /// <param name="OtherSeed">Of the same words.</param>
    /// <param name="OtherWords">Of the same seed.</param>
    private sealed record TableDistances(double OtherSeed, double OtherWords)
    {
        public string Described =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"Same words, another seed: {OtherSeed:0.0} of 255 apart; same seed, other words: "
                    + $"{OtherWords:0.0} (root mean square of pixels, mean of all pairs)"
            );
    }

    private static TableDistances DistancesOf(IReadOnlyList<IReadOnlyList<RgbImage>> table, int seeds) =>
        new(
            Mean(table.SelectMany(row => Pairs(row))),
            Mean(
                Enumerable
                    .Range(0, seeds)
                    .SelectMany(c => Pairs([.. table.Where(row => c < row.Count).Select(row => row[c])]))
            )
        );

    private static IEnumerable<double> Pairs(IReadOnlyList<RgbImage> pictures) =>
        from i in Enumerable.Range(0, pictures.Count)
        from j in Enumerable.Range(i + 1, pictures.Count - i - 1)
        select PictureDistance.Pixels(pictures[i], pictures[j]);

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty().Average();
}
