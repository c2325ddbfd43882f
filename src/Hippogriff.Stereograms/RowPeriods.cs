using Hippogriff.Imaging;

namespace Hippogriff.Stereograms;

/// <summary>The repetition of a picture's rows.</summary>
/// <param name="Period">The dominant period in pixels.</param>
/// <param name="Chance">Mean difference of two unrelated pixels, 0 to <see cref="RowPeriods.Cap"/>.</param>
/// <param name="Scores">Scores for distances from 0 to half of the width: 1 if all pixels repeat, 0 if no more than by
/// chance; never negative.</param>
internal sealed record Repetition(int Period, double Chance, double[] Scores);

/// <summary>Finds the period of a picture's rows, before the hidden depth is known.</summary>
internal static class RowPeriods
{
    /// <summary>Minimum period in pixels.</summary>
    public const int Shortest = 12;

    /// <summary>
    /// Cap of a colour difference, summed over red, green and blue: all large mismatches count the same.
    /// </summary>
    public const int Cap = 96;

    /// <summary>Relative score at which a fraction of a period replaces the period.</summary>
    private const double AsGood = 0.97;

    /// <summary>The repetition of a picture; null if all its pixels are equal.</summary>
    public static Repetition? Find(RgbImage image)
    {
        double[] costs = Costs(image);
        if (costs.Length <= Shortest + 2)
            return null;
        double chance = costs[Shortest..].Order().ElementAt((costs.Length - Shortest) / 2);
        if (chance <= 0)
            return null;
        // A smooth pattern resembles itself a few pixels further on: periods begin beyond that distance.
        int first = Shortest;
        while (first + 1 < costs.Length && costs[first] < 0.8 * chance && costs[first] >= costs[first - 1])
            first++;
        double[] scores = Array.ConvertAll(costs, cost => Math.Max(0, 1 - cost / chance));
        int period = first;
        for (int d = first; d < scores.Length; d++)
            if (Around(scores, d, first) > Around(scores, period, first))
                period = d;
        double best = Around(scores, period, first);
        for (int parts = 4; parts >= 2; parts--) // what repeats after d repeats after 2 d, too
        {
            int at = period / parts;
            for (int d = Math.Max(first, at - 1); d <= at + 1; d++)
                if (Around(scores, d, first) >= AsGood * best)
                    return new Repetition(d, chance, scores);
        }
        return new Repetition(period, chance, scores);
    }

    /// <summary>Mean difference of pixels at distance d, for d from 0 to half of the width.</summary>
    private static double[] Costs(RgbImage image)
    {
        int most = image.Width / 2,
            rows = Math.Min(image.Height, 200);
        double[] costs = new double[most + 1];
        Parallel.For(
            0,
            most + 1,
            d =>
            {
                long sum = 0;
                for (int i = 0; i < rows; i++)
                {
                    ReadOnlySpan<byte> row = image.Pixels.AsSpan(
                        i * image.Height / rows * image.Width * 3,
                        image.Width * 3
                    );
                    for (int x = 0; x < (image.Width - d) * 3; x += 3)
                        sum += Difference(row, x, x + d * 3);
                }
                costs[d] = (double)sum / rows / (image.Width - d);
            }
        );
        return costs;
    }

    /// <summary>Difference of two colours of a row, at byte offsets, from 0 to <see cref="Cap"/>.</summary>
    public static int Difference(ReadOnlySpan<byte> row, int a, int b) =>
        Math.Min(
            Cap,
            Math.Abs(row[a] - row[b]) + Math.Abs(row[a + 1] - row[b + 1]) + Math.Abs(row[a + 2] - row[b + 2])
        );

    /// <summary>
    /// Mean score of the periods within 1/40 of one. A sloping floor has no single period, and its spread doubles at
    /// twice the period.
    /// </summary>
    private static double Around(double[] scores, int d, int first)
    {
        int reach = d / 40;
        double sum = 0;
        for (int i = Math.Max(first, d - reach); i <= Math.Min(scores.Length - 1, d + reach); i++)
            sum += scores[i];
        return sum / (2 * reach + 1);
    }
}
