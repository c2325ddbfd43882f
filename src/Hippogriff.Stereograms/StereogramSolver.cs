using Hippogriff.Imaging;

namespace Hippogriff.Stereograms;

/// <summary>The hidden depth of a stereogram.</summary>
/// <param name="Depth">The depths, 0 at the far wall, 1 at the nearest point found.</param>
/// <param name="Separations">For every pixel, the distance in pixels of the two positions that show the point between
/// them, rows from the top.</param>
/// <param name="Far">The separation of the far wall.</param>
/// <param name="Near">The separation of the nearest points.</param>
/// <param name="Seen">Share of pixels, 0 to 1, with a consistent match; the others were filled in.</param>
public sealed record StereogramSolution(DepthMap Depth, int[] Separations, int Far, int Near, double Seen);

/// <summary>
/// Recovers the depth of any stereogram. First finds the period of its rows (<see cref="RowPeriods"/>), then the local
/// separation at each position (<see cref="RowMatching"/>). Nearer points have shorter separations.
/// </summary>
public static class StereogramSolver
{
    /// <summary>Minimum width and height of a stereogram.</summary>
    public const int LeastSide = 64;

    /// <summary>Minimum period of a stereogram in pixels.</summary>
    public const int LeastPeriod = RowPeriods.Shortest;

    /// <summary>Maximum cost of a match, as a share of chance.</summary>
    private const double Fits = 0.6;

    /// <summary>
    /// Matches that cost more than the median by this share of chance do not count for the range of separations.
    /// </summary>
    private const double TypicalError = 0.15;

    /// <summary>Minimum share of matched pixels; below it, matches are chance.</summary>
    private const double LeastSeen = 0.15;

    /// <summary>Approximate share of the time for finding the range.</summary>
    private const double FirstPass = 0.75;

    /// <summary>Minimum share of matched pixels for a separation to count.</summary>
    private const double Rare = 0.002;

    /// <summary>Solves a stereogram.</summary>
    /// <param name="image">The original stereogram, neither scaled nor rotated.</param>
    /// <param name="period">Approximate separation at the far wall in pixels; 0 finds it.</param>
    /// <param name="progress">Receives the share of the work that is done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HippogriffException">The picture is too small, or its rows do not repeat.</exception>
    public static StereogramSolution Solve(
        RgbImage image,
        int period = 0,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        Check(image, period);
        Repetition rows = RowPeriods.Find(image) ?? throw NotOne();
        int found = period != 0 ? period : rows.Period,
            reach = Math.Clamp(found / 20, 3, 6);
        float fits = (float)(Fits * rows.Chance / RowPeriods.Cap),
            typical = (float)(TypicalError * rows.Chance / RowPeriods.Cap);

        // 1. The period may be that of the wall or of a large near thing. The search therefore covers both sides.
        MatchSearch wide = new(Math.Max(8, found * 55 / 100), Math.Min(image.Width - 1, found * 160 / 100), reach);
        RowMatches rough = RowMatching.Match(
            image,
            rows,
            wide,
            share => progress?.Report(share * FirstPass),
            cancellationToken
        );
        (int least, int most) = Range(rough, image.Width, fits, typical) ?? throw NotOne();

        // 2. Then only the range with matches.
        RowMatches matches = RowMatching.Match(
            image,
            rows,
            new MatchSearch(Math.Max(1, least - 1), most + 1, reach),
            share => progress?.Report(FirstPass + share * (1 - FirstPass)),
            cancellationToken
        );
        int[] separations = matches.Separations;
        for (int i = 0; i < separations.Length; i++)
            if (matches.Costs[i] > fits || separations[i] < least || separations[i] > most)
                separations[i] = 0;
        double seen = separations.Count(s => s > 0) / (double)separations.Length;
        if (seen < LeastSeen)
            throw NotOne();

        // 3. What does not match is filled in, and separations become depths.
        SeparationFill.Fill(separations, image.Width, image.Height, most);
        DepthMap depth = ToDepth(separations, image.Width, image.Height, least, most);
        return new StereogramSolution(depth, separations, most, least, seen);
    }

    private static void Check(RgbImage image, int period)
    {
        if (Math.Min(image.Width, image.Height) < LeastSide)
            throw new HippogriffException(
                $"A stereogram has at least {LeastSide}x{LeastSide} pixels, and this picture "
                    + $"{image.Width}x{image.Height}."
            );
        if (period != 0 && (period < RowPeriods.Shortest || period > image.Width / 2))
            throw new HippogriffException(
                $"The period of a stereogram that is {image.Width} pixels wide lies from "
                    + $"{RowPeriods.Shortest} to {image.Width / 2} pixels, not at {period}."
            );
    }

    private static HippogriffException NotOne() =>
        new("This picture is no stereogram that can be solved: its rows do not repeat in any regular way.");

    /// <summary>
    /// The minimum and maximum separation with enough pixels that agree with their right and lower neighbours; null if
    /// there are too few.
    /// </summary>
    private static (int Least, int Most)? Range(RowMatches matches, int width, float fits, float typical)
    {
        int[] s = matches.Separations;
        float[] costs = [.. matches.Costs.Where((cost, i) => s[i] > 0 && cost <= fits).Order()];
        if (costs.Length < 0.05 * s.Length)
            return null;
        float enough = Math.Min(fits, costs[costs.Length / 2] + typical);
        int[] counts = new int[s.Max() + 1];
        int all = 0;
        for (int i = 0; i + width < s.Length; i++)
        {
            if (
                s[i] == 0
                || matches.Costs[i] > enough
                || Math.Abs(s[i + 1] - s[i]) > 1
                || Math.Abs(s[i + width] - s[i]) > 1
            )
                continue;
            counts[s[i]]++;
            all++;
        }
        int[] kept = [.. Enumerable.Range(1, counts.Length - 1).Where(d => counts[d] >= Math.Max(1, Rare * all))];
        if (all < 0.05 * s.Length || kept.Length == 0)
            return null;
        // Twice the shortest separation is the second repetition of the same position, not another wall.
        return (kept[0], kept.Last(d => d < 1.9 * kept[0]));
    }

    private static DepthMap ToDepth(int[] separations, int width, int height, int near, int far)
    {
        EyeGeometry eyes = new(2.0 * far, 1); // the depth of field is unknown: depths are stretched to end at 1
        double nearest = eyes.DepthTimesField(near);
        return new DepthMap(
            width,
            height,
            Array.ConvertAll(
                separations,
                s => nearest <= 0 ? 0 : (float)Math.Clamp(eyes.DepthTimesField(s) / nearest, 0, 1)
            )
        );
    }
}
