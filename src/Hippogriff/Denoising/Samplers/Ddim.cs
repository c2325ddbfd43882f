using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// DDIM (2010.02502, eq. 12 and 16): deterministic unless the context's eta is above 0; eta = 1 is <see cref="Ddpm"/>.
/// Order 1, one pass per step. A step is exact for constant D, so it can start from pure noise.
/// </summary>
public static class Ddim
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
                return new StepResult(Transition.Ancestral(context, x, clean, s, t, context.Eta ?? 0), clean);
            }
        );
}
