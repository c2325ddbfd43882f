using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// SDE-DPM-Solver++(2S), k-diffusion's DPM++ SDE (2211.01095, with one inner step as in algorithm 1): evaluates D at
/// the middle of the step in lambda. Two passes per step; one in the last step and in a first step from pure noise.
/// With eta = 0 it is DPM-Solver++(2S), order 2.
/// </summary>
public static class DpmPlusPlusSde
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
                double lambda = family.Lambda(s),
                    h = family.Lambda(t) - lambda;
                if (!double.IsFinite(h)) // the middle of an infinite step is nowhere
                    return new StepResult(
                        Transition.AddNoise(
                            Exponential.Constant(new(family, s, t, eta), x, clean),
                            context,
                            t * Exponential.Fresh(eta, h)
                        ),
                        clean
                    );

                // Both halves share one noise path: the noise of the first half is scaled by e^(-eta h / 2) in the
                // second.
                double m = family.SigmaOf(lambda + h / 2),
                    fresh = Exponential.Fresh(eta, h / 2);
                Tensor noise = Transition.AddNoise(zeros_like(x), context, fresh);
                Tensor first = Exponential.Constant(new(family, s, m, eta), x, clean).Plus(noise * Held(m));
                Tensor middle = denoise(first, m);
                Tensor second = Exponential
                    .Constant(new(family, s, t, eta), x, middle)
                    .Plus(noise * Held(t * Exponential.Kept(eta, h / 2)));
                return new StepResult(Transition.AddNoise(second, context, t * fresh), clean);
            }
        );
    }
}
