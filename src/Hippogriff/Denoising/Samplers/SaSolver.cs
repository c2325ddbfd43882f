using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>Settings of <see cref="SaSolver"/>, as its authors' code has them.</summary>
public sealed record SaSolverSettings
{
    /// <summary>Order of the predictor, 1 to 3.</summary>
    public int Predictor { get; init; } = 2;

    /// <summary>Order of the corrector, 1 to 3.</summary>
    public int Corrector { get; init; } = 2;

    /// <summary>Whether the guess of the picture is integrated, or that of the noise.</summary>
    public bool OfData { get; init; } = true;

    /// <summary>Lower orders in the last steps.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>tau, the share of fresh noise at a level; 0 for none.</summary>
    public required Func<double, double> Tau { get; init; }

    /// <summary>Steps of the run that come before the first level.</summary>
    public int Skipped { get; init; }
}

/// <summary>
/// SA-Solver (2309.05019): a stochastic Adams method with a predictor and a corrector, whose polynomials in lambda are
/// integrated exactly. One pass per step.
/// </summary>
public static class SaSolver
{
    /// <summary>With orders 2, and tau = 1 in the middle of the way, from time 0.8 to 0.2.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        Sample(
            denoise,
            x,
            sigmas,
            context,
            new SaSolverSettings { Tau = level => context.Family.TimeAt(level) is >= 0.2 and <= 0.8 ? 1 : 0 }
        );

    /// <summary>With given settings.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(
        Denoiser denoise,
        Tensor x,
        double[] sigmas,
        SamplerContext context,
        SaSolverSettings settings
    )
    {
        // Long: one step of the method, corrector first.
        NoiseFamily family = context.Family;
        int steps = settings.Skipped + sigmas.Length - 1,
            k = settings.Skipped - 1,
            corrector = 0,
            kept = Math.Max(settings.Predictor, settings.Corrector - 1);
        Recent values = new(kept + 1),
            last = new(1),
            drawn = new(1);
        List<double> levels = [];
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, _) =>
            {
                k++;
                Tensor clean = denoise(x, s);
                Tensor value = settings.OfData ? clean : (x - clean * Held(family.Alpha(s))) / Held(s);
                if (t == 0 || family.Alpha(s) == 0)
                    return new StepResult(Exponential.Constant(new(family, s, t), x, clean), clean);
                SaStep move = new(family, settings.OfData, levels);
                if (last.Count > 0)
                {
                    List<(double, Tensor)> nodes = [(s, value), .. values.With(levels, 0, corrector - 1)];
                    double before = levels[^1];
                    x = move.From(last[0], before, s, nodes, (settings.Tau(before), drawn[0]), corrects: true);
                }
                Tensor noise = context.Noise();
                int known = Math.Min(values.Count, kept),
                    left = settings.LowerOrderFinal ? steps - k : int.MaxValue - 1,
                    order = Math.Min(Math.Min(settings.Predictor, left), known + 1);
                corrector = Math.Min(Math.Min(settings.Corrector, left + 1), known + 2);
                List<(double, Tensor)> past = [(s, value), .. values.With(levels, 0, order - 1)];
                Tensor next = move.From(x, s, t, past, (settings.Tau(s), noise), corrects: false);
                values.Add(value);
                last.Add(x);
                drawn.Add(noise);
                levels.Add(s);
                return new StepResult(next, clean);
            }
        );
    }
}
