using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>Settings of <see cref="UniPcBh"/>, as its authors' code has them.</summary>
public sealed record UniPcSettings
{
    /// <summary>Order p of the predictor, 1 to 3.</summary>
    public int Order { get; init; } = 2;

    /// <summary>B(h) = e^h - 1 instead of h.</summary>
    public bool SecondB { get; init; } = true;

    /// <summary>Whether the guess of the picture is extrapolated, or that of the noise.</summary>
    public bool OfData { get; init; } = true;

    /// <summary>Lower orders in the last steps.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>Numbers of steps that are not corrected.</summary>
    public IReadOnlyList<int> NotCorrected { get; init; } = [];

    /// <summary>Steps of the run that come before the first level.</summary>
    public int Skipped { get; init; }
}

/// <summary>
/// UniPC as its authors' code, diffusers and ComfyUI have it (2302.04867, with B(h) of its section 3.3). With one
/// difference its weight is 1/2, whatever B; <see cref="UniPc"/> solves for the exact weight.
/// </summary>
public static class UniPcBh
{
    /// <summary>With order 2 and B(h) = e^h - 1.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        Sample(denoise, x, sigmas, context, new UniPcSettings());

    /// <summary>With given settings.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(
        Denoiser denoise,
        Tensor x,
        double[] sigmas,
        SamplerContext context,
        UniPcSettings settings
    )
    {
        NoiseFamily family = context.Family;
        int steps = settings.Skipped + sigmas.Length - 1,
            k = settings.Skipped - 1,
            lastOrder = 0;
        Recent values = new(3),
            batches = new(1);
        List<double> levels = [];
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, _) =>
            {
                k++;
                Tensor clean = denoise(x, s);
                if (family.Alpha(s) == 0) // lambda is infinite in pure noise
                    return new StepResult(Exponential.Constant(new(family, s, t), x, clean), clean);
                Tensor value = settings.OfData ? clean : (x - clean * Held(family.Alpha(s))) / Held(s);
                Tensor begun = x;
                if (values.Count > 0 && !settings.NotCorrected.Contains(k - 1))
                {
                    List<(double, Tensor)> around = [.. values.With(levels, 1, lastOrder), (s, value)];
                    begun = Move(family, settings, batches[0], values[0], (levels[^1], s), around);
                }
                int order = Math.Min(settings.Order, values.Count + 1);
                if (settings.LowerOrderFinal || t == 0)
                    order = Math.Min(order, t == 0 ? 1 : steps - k);
                List<(double, Tensor)> before = [.. values.With(levels, 0, order - 1)];
                Tensor next = t == 0 ? clean * Held(1.0) : Move(family, settings, begun, value, (s, t), before);
                values.Add(value);
                batches.Add(begun);
                levels.Add(s);
                lastOrder = order;
                return new StepResult(next, clean);
            }
        );
    }

    /// <summary>From s to t with differences to the values at other levels.</summary>
    private static Tensor Move(
        NoiseFamily family,
        UniPcSettings settings,
        Tensor x,
        Tensor value,
        (double From, double To) span,
        List<(double Level, Tensor Value)> others
    )
    {
        (double s, double t) = span;
        double start = family.Lambda(s),
            h = family.Lambda(t) - start,
            signed = settings.OfData ? -h : h,
            grown = Exponential.Expm1(signed);
        double scale = settings.OfData ? family.Alpha(t) : t;
        double kept = settings.OfData ? t / s : family.Alpha(t) / family.Alpha(s);
        Tensor next = (x * Held(kept)) - value * Held(scale * grown);
        double[] ratios = [.. others.Select(other => (family.Lambda(other.Level) - start) / h)];
        double b = settings.SecondB ? grown : signed;
        double[] weights = ratios.Length == 1 ? [0.5] : Weights(ratios, signed, b);
        for (int j = 0; j < ratios.Length; j++)
            next = next - (others[j].Value - value) * Held(scale * b * weights[j] / ratios[j]);
        return next;
    }

    /// <summary>sum_j w_j r_j^(n-1) = n! phi_(n+1)(h) h / B(h) (2302.04867, theorem 3.1).</summary>
    private static double[] Weights(double[] ratios, double h, double b)
    {
        int m = ratios.Length;
        double[,] system = new double[m, m + 1];
        double phi = Exponential.Expm1(h) / h - 1,
            factorial = 1;
        for (int n = 0; n < m; n++)
        {
            for (int j = 0; j < m; j++)
                system[n, j] = Math.Pow(ratios[j], n);
            system[n, m] = phi * factorial / b;
            factorial *= n + 2;
            phi = phi / h - 1 / factorial;
        }
        return Exponential.Solve(system, m);
    }
}
