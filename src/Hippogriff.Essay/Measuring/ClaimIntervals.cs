using Hippogriff.Evaluation;
using Hippogriff.Insight.Spread;

namespace Hippogriff.Essay.Measuring;

/// <summary>
/// Intervals of 95 % for the experiments. What belongs together (the pictures of a prompt) is one group, and groups are
/// what is sampled. Where all groups are equal, no spread can be seen. Wilson's interval then says how few they were.
/// </summary>
internal static class ClaimIntervals
{
    /// <summary>Answers to one question about independent things (Wilson).</summary>
    public static Measured Share(IReadOnlyList<bool> answers) =>
        Of(Intervals.Wilson(answers.Count(right => right), answers.Count));

    /// <summary>A share of answers in groups (bootstrap over groups).</summary>
    public static Measured Share(IReadOnlyList<IReadOnlyList<bool>> groups) =>
        Of(Intervals.Bootstrap([.. groups.Select(g => ((double)g.Count(right => right), g.Count))]));

    /// <summary>Mean difference of two shares, each measured in every group (jackknife over groups).</summary>
    /// <param name="groups">Shares with and without what is asked about, 0 to 1; at least 3 groups.</param>
    public static Measured Difference(IReadOnlyList<(double With, double Without)> groups)
    {
        double[] apart = [.. groups.Select(g => g.With - g.Without)];
        if (apart.All(d => Math.Abs(d - apart[0]) < 1e-12))
        {
            // None of n groups differs, so at most this share of all groups does (Wilson), by whatever is possible.
            double others = Intervals.Wilson(0, apart.Length).High;
            return new Measured(apart[0], apart[0] - others * (apart[0] + 1), apart[0] + others * (1 - apart[0]));
        }
        Measured mean = Mean(apart);
        return mean with { Low = Math.Max(-1, mean.Low), High = Math.Min(1, mean.High) };
    }

    /// <summary>A mean (jackknife, which for a mean is Student's interval).</summary>
    public static Measured Mean(IReadOnlyList<double> values) =>
        Jackknife.Of(values.Count, kept => kept.Average(i => values[i]));

    /// <summary>A mean of shares, each measured in a group.</summary>
    public static Measured MeanShare(IReadOnlyList<double> shares)
    {
        if (shares.All(share => Math.Abs(share - shares[0]) < 1e-12))
            return Of(Intervals.Wilson(shares[0] * shares.Count, shares.Count));
        Measured mean = Mean(shares);
        return mean with { Low = Math.Max(0, mean.Low), High = Math.Min(1, mean.High) };
    }

    /// <summary>A number that was not sampled.</summary>
    public static Measured Exactly(double value) => new(value, value, value);

    /// <summary>A ratio of two sums over the same things (jackknife).</summary>
    public static Measured Ratio(IReadOnlyList<(double Above, double Below)> parts) =>
        Jackknife.Of(
            parts.Count,
            kept => kept.Sum(i => parts[i].Above) / Math.Max(1e-12, kept.Sum(i => parts[i].Below))
        );

    private static Measured Of(Rate rate) => new(rate.Value, rate.Low, rate.High);
}
