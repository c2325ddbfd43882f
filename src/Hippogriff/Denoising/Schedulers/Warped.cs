using Hippogriff.Denoising.Schedules;

namespace Hippogriff.Denoising.Schedulers;

/// <summary>Noise levels between two others, by the spacing that a config names.</summary>
internal static class Warped
{
    /// <summary>Karras, exponential or beta; null for the config's plain spacing.</summary>
    public static double[]? Between(SchedulerConfig config, double high, double low, int count)
    {
        if (config.Flag("use_karras_sigmas"))
            return Powers(high, low, count, 7);
        if (config.Flag("use_exponential_sigmas"))
            return [.. Even(Math.Log(high), Math.Log(low), count).Select(Math.Exp)];
        if (config.Flag("use_beta_sigmas"))
            return [.. Even(1, 0, count).Select(p => low + BetaDistribution.Quantile(p, 0.6) * (high - low))];
        return null;
    }

    /// <summary>Even in sigma^(1 / rho) (2206.00364, eq. 5).</summary>
    public static double[] Powers(double high, double low, int count, double rho) =>
        [.. Even(Math.Pow(high, 1 / rho), Math.Pow(low, 1 / rho), count).Select(value => Math.Pow(value, rho))];

    /// <summary>
    /// Even from the first number to the second, both included; the only one is the first, or else the second.
    /// </summary>
    public static double[] Even(double first, double second, int count, bool last = false) =>
        count == 1
            ? [last ? second : first]
            : [.. Enumerable.Range(0, count).Select(i => first + (second - first) * i / (count - 1))];
}
