using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// DPM-Solver++(2M) (2211.01095, algorithm 2): an exponential step in lambda with D extrapolated linearly from the
/// previous step. Order 2, one pass per step.
/// </summary>
public static class DpmPlusPlus2M
{
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        DpmPlusPlus2MSde.Sample(denoise, x, sigmas, context with { Eta = 0 });
}
