using Hippogriff.Texts;

namespace Hippogriff.Noise;

/// <summary>A schedule: the noise levels of <paramref name="steps"/> steps, <c>steps + 1</c> falling sigmas, the last one 0.</summary>
public delegate double[] NoiseSchedule(NoiseFamily family, int steps);

/// <summary>The schedules by name.</summary>
public static class Schedules
{
    private static readonly (string Name, NoiseSchedule Schedule)[] all =
    [
        ("karras", (family, steps) => SigmaSchedules.Karras(family, steps)),
        ("exponential", SigmaSchedules.Exponential),
        ("kl_optimal", SigmaSchedules.KlOptimal),
        ("uniform", TimeSchedules.Uniform),
        ("sgm_uniform", TimeSchedules.SgmUniform),
        ("simple", TimeSchedules.Simple),
        ("beta", (family, steps) => TimeSchedules.Beta(family, steps)),
        ("flow_shifted", (family, steps) => TimeSchedules.FlowShifted(family, steps)),
    ];

    /// <summary>Names as the command line and the HTTP interfaces take them, for example "karras" or "uniform".</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(all, entry => entry.Name);

    /// <summary>The schedule called <paramref name="name"/>; case, spaces, dashes and underscores do not matter, and "normal" is "uniform".</summary>
    /// <exception cref="HippogriffException">No schedule has that name; the message lists them.</exception>
    public static NoiseSchedule Get(string name)
    {
        NoiseSchedule schedule = Find(name).Schedule;
        return (family, steps) => steps >= 1 ? schedule(family, steps) : throw new HippogriffException($"A schedule has at least 1 step, not {steps}.");
    }

    /// <summary>The name in <see cref="Names"/> of the schedule that <paramref name="name"/>, in any spelling, means.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public static string NameOf(string name) => Find(name).Name;

    private static (string Name, NoiseSchedule Schedule) Find(string name)
    {
        string wanted = Bare(name);
        if (wanted == "normal") wanted = "uniform";
        foreach (var entry in all) if (Bare(entry.Name) == wanted) return entry;
        throw new HippogriffException($"There is no schedule '{Fit.Piece(name)}'; there are {string.Join(", ", Names)}.");
    }

    /// <summary>
    /// The levels for starting from a drowned picture instead of pure noise: the last <paramref name="steps"/> steps of a schedule that
    /// is longer by 1 / <paramref name="strength"/>. The first level says how far to drown the picture.
    /// </summary>
    /// <param name="schedule">The whole schedule.</param>
    /// <param name="family">The family.</param>
    /// <param name="steps">Steps really taken, at least 1.</param>
    /// <param name="strength">Above 0 (hardly any noise) to 1 (the whole schedule).</param>
    /// <exception cref="HippogriffException">The strength is out of its range.</exception>
    public static double[] Partial(NoiseSchedule schedule, NoiseFamily family, int steps, double strength)
    {
        if (!(strength > 0 && strength <= 1)) throw new HippogriffException($"Strength must be above 0 and at most 1, not {strength}.");
        // Below a thousandth of the schedule there is nothing left to clean, and the list would grow without bound.
        double[] whole = schedule(family, (int)Math.Round(steps / Math.Max(strength, 0.001)));
        return whole[^(steps + 1)..];
    }

    private static string Bare(string name) => name.ToLowerInvariant().Replace(" ", "").Replace("_", "").Replace("-", "");
}
