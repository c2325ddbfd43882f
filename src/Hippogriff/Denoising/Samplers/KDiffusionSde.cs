using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// The stochastic DPM-Solver++ of k-diffusion, A1111 and ComfyUI, formula by formula. <see cref="DpmPlusPlusSde"/> and
/// <see cref="DpmPlusPlus3MSde"/> differ: there both halves of a step share one noise path, and the parabola's whole
/// second derivative is used.
/// </summary>
public static class KDiffusionSde
{
    /// <summary>DPM++ SDE: two passes and two draws a step, the first at its middle in lambda.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor TwoStages(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        TwoStages(denoise, x, sigmas, context, 0.5);

    /// <summary>DPM++ SDE with the middle at a share of the step in lambda.</summary>
    /// <param name="denoise">The denoiser.</param>
    /// <param name="x">The initial batch [N, C, H, W].</param>
    /// <param name="sigmas">Falling noise levels.</param>
    /// <param name="context">The sampler's context.</param>
    /// <param name="share">r, above 0 and below 1.</param>
    public static Tensor TwoStages(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context, double share)
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
                double from = family.Lambda(s),
                    h = family.Lambda(t) - from;
                if (!double.IsFinite(h))
                    return new StepResult(Transition.Ancestral(context, x, clean, s, t, eta), clean);
                double middle = family.SigmaOf(from + share * h),
                    weight = 1 / (2 * share);
                Tensor inner = Transition.Ancestral(context, x, clean, s, middle, eta);
                Tensor guess = denoise(inner, middle);
                Tensor mixed = (clean * Held(1 - weight)).Plus(guess * Held(weight));
                return new StepResult(Transition.Ancestral(context, x, mixed, s, t, eta), clean);
            }
        );
    }

    /// <summary>DPM++ 2S a: a midpoint step to the level below the next one, then fresh noise.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor TwoStagesAncestral(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context)
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
                (double down, double up) = Transition.Split(family, s, t, eta);
                double below = up == 0 ? t : family.SigmaOf(Math.Log(family.Alpha(t) / down));
                Tensor guess = clean;
                if (below > 0 && family.Alpha(s) > 0)
                {
                    double middle = family.SigmaOf((family.Lambda(s) + family.Lambda(below)) / 2);
                    guess = denoise(Exponential.Constant(new(family, s, middle), x, clean), middle);
                }
                Tensor next =
                    Exponential.Constant(new(family, s, below), x, guess) * Held(family.Alpha(t) / family.Alpha(below));
                return new StepResult(Transition.AddNoise(next, context, up), clean);
            }
        );
    }

    /// <summary>DPM++ 2M SDE with Heun's weight instead of the midpoint's.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor MultistepHeun(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        Multistep(denoise, x, sigmas, context, 2);

    /// <summary>DPM++ 3M SDE.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor MultistepOfThree(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        Multistep(denoise, x, sigmas, context, 3);

    private static Tensor Multistep(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context, int order)
    {
        NoiseFamily family = context.Family;
        double eta = context.Eta ?? 1;
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, history) =>
            {
                Tensor clean = denoise(x, s);
                int known = t > 0 ? history.Finite() : 0;
                double lambda = family.Lambda(s),
                    h = family.Lambda(t) - lambda,
                    decay = h * (1 + eta);
                Tensor next = Exponential.Constant(new(family, s, t, eta), x, clean);
                double phi = known > 0 ? 1 + Exponential.Expm1(-decay) / decay : 0;
                if (known > 0)
                {
                    double r0 = (lambda - history[0].Lambda) / h;
                    Tensor slope = (clean - history[0].Clean) / Held(r0);
                    if (known > 1 && order == 3)
                    {
                        double r1 = (history[0].Lambda - history[1].Lambda) / h;
                        Tensor change = slope - (history[0].Clean - history[1].Clean) / Held(r1);
                        next = next - change * Held(family.Alpha(t) * (phi / decay - 0.5) / (r0 + r1));
                        slope = slope.Plus(change * Held(r0 / (r0 + r1)));
                    }
                    next = next.Plus(slope * Held(family.Alpha(t) * phi));
                }
                return new StepResult(Transition.AddNoise(next, context, t * Exponential.Fresh(eta, h)), clean);
            },
            memory: order - 1
        );
    }
}
