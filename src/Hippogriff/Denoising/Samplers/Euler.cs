using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Euler's method on dx/dsigma = (x - D) / sigma (2206.00364, algorithm 1 without the correction). Order 1, one pass
/// per step.
/// </summary>
public static class Euler
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
                Tensor slope = (x - clean) / Held(s);
                return new StepResult(x.Plus(slope * Held(t - s)), clean);
            }
        );
}
