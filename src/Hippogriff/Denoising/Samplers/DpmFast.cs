using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// DPM-Solver-fast (2206.00927, section 3.4): blocks of three passes of order 3, then one or two of lower order. They
/// are even in lambda from the first level to the last above 0. Of the levels between them only the number counts.
/// </summary>
public static class DpmFast
{
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context)
    {
        NoiseFamily family = context.Family;
        int passes = sigmas.Length - 1;
        double last = sigmas[^1] > 0 ? sigmas[^1] : family.SigmaMin,
            top = family.Alpha(sigmas[0]) > 0 ? sigmas[0] : family.SigmaAt(0.999);
        int blocks = passes / 3 + 1;
        int[] orders =
            passes % 3 == 0
                ? [.. Enumerable.Repeat(3, blocks - 2), 2, 1]
                : [.. Enumerable.Repeat(3, blocks - 1), passes % 3];
        double from = family.Lambda(top),
            step = (family.Lambda(last) - from) / blocks;
        double[] levels =
        [
            sigmas[0],
            .. Enumerable.Range(1, blocks - 1).Select(i => family.SigmaOf(from + i * step)),
            last,
        ];
        int block = 0;
        return SamplingLoop.Run(
            x,
            levels,
            context,
            (x, s, t, _) =>
            {
                Tensor clean = denoise(x, s);
                return new StepResult(Block(denoise, family, x, clean, (s, t), orders[block++]), clean);
            }
        );
    }

    /// <summary>A step of order 1, 2 or 3 in the guess of the noise (2206.00927, algorithms 1 and 2).</summary>
    private static Tensor Block(
        Denoiser denoise,
        NoiseFamily family,
        Tensor x,
        Tensor clean,
        (double From, double To) span,
        int order
    )
    {
        (double s, double t) = span;
        if (family.Alpha(s) == 0)
            return Exponential.Constant(new(family, s, t), x, clean);
        double from = family.Lambda(s),
            h = family.Lambda(t) - from,
            share = order == 2 ? 1 / 2.0 : 1 / 3.0;
        Tensor noise = Noise(x, clean, s);
        if (order == 1)
            return To(t, h, noise);
        double inner = family.SigmaOf(from + share * h);
        Tensor there = To(inner, share * h, noise);
        Tensor change = Noise(there, denoise(there, inner), inner) - noise;
        if (order == 2)
            return To(t, h, noise.Plus(change));
        double second = family.SigmaOf(from + 2 * h / 3),
            phi = Exponential.Expm1(2 * h / 3) / (2 * h / 3) - 1;
        Tensor further = To(second, 2 * h / 3, noise) - change * Held(2 * phi * second);
        Tensor curve = Noise(further, denoise(further, second), second) - noise;
        return To(t, h, noise) - curve * Held(1.5 * t * (Exponential.Expm1(h) / h - 1));

        Tensor Noise(Tensor at, Tensor guess, double level) => (at - guess * Held(family.Alpha(level))) / Held(level);

        Tensor To(double level, double distance, Tensor slope) =>
            x * Held(family.Alpha(level) / family.Alpha(s)) - slope * Held(level * Exponential.Expm1(distance));
    }
}
