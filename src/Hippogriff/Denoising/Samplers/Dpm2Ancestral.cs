using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Ancestral sampling with <see cref="Dpm2"/> steps: the midpoint method to a level below the next one, then new noise
/// up to it. Two passes per step; with eta = 0 it is <see cref="Dpm2"/>.
/// </summary>
public static class Dpm2Ancestral
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
                (double down, double up) = Transition.Split(context.Family, s, t, context.Eta ?? 1);
                // `down` is the noise next to a picture scaled by alpha_t; the level below has the same ratio of the
                // two.
                double below = up == 0 ? t : context.Family.SigmaOf(Math.Log(context.Family.Alpha(t) / down));
                Tensor next =
                    Dpm2.Midpoint(denoise, x, clean, s, below)
                    * Held(context.Family.Alpha(t) / context.Family.Alpha(below));
                return new StepResult(Transition.AddNoise(next, context, up), clean);
            }
        );
}
