namespace Hippogriff.Denoising.Schedulers;

/// <summary>Which trained steps a run visits (2305.08891, table 2).</summary>
public enum TimestepSpacing
{
    /// <summary>Even from the last trained step to the first, both included.</summary>
    Linspace,

    /// <summary>Every (T / steps)-th trained step from the first one on; the last ones are never met.</summary>
    Leading,

    /// <summary>Every (T / steps)-th trained step from the last one down.</summary>
    Trailing,
}

/// <summary>The trained steps of a run by their spacing.</summary>
internal static class SpacedTimesteps
{
    /// <summary>Falling timesteps in [0, T - 1].</summary>
    /// <param name="spacing">Which.</param>
    /// <param name="trained">Number of trained steps T.</param>
    /// <param name="steps">How many.</param>
    /// <param name="offset">Added to each with <see cref="TimestepSpacing.Leading"/>.</param>
    /// <param name="oneMore">Places one more and leaves the lowest out, as multistep solvers do.</param>
    /// <param name="whole">Rounds those that are even from end to end.</param>
    public static double[] Of(
        TimestepSpacing spacing,
        int trained,
        int steps,
        double offset,
        bool oneMore = false,
        bool whole = true
    )
    {
        int placed = oneMore ? steps + 1 : steps;
        double distance = trained / (double)steps;
        return spacing switch
        {
            TimestepSpacing.Trailing => [.. Each(steps, i => Math.Round(trained - i * distance) - 1)],
            TimestepSpacing.Leading => [.. Each(steps, i => (placed - 1 - i) * (double)(trained / placed) + offset)],
            _ => [.. Each(steps, i => Rounded(Even(trained - 1.0, placed, placed - 1 - i), whole || oneMore))],
        };
    }

    /// <summary>Number i of some numbers that are even from 0 to an end; the only one is 0.</summary>
    private static double Even(double end, int count, int i) => count == 1 ? 0 : end * i / (count - 1);

    private static double Rounded(double time, bool whole) => whole ? Math.Round(time) : time;

    private static IEnumerable<double> Each(int steps, Func<int, double> time) =>
        Enumerable.Range(0, steps).Select(time);
}
