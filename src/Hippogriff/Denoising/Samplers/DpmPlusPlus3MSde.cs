using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// SDE-DPM-Solver++(3M): an exponential step in lambda with D extrapolated by the parabola through the last three
/// guesses (2211.01095, appendix). One pass per step; with eta = 0 it is a deterministic solver of order 3.
/// </summary>
/// <remarks>
/// k-diffusion's code of that name uses half the second derivative of the parabola, which gives a method of order 2.
/// Here the true derivative is used.
/// </remarks>
public static class DpmPlusPlus3MSde
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
                double h = context.Family.Lambda(t) - context.Family.Lambda(s);
                (double, Tensor)[] others = new (double, Tensor)[t > 0 ? history.Finite() : 0];
                for (int k = 0; k < others.Length; k++)
                    others[k] = (history[k].Lambda, history[k].Clean);
                Tensor next = Exponential.Polynomial(new(context.Family, s, t, eta), x, clean, others);
                return new StepResult(Transition.AddNoise(next, context, t * Exponential.Fresh(eta, h)), clean);
            },
            memory: 2
        );
    }
}
