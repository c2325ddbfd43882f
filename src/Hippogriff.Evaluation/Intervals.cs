namespace Hippogriff.Evaluation;

/// <summary>A share and between which values it lies in 95 of 100 such measurements.</summary>
/// <param name="Value">0 to 1.</param>
/// <param name="Low">0 to 1.</param>
/// <param name="High">0 to 1.</param>
public sealed record Rate(double Value, double Low, double High);

/// <summary>Intervals of 95 %.</summary>
public static class Intervals
{
    private const double Z = 1.959964;
    private const int Resamples = 2_000;
    private const long Seed = 20;

    /// <summary>
    /// Of <paramref name="right"/> of <paramref name="count"/> independent answers (E. B. Wilson, 1927).
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
    /// Of answers that come in groups and are alike within one, as the pictures of a prompt are: the groups are drawn
    /// again and again (bootstrap, seeded). Where all groups are alike that says nothing, and Wilson's interval of as
    /// many answers as there are groups is taken.
    /// </summary>
    /// <param name="groups">Right answers and answers of each group; no group is empty.</param>
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
