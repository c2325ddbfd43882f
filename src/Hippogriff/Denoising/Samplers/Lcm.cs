using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Latent consistency sampling (2310.04378, algorithm 3; 2303.01469, algorithm 1): takes the clean guess and drowns it afresh to the next level.
/// For networks distilled to guess well in a few steps, not an approximation of the reverse equation; eta is not looked at.
/// </summary>
public static class Lcm
{
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        Walk.Down(x, sigmas, context, (x, s, t, _) =>
        {
            Tensor clean = denoise(x, s);
            return new Move(Transition.AddNoise(clean * Held(context.Family.Alpha(t)), context, t), clean);
        });
}
