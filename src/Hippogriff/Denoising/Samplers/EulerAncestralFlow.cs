using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Euler's method with fresh noise as ComfyUI has it for flows (its euler_ancestral_RF). It steps from s to the level
/// t (1 + (t / s - 1) eta), then adds noise up to t. <see cref="EulerAncestral"/> has the true reverse transition
/// instead. One pass per step.
/// </summary>
public static class EulerAncestralFlow
{
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context)
    {
        NoiseFamily family = context.Family;
        double eta = context.Eta ?? 1;
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, _) =>
            {
                Tensor clean = denoise(x, s);
                double down = t * (1 + (t / s - 1) * eta),
                    up = family.Alpha(t) / family.Alpha(down);
                Tensor next = Exponential.Constant(new(family, s, down), x, clean) * Held(up);
                double fresh = Math.Sqrt(Math.Max(0, t * t - down * down * up * up));
                return new StepResult(Transition.AddNoise(next, context, fresh), clean);
            }
        );
    }
}
