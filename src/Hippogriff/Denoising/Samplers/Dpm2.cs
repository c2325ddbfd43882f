using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// The midpoint method on dx/dsigma = (x - D) / sigma with the midpoint in log sigma: k-diffusion's DPM2 (after
/// DPM-Solver-2, 2206.00927, and 2206.00364, algorithm 2). Order 2, two passes per step, one in the last.
/// </summary>
public static class Dpm2
{
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, _) =>
            {
                Tensor clean = denoise(x, s);
                return new StepResult(Midpoint(denoise, x, clean, s, t), clean);
            }
        );

    /// <summary>The step from s to t, given the clean guess at s; an Euler step for t = 0.</summary>
    internal static Tensor Midpoint(Denoiser denoise, Tensor x, Tensor clean, double s, double t)
    {
        Tensor slope = (x - clean) / Held(s);
        if (t == 0)
            return x.Plus(slope * Held(t - s));
        double m = Math.Sqrt(s * t);
        Tensor middle = x.Plus(slope * Held(m - s));
        return x.Plus((middle - denoise(middle, m)) * Held((t - s) / m));
    }
}
