using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// DDIM and DDPM as discrete schedulers have them. A step may lead to another level than the next one, guesses are
/// limited, and variances are other than the posterior's.
/// </summary>
internal static class DdimStep
{
    /// <summary>DDIM (2010.02502, eq. 12 and 16).</summary>
    /// <param name="denoise">The denoiser.</param>
    /// <param name="x">The initial batch [N, C, H, W].</param>
    /// <param name="sigmas">Levels of the calls, and the last one.</param>
    /// <param name="context">The sampler's context.</param>
    /// <param name="plan">Where its steps lead.</param>
    public static Tensor Ddim(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context, DdimPlan plan)
    {
        int k = -1;
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, _, _) =>
            {
                double t = plan.To[++k];
                Tensor clean = denoise(x, s),
                    limited = plan.Limit?.Invoke(clean) ?? clean;
                double alpha = context.Family.Alpha(s);
                Tensor noise = (x - (plan.Reuse ? limited : clean) * Held(alpha)) / Held(s);
                (double down, double up) = Transition.Split(context.Family, s, t, context.Eta ?? 0);
                Tensor next = (limited * Held(context.Family.Alpha(t))).Plus(noise * Held(down));
                return new StepResult(Transition.AddNoise(next, context, up), limited);
            }
        );
    }

    /// <summary>DDPM (2006.11239, eq. 7).</summary>
    /// <param name="denoise">The denoiser, whose guesses are limited already.</param>
    /// <param name="x">The initial batch [N, C, H, W].</param>
    /// <param name="sigmas">Levels of the calls, and the last one.</param>
    /// <param name="context">The sampler's context.</param>
    /// <param name="plan">Its variance.</param>
    public static Tensor Ddpm(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context, DdpmPlan plan)
    {
        int k = -1;
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, _) =>
            {
                k++;
                Tensor clean = denoise(x, s);
                using Tensor? own = plan.Learned?.Invoke();
                double alphaHere = context.Family.Alpha(s),
                    alphaNext = context.Family.Alpha(t),
                    ratio = alphaHere / alphaNext,
                    beta = 1 - ratio * ratio;
                Tensor mean = (clean * Held(alphaNext * beta / (s * s))).Plus(x * Held(ratio * t * t / (s * s)));
                if (plan.Times[k] <= 0)
                    return new StepResult(mean, clean);
                double small = Math.Max(t * t / (s * s) * beta, 1e-20);
                using Tensor noise = context.Noise();
                Tensor added = plan.Variance switch
                {
                    "learned" => noise * own!.sqrt(),
                    "learned_range" => noise * Between(own!, small, beta),
                    "fixed_large" => noise * Held(Math.Sqrt(beta)),
                    _ => noise * Held(Math.Sqrt(small)),
                };
                return new StepResult(mean.Plus(added), clean);
            }
        );
    }

    /// <summary>
    /// The deviation between the smallest and the largest variance, in the logarithm (2102.09672, eq. 15).
    /// </summary>
    private static Tensor Between(Tensor share, double small, double large)
    {
        Tensor upper = share.Plus(1) / Held(2.0);
        Tensor log = upper * Held(Math.Log(large) - Math.Log(small));
        return (log.Plus(Math.Log(small)) / Held(2.0)).exp();
    }
}

/// <summary>Where the steps of DDIM lead.</summary>
/// <param name="To">The level that each step leads to.</param>
/// <param name="Limit">Limits the guess; null for nothing.</param>
/// <param name="Reuse">Whether the noise is that of the limited guess.</param>
internal sealed record DdimPlan(double[] To, Func<Tensor, Tensor>? Limit, bool Reuse);

/// <summary>The variance of DDPM.</summary>
/// <param name="Times">Timesteps of the calls; at 0 no noise is added.</param>
/// <param name="Variance">Its kind: fixed_small, fixed_small_log, fixed_large, learned, learned_range.</param>
/// <param name="Learned">Takes the variance of the latest call; null if it is not learned.</param>
internal sealed record DdpmPlan(double[] Times, string Variance, Func<Tensor>? Learned);
