namespace Hippogriff.Denoising.Families;

/// <summary>alpha_bar of every trained step of a discrete family, the product of 1 - beta up to that step.</summary>
public static class BetaTable
{
    /// <summary>alpha_bar by a schedule of betas.</summary>
    /// <param name="betas">Shape of the betas.</param>
    /// <param name="steps">Number of trained levels, at least 2.</param>
    /// <param name="start">First beta, above 0; not used by <see cref="BetaSchedule.Cosine"/>.</param>
    /// <param name="end">Last beta, above <paramref name="start"/> and below 1; not used by
    /// <see cref="BetaSchedule.Cosine"/>.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public static double[] AlphaBars(
        BetaSchedule betas = BetaSchedule.ScaledLinear,
        int steps = 1000,
        double start = 0.00085,
        double end = 0.012
    )
    {
        if (steps < 2)
            throw new ArgumentException($"A variance-preserving family needs at least 2 training steps, not {steps}.");
        if (betas != BetaSchedule.Cosine && !(0 < start && start < end && end < 1))
            throw new ArgumentException($"Betas must satisfy 0 < start < end < 1, not start {start} and end {end}.");
        return Products(Enumerable.Range(0, steps).Select(step => Beta(betas, step, steps, start, end)));
    }

    /// <summary>alpha_bar by given betas, each from 0 to below 1.</summary>
    /// <exception cref="ArgumentException">There are fewer than two, or one is out of its range.</exception>
    public static double[] AlphaBars(IReadOnlyList<double> betas)
    {
        if (betas.Count < 2 || betas.Any(beta => !(0 <= beta && beta < 1)))
            throw new ArgumentException("A table of betas has at least two numbers from 0 to below 1.", nameof(betas));
        return Products(betas);
    }

    /// <summary>
    /// The table with zero terminal signal-to-noise ratio (2305.08891, algorithm 1). The roots of alpha_bar are moved
    /// and stretched, so that the first keeps its value and the last is 0.
    /// </summary>
    public static double[] ZeroTerminal(IReadOnlyList<double> alphaBars)
    {
        double first = Math.Sqrt(alphaBars[0]),
            last = Math.Sqrt(alphaBars[^1]);
        return [.. alphaBars.Select(bar => Math.Pow((Math.Sqrt(bar) - last) * first / (first - last), 2))];
    }

    private static double[] Products(IEnumerable<double> betas)
    {
        double product = 1;
        return [.. betas.Select(beta => product *= 1 - beta)];
    }

    private static double Beta(BetaSchedule betas, int step, int steps, double start, double end)
    {
        double share = step / (steps - 1.0);
        switch (betas)
        {
            case BetaSchedule.Linear:
                return start + share * (end - start);
            case BetaSchedule.ScaledLinear:
                double root = Math.Sqrt(start) + share * (Math.Sqrt(end) - Math.Sqrt(start));
                return root * root;
            case BetaSchedule.Cosine:
                return Math.Min(0.999, 1 - CosineAlphaBar((step + 1.0) / steps) / CosineAlphaBar((double)step / steps));
            case BetaSchedule.Sigmoid:
                return start + (end - start) / (1 + Math.Exp(6 - 12 * share));
            default:
                throw new ArgumentOutOfRangeException(nameof(betas));
        }
    }

    private static double CosineAlphaBar(double time) => Math.Pow(Math.Cos((time + 0.008) / 1.008 * Math.PI / 2), 2);
}
