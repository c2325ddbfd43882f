using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// PNDM without its warm-up (2202.09778, as diffusers' IPNDM): the implied noise is extrapolated by Adams and Bashforth
/// over the last four, of lower order at first. One pass per step.
/// </summary>
public static class Ipndm
{
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context)
    {
        NoiseFamily family = context.Family;
        Recent noises = new(4);
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, _) =>
            {
                Tensor clean = denoise(x, s);
                double alpha = family.Alpha(s);
                noises.Add((x - clean * Held(alpha)) / Held(s));
                Tensor noise = Pndm.Extrapolated(noises);
                Tensor next = noise * Held(t);
                if (alpha > 1e-6) // there is no picture in pure noise
                    next = next.Plus((x - noise * Held(s)) * Held(family.Alpha(t) / alpha));
                return new StepResult(next, clean);
            }
        );
    }
}
