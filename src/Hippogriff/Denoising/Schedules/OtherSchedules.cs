namespace Hippogriff.Denoising.Schedules;

/// <summary>
/// Schedules that are here because other programs have them, level by level. Those that end in a program's name are its
/// form of a schedule that is a little different here.
/// </summary>
internal static class OtherSchedules
{
    private const double BetaShape = 0.6;

    /// <summary>Noise levels for SD 1 (Align Your Steps, 2404.14507) and SDXL, as their authors give them.</summary>
    private static readonly double[] s_alignedSd1 =
    [
        14.615,
        6.475,
        3.861,
        2.697,
        1.886,
        1.396,
        0.963,
        0.652,
        0.399,
        0.152,
        0.029,
    ];

    private static readonly double[] s_alignedSdxl =
    [
        14.615,
        6.315,
        3.771,
        2.181,
        1.342,
        0.862,
        0.555,
        0.380,
        0.234,
        0.113,
        0.029,
    ];

    /// <summary>All of them.</summary>
    public static ScheduleEntry[] All() =>
        [
            new("align_your_steps", (family, steps) => Aligned(s_alignedSd1, family, steps))
            {
                DisplayName = "Align Your Steps",
            },
            new("align_your_steps_sdxl", (family, steps) => Aligned(s_alignedSdxl, family, steps))
            {
                DisplayName = "Align Your Steps SDXL",
            },
            new("align_your_steps_comfy", (family, steps) => AlignedToZero(s_alignedSd1, family, steps))
            {
                DisplayName = "Align Your Steps ComfyUI",
            },
            new("align_your_steps_sdxl_comfy", (family, steps) => AlignedToZero(s_alignedSdxl, family, steps))
            {
                DisplayName = "Align Your Steps SDXL ComfyUI",
            },
            new("beta_a1111", BetaInSigma) { DisplayName = "Beta A1111" },
            new("beta_comfy", BetaOfLevels) { DisplayName = "Beta ComfyUI", HasOwnLength = true },
            new("ddim_uniform", DdimUniform)
            {
                DisplayName = "DDIM Uniform",
                Aliases = ["DDIM"],
                StartsBelow = true,
                HasOwnLength = true,
            },
            new("kl_optimal_a1111", KlOptimalToLowest) { DisplayName = "KL Optimal A1111", EndsAbove = true },
            new("linear_quadratic", LinearQuadratic) { DisplayName = "Linear Quadratic" },
        ];

    /// <summary>A1111: levels between those of the table, even in log sigma, then 0.</summary>
    private static double[] Aligned(double[] table, NoiseFamily family, int steps) =>
        [.. Between(Fitted(table, family), steps), 0];

    /// <summary>ComfyUI: one level more between them, and 0 in the place of the last.</summary>
    private static double[] AlignedToZero(double[] table, NoiseFamily family, int steps) =>
        [.. Between(Fitted(table, family), steps + 1)[..^1], 0];

    private static double[] Between(double[] table, int count)
    {
        double[] levels = new double[count];
        for (int i = 0; i < count; i++)
        {
            double at = count == 1 ? 0 : i * (table.Length - 1.0) / (count - 1);
            int low = Math.Min((int)at, table.Length - 2);
            double share = at - low;
            levels[i] = share == 0 ? table[low] : table[low] * Math.Pow(table[low + 1] / table[low], share);
        }
        levels[0] = table[0];
        return levels;
    }

    /// <summary>The table; in families with other ends, stretched to them in log sigma.</summary>
    private static double[] Fitted(double[] table, NoiseFamily family)
    {
        const double Near = 0.01;
        if (Math.Abs(family.SigmaMax / table[0] - 1) < Near && Math.Abs(family.SigmaMin / table[^1] - 1) < Near)
            return table;
        double height = Math.Log(table[0] / table[^1]),
            asked = Math.Log(family.SigmaMax / family.SigmaMin);
        double[] fitted =
        [
            .. table.Select(level => family.SigmaMin * Math.Exp(Math.Log(level / table[^1]) / height * asked)),
        ];
        fitted[0] = family.SigmaMax;
        return fitted;
    }

    /// <summary>A1111 and diffusers: quantiles of the beta distribution between the ends, in sigma.</summary>
    private static double[] BetaInSigma(NoiseFamily family, int steps)
    {
        double[] sigmas = new double[steps + 1]; // the last one stays 0
        for (int i = 0; i < steps; i++)
        {
            double share = BetaDistribution.Quantile(steps == 1 ? 1 : 1 - i / (steps - 1.0), BetaShape);
            sigmas[i] = family.SigmaMin + share * (family.SigmaMax - family.SigmaMin);
        }
        return sigmas;
    }

    /// <summary>ComfyUI: trained levels at rounded quantiles over time; a level that comes twice is left out.</summary>
    private static double[] BetaOfLevels(NoiseFamily family, int steps)
    {
        IEnumerable<int> levels = Enumerable
            .Range(0, steps)
            .Select(i => BetaDistribution.Quantile(1 - (double)i / steps, BetaShape) * (family.TrainSteps - 1))
            .Select(at => (int)Math.Round(at, MidpointRounding.ToEven))
            .Distinct();
        return [.. levels.Select(level => TimeSchedules.AtLevel(family, level)), 0];
    }

    /// <summary>Every (T / steps)-th trained level from the second one on, however many these are.</summary>
    private static double[] DdimUniform(NoiseFamily family, int steps)
    {
        int stride = Math.Max(family.TrainSteps / steps, 1);
        List<double> sigmas = [0];
        for (int level = 1; level < family.TrainSteps; level += stride)
            sigmas.Add(TimeSchedules.AtLevel(family, level));
        sigmas.Reverse();
        return [.. sigmas];
    }

    /// <summary>A1111: even in arctan sigma down to the lowest level, where it ends.</summary>
    private static double[] KlOptimalToLowest(NoiseFamily family, int steps)
    {
        double high = Math.Atan(family.SigmaMax),
            low = Math.Atan(family.SigmaMin);
        double[] sigmas = [.. Enumerable.Range(0, steps + 1).Select(i => Math.Tan(high + (low - high) * i / steps))];
        sigmas[0] = family.SigmaMax; // exact, not through the tangent
        return sigmas;
    }

    /// <summary>
    /// The first half falls by 0.025 of the largest sigma in all, the second one as a parabola (Mochi, ComfyUI).
    /// </summary>
    private static double[] LinearQuadratic(NoiseFamily family, int steps)
    {
        const double Threshold = 0.025;
        if (steps == 1)
            return [family.SigmaMax, 0];
        int half = steps / 2,
            rest = steps - half;
        double gap = half - Threshold * steps,
            square = gap / ((double)half * rest * rest),
            slope = Threshold / half - 2 * gap / ((double)rest * rest);
        IEnumerable<double> gone = Enumerable
            .Range(0, steps)
            .Select(i =>
                i < half ? i * Threshold / half : square * ((double)i * i) + slope * i + square * ((double)half * half)
            );
        return [.. gone.Select(share => (1 - share) * family.SigmaMax), 0];
    }
}
