using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// SDE-DPM-Solver++(2M), midpoint form (2211.01095, with k-diffusion's eta): <see cref="DpmPlusPlus2M"/> on the reverse
/// SDE. One pass per step; with eta = 0 it is <see cref="DpmPlusPlus2M"/>.
/// </summary>
public static class DpmPlusPlus2MSde
{
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context)
    {
        double eta = context.Eta ?? 1;
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, history) =>
            {
                Tensor clean = denoise(x, s);
                double lambda = context.Family.Lambda(s),
                    h = context.Family.Lambda(t) - lambda;
                Tensor guess = clean; // of D in the middle of the step
                if (t > 0 && history.Finite() > 0)
                {
                    double r = (lambda - history[0].Lambda) / h;
                    guess = clean.Plus((clean - history[0].Clean) / Held(2 * r));
                }
                Tensor next = Exponential.Constant(new(context.Family, s, t, eta), x, guess);
                return new StepResult(Transition.AddNoise(next, context, t * Exponential.Fresh(eta, h)), clean);
            },
            memory: 1
        );
    }
}
