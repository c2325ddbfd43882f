using Hippogriff.Denoising.Families;

namespace Hippogriff.Denoising.Schedules;

/// <summary>Schedules with even steps in some function of the family's network time.</summary>
public static class TimeSchedules
{
    /// <summary>
    /// Even in time, including both ends. If time 0 has noise (discrete families), its level is the second to last,
    /// followed by 0. If it is clean (flows), it is the last level.
    /// </summary>
    public static double[] Uniform(NoiseFamily family, int steps) =>
        EndsClean(family) || steps == 1 ? SgmUniform(family, steps) : Over(family, steps, i => 1 - i / (steps - 1.0));

    /// <summary>
    /// Even in time without the step from the first trained level, so that the last step is as long as the others
    /// (Stability's generative-models).
    /// </summary>
    public static double[] SgmUniform(NoiseFamily family, int steps) => Over(family, steps, i => 1 - (double)i / steps);

    /// <summary>Every (T / steps)-th of the T trained levels, from the last down, without interpolation.</summary>
    public static double[] Simple(NoiseFamily family, int steps)
    {
        int trained = family.TrainSteps;
        if (steps > trained)
            return SgmUniform(family, steps); // more steps than levels: there must be values between them
        return Over(family, steps, i => TimeOf(family, trained - 1 - (int)((long)i * trained / steps)));
    }

    /// <summary>
    /// Quantiles of a beta distribution over time (2407.12173): dense at both ends, which decide a picture's layout and
    /// its details.
    /// </summary>
    public static double[] Beta(NoiseFamily family, int steps, double shape = 0.6) =>
        Over(family, steps, i => BetaDistribution.Quantile(1 - (double)i / steps, shape));

    /// <summary>
    /// Even in time, shifted towards noise: t becomes shift * t / (1 + (shift - 1) * t) (2403.03206, eq. 23). Applied
    /// in addition to the family's own shift.
    /// </summary>
    public static double[] FlowShifted(NoiseFamily family, int steps, double shift = 3) =>
        Over(family, steps, i => Flow.Shifted(1 - (double)i / steps, shift));

    /// <summary>Sigma of a trained level, 0 to T - 1.</summary>
    internal static double AtLevel(NoiseFamily family, int level) => family.SigmaAt(TimeOf(family, level));

    private static double TimeOf(NoiseFamily family, int level) =>
        EndsClean(family) ? (level + 1.0) / family.TrainSteps : level / (family.TrainSteps - 1.0);

    private static bool EndsClean(NoiseFamily family) => family.SigmaAt(0) == 0;

    private static double[] Over(NoiseFamily family, int steps, Func<int, double> time)
    {
        double[] sigmas = new double[steps + 1]; // the last one stays 0
        for (int i = 0; i < steps; i++)
            sigmas[i] = family.SigmaAt(time(i));
        return sigmas;
    }
}
