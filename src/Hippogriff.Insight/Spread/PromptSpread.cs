using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Insight.Chance;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Projection;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Spread;

/// <summary>What is drawn to measure the spread of prompts.</summary>
/// <param name="Prompts">1 to 16 prompts.</param>
/// <param name="Seeds">Seeds per prompt, 3 to 64.</param>
/// <param name="Spaces">Feature spaces, the best first; null: the network's middle if there is one, and pixels.</param>
public sealed record SpreadPlan(
    IReadOnlyList<string> Prompts,
    int Seeds = 8,
    IReadOnlyList<FeatureSpace>? Spaces = null
);

/// <summary>
/// Measures how specific a prompt is: the mean distance between pictures of the same prompt and different seeds.
/// </summary>
public static class PromptSpread
{
    /// <summary>Minimum and maximum number of seeds per prompt.</summary>
    public const int Fewest = 3,
        Most = 64;

    /// <summary>Draws every prompt with the same seeds and measures the spread.</summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="settings">Resolved settings; its prompt is not used.</param>
    /// <param name="plan">What is drawn.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    /// <exception cref="HippogriffException">The number of prompts or seeds is not allowed.</exception>
    public static SpreadStory Measure(
        IPictureModel model,
        GenerationSettings settings,
        SpreadPlan plan,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        (IReadOnlyList<string> prompts, int seeds, IReadOnlyList<FeatureSpace>? spaces) = plan;
        RequestResolution.RequireBetween("number of prompts", prompts.Count, 1, 16);
        RequestResolution.RequireBetween("number of seeds", seeds, Fewest, Most);
        spaces ??= FeatureSpace.Default(model);
        List<IReadOnlyList<RgbImage>> drawn = [];
        for (int first = 0; first < prompts.Count; first += 4) // a table holds 256 pictures
        {
            string[] part = [.. prompts.Skip(first).Take(4)];
            int before = first;
            drawn.AddRange(
                LatentWalk.Table(
                    model,
                    settings,
                    new TablePlan(part, Seeds.From(settings.Seed, seeds)),
                    progress is null
                        ? null
                        : new Part(progress, before / (double)prompts.Count, part.Length / (double)prompts.Count),
                    cancellationToken
                )
            );
        }
        return Measure(settings, prompts, [.. prompts.Select(model.ReadingNow)], drawn, spaces);
    }

    /// <summary>Measures existing pictures, drawn with the same seeds for every prompt.</summary>
    /// <param name="settings">Their settings.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="read">For each prompt, how the model reads it.</param>
    /// <param name="drawn">One row per prompt, with equally many pictures, at least 3.</param>
    /// <param name="spaces">Feature spaces, the best first.</param>
    public static SpreadStory Measure(
        GenerationSettings settings,
        IReadOnlyList<string> prompts,
        IReadOnlyList<TextReading> read,
        IReadOnlyList<IReadOnlyList<RgbImage>> drawn,
        IReadOnlyList<FeatureSpace> spaces
    )
    {
        int seeds = drawn[0].Count;
        float[][][][] features =
        [
            .. spaces.Select(space => space.Of([.. drawn.SelectMany(d => d)]).Chunk(seeds).ToArray()),
        ]; // [space][prompt][seed]
        PrincipalAxes plane = PrincipalAxes.Of([.. features[0].SelectMany(f => f)]);
        PromptCloud[] clouds =
        [
            .. prompts.Select(
                (prompt, p) =>
                    new PromptCloud(
                        prompt,
                        read[p],
                        drawn[p],
                        spaces
                            .Select((space, s) => (space.Name, Of(features[s][p])))
                            .ToDictionary(x => x.Name, x => x.Item2),
                        [.. features[0][p].Select(plane.Place).Select(at => (at[0], at[1]))]
                    )
            ),
        ];
        // Both sides have the same seeds: leaving one out removes it from both.
        Dictionary<string, Measured> ratios = spaces
            .Select(
                (space, s) =>
                    (
                        space.Name,
                        Ratio: Jackknife.Of(
                            seeds,
                            kept => Mean(features[s][^1], kept) / Math.Max(1e-12, Mean(features[s][0], kept))
                        )
                    )
            )
            .ToDictionary(x => x.Name, x => x.Ratio);
        return new SpreadStory(settings, [.. spaces.Select(space => space.Name)], clouds, ratios);
    }

    /// <summary>The mean distance of two rows, with its 95 % interval.</summary>
    public static Measured Of(IReadOnlyList<float[]> rows) => Jackknife.Of(rows.Count, kept => Mean(rows, kept));

    private static double Mean(IReadOnlyList<float[]> rows, IReadOnlyList<int> kept)
    {
        (double sum, int pairs) = (0, 0);
        for (int i = 0; i < kept.Count; i++)
        for (int j = i + 1; j < kept.Count; j++, pairs++)
            sum += PictureDistance.Euclidean(rows[kept[i]], rows[kept[j]]);
        return pairs == 0 ? 0 : sum / pairs;
    }

    /// <summary>Progress of a part of longer work.</summary>
    internal sealed class Part(IProgress<double> inner, double from, double share) : IProgress<double>
    {
        public void Report(double value) => inner.Report(from + value * share);
    }
}
