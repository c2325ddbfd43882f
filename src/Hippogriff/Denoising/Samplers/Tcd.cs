using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Trajectory consistency sampling (2402.19159, algorithm 4): a step to a level below the next one, then fresh noise up
/// to it. The context's eta, 0.3 if unset, is the share of the way. For networks distilled to few steps, such as
/// Hyper-SD. One pass per step.
/// </summary>
public static class Tcd
{
    /// <summary>eta where none is given, as its authors recommend.</summary>
    public const double DefaultEta = 0.3;

    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context)
    {
        double eta = context.Eta ?? DefaultEta;
        NoiseFamily family = context.Family;
        return Sample(denoise, x, sigmas, context, t => t == 0 ? 0 : family.SigmaAt((1 - eta) * family.TimeAt(t)));
    }

    /// <summary>With a function of the next level for the level below it.</summary>
    internal static Tensor Sample(
        Denoiser denoise,
        Tensor x,
        double[] sigmas,
        SamplerContext context,
        Func<double, double> below
    )
    {
        NoiseFamily family = context.Family;
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, _) =>
            {
                Tensor clean = denoise(x, s);
                double low = below(t),
                    keep = low / s,
                    up = family.Alpha(t) / family.Alpha(low);
                Tensor next = (x * Held(keep)).Plus(clean * Held(family.Alpha(low) - family.Alpha(s) * keep));
                double fresh = Math.Sqrt(Math.Max(0, t * t - up * up * low * low));
                return new StepResult(Transition.AddNoise(next * Held(up), context, fresh), clean);
            }
        );
    }
}
