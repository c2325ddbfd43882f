using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// DDPM (2006.11239, eq. 6 and 7): draws from the posterior q(x_t | x_s, x0 = D) with its own variance, so the
/// context's eta is ignored. Uses the general form of 2107.00630, appendix A, with a = alpha_s / alpha_t. Order 1, one
/// pass per step.
/// </summary>
public static class Ddpm
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
                double a = context.Family.Alpha(s) / context.Family.Alpha(t);
                double added = s * s - a * a * t * t; // variance of q(x_s | x_t)
                Tensor mean = (x * Held(a * t * t / (s * s))).Plus(
                    clean * Held(context.Family.Alpha(t) * added / (s * s))
                );
                return new StepResult(Transition.AddNoise(mean, context, t / s * Math.Sqrt(added)), clean);
            }
        );
}
