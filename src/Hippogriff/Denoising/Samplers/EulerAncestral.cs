using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Ancestral sampling with Euler steps: goes down below the next level and adds fresh noise up to it, as much as the
/// true reverse transition has (eta = 1), or a share of it. Order 1, one pass a step; with eta = 0 it is
/// <see cref="Euler"/>.
/// </summary>
public static class EulerAncestral
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
                return new StepResult(Transition.Ancestral(context, x, clean, s, t, context.Eta ?? 1), clean);
            }
        );
}
