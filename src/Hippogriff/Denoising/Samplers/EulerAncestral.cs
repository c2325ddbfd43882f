using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Ancestral sampling with Euler steps: steps below the next level and adds new noise up to it. With eta = 1 the noise
/// is that of the true reverse transition; smaller values add a share of it. Order 1, one pass per step; with eta = 0
/// it is <see cref="Euler"/>.
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
