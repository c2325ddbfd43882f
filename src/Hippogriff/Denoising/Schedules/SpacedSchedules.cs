using Hippogriff.Denoising.Schedulers;

namespace Hippogriff.Denoising.Schedules;

/// <summary>
/// Schedules over whole trained steps, as diffusers spaces them (2305.08891, table 2), then 0. More steps than trained
/// levels are even in time instead.
/// </summary>
public static class SpacedSchedules
{
    /// <summary>
    /// Every (T / steps)-th level from the second one on, as Stable Diffusion was made for; the highest ones are
    /// never met.
    /// </summary>
    public static double[] Leading(NoiseFamily family, int steps) => Of(TimestepSpacing.Leading, family, steps);

    /// <summary>Every (T / steps)-th level from the last one down, as models of few steps were made for.</summary>
    public static double[] Trailing(NoiseFamily family, int steps) => Of(TimestepSpacing.Trailing, family, steps);

    /// <summary>Even from the last level to the first.</summary>
    public static double[] Linspace(NoiseFamily family, int steps) =>
        steps == 1 ? Trailing(family, 1) : Of(TimestepSpacing.Linspace, family, steps);

    private static double[] Of(TimestepSpacing spacing, NoiseFamily family, int steps)
    {
        int trained = family.TrainSteps;
        if (steps >= trained)
            return TimeSchedules.SgmUniform(family, steps);
        double[] times = SpacedTimesteps.Of(spacing, trained, steps, offset: 1);
        bool endsClean = family.SigmaAt(0) == 0;
        return [.. times.Select(time => family.SigmaAt(endsClean ? (time + 1) / trained : time / (trained - 1))), 0];
    }
}
