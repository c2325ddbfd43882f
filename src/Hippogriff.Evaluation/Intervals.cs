namespace Hippogriff.Evaluation;

/// <summary>A share and its 95 % confidence interval.</summary>
/// <param name="Value">0 to 1.</param>
/// <param name="Low">0 to 1.</param>
/// <param name="High">0 to 1.</param>
public sealed record Rate(double Value, double Low, double High);

/// <summary>Confidence intervals of 95 %.</summary>
public static class Intervals
{
    private const double Z = 1.959964;
    private const int Resamples = 2_000;
    private const long Seed = 20;

    /// <summary>
    /// Wilson's interval of <paramref name="right"/> of <paramref name="count"/> independent answers (E. B. Wilson,
    /// 1927).
    /// </summary>
    public static Rate Wilson(double right, int count)
    {
        if (count == 0)
            return new Rate(0, 0, 1);
        double p = right / count,
            z = Z * Z / count,
            middle = (p + z / 2) / (1 + z),
            half = Z * Math.Sqrt(p * (1 - p) / count + z / (4 * count)) / (1 + z);
        return new Rate(p, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>
    /// Seeded bootstrap over groups of correlated answers, such as the pictures of a prompt. If all groups are equal,
    /// it is Wilson's interval with one answer per group.
    /// </summary>
    /// <param name="groups">Right answers and number of answers of each group; no group is empty.</param>
    public static Rate Bootstrap(IReadOnlyList<(double Right, int Count)> groups)
    {
        double value = groups.Count == 0 ? 0 : groups.Sum(g => g.Right) / groups.Sum(g => g.Count);
        if (groups.Count < 2 || groups.All(g => Math.Abs(g.Right / g.Count - value) < 1e-12))
            return Wilson(value * groups.Count, groups.Count);
        double[] shares = new double[Resamples];
        ulong state = SplitMix64.Begin(Seed, groups.Count);
        for (int i = 0; i < Resamples; i++)
        {
            (double right, int count) = (0, 0);
            for (int k = 0; k < groups.Count; k++)
            {
                (double r, int n) = groups[(int)(SplitMix64.NextShare(ref state) * groups.Count)];
                (right, count) = (right + r, count + n);
            }
            shares[i] = right / count;
        }
        Array.Sort(shares);
        return new Rate(value, shares[(int)(Resamples * 0.025)], shares[(int)(Resamples * 0.975) - 1]);
    }
}
