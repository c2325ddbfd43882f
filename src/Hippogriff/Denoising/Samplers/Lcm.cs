using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Latent consistency sampling (2310.04378, algorithm 3; 2303.01469, algorithm 1): adds new noise to the clean guess,
/// up to the next level. For networks distilled to few steps; it does not approximate the reverse equation. Ignores
/// eta.
/// </summary>
public static class Lcm
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
                return new StepResult(Transition.AddNoise(clean * Held(context.Family.Alpha(t)), context, t), clean);
            }
        );
}
