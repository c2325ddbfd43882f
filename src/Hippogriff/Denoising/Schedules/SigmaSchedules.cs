namespace Hippogriff.Denoising.Schedules;

/// <summary>
/// Schedules with even steps in some function of sigma, from the family's largest level to its smallest, then 0.
/// </summary>
public static class SigmaSchedules
{
    /// <summary>Even in sigma^(1/rho) (2206.00364, eq. 5): spends most steps near the clean end.</summary>
    public static double[] Karras(NoiseFamily family, int steps, double rho = 7) =>
        Between(family, steps, sigma => Math.Pow(sigma, 1 / rho), value => Math.Pow(value, rho));

    /// <summary>Even in log sigma.</summary>
    public static double[] Exponential(NoiseFamily family, int steps) => Between(family, steps, Math.Log, Math.Exp);

    /// <summary>
    /// Even in arctan sigma (Align Your Steps, 2404.14507, closed form for Gaussian data of deviation 1).
    /// </summary>
    public static double[] KlOptimal(NoiseFamily family, int steps) => Between(family, steps, Math.Atan, Math.Tan);

    private static double[] Between(
        NoiseFamily family,
        int steps,
        Func<double, double> forth,
        Func<double, double> back
    )
    {
        double first = forth(family.SigmaMax),
            last = forth(family.SigmaMin);
        double[] sigmas = new double[steps + 1]; // the last one stays 0
        for (int i = 1; i < steps; i++)
            sigmas[i] = back(first + (last - first) * i / (steps - 1));
        sigmas[0] = family.SigmaMax; // exact, not through forth and back
        return sigmas;
    }
}
