namespace Hippogriff.Denoising;

/// <summary>
/// A schedule: the noise levels of <paramref name="steps"/> steps, <c>steps + 1</c> falling sigmas, the last one 0.
/// Some of other programs have more or fewer, or end above 0; see <see cref="ScheduleEntry"/>.
/// </summary>
public delegate double[] NoiseSchedule(NoiseFamily family, int steps);

/// <summary>The lower part of a schedule.</summary>
public static class PartialSchedule
{
    /// <summary>
    /// The levels for starting from a noisy picture instead of pure noise: the last <paramref name="steps"/> steps of a
    /// schedule that is longer by 1 / <paramref name="strength"/>. The first level is the noise to add to the picture.
    /// </summary>
    /// <param name="schedule">The whole schedule.</param>
    /// <param name="family">The family.</param>
    /// <param name="steps">Number of steps to take, at least 1.</param>
    /// <param name="strength">Above 0 (hardly any noise) to 1 (the whole schedule).</param>
    /// <exception cref="ArgumentOutOfRangeException">The strength is out of its range.</exception>
    public static double[] Of(NoiseSchedule schedule, NoiseFamily family, int steps, double strength)
    {
        if (!(strength > 0 && strength <= 1))
            throw new ArgumentOutOfRangeException(
                nameof(strength),
                strength,
                "Strength must be above 0 and at most 1."
            );
        // Below 1/1000 of the schedule there is nothing to denoise, and the list would grow without bound.
        double[] whole = schedule(family, (int)Math.Round(steps / Math.Max(strength, 0.001)));
        return strength == 1 || whole.Length <= steps + 1 ? whole : whole[^(steps + 1)..];
    }
}
