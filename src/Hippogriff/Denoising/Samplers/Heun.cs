using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Heun's method on dx/dsigma = (x - D) / sigma (2206.00364, algorithm 1): the mean of the slopes at both ends. Order
/// 2, two passes per step, one in the last.
/// </summary>
public static class Heun
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
                Tensor euler = x.Plus(slope * Held(t - s));
                if (t == 0)
                    return new StepResult(euler, clean); // no slope at 0
                Tensor slopeThere = (euler - denoise(euler, t)) / Held(t);
                return new StepResult(x.Plus(slope.Plus(slopeThere) * Held((t - s) / 2)), clean);
            }
        );
}
