using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Guiding;

/// <summary>
/// Reduces the excess contrast of strong guidance (2305.08891, eq. 15 and 16). The paper rescales a v-prediction. Here
/// the clean guess is rescaled: at high noise the two are equal up to sign, and over-exposure appears in it.
/// </summary>
public static class Rescale
{
    /// <summary>phi * guided * std(positive) / std(guided) + (1 - phi) * guided, with deviations per picture.</summary>
    /// <param name="guided">The guided clean guess [N, C, H, W].</param>
    /// <param name="positive">The clean guess with the positive prompt alone [N, C, H, W].</param>
    /// <param name="phi">Share of the rescaled guess, 0 to 1; the paper uses 0.7.</param>
    /// <returns>A new tensor, owned by the caller.</returns>
    public static Tensor Apply(Tensor guided, Tensor positive, double phi)
    {
        using DisposeScope scope = NewDisposeScope();
        // [N, 1, 1, 1]; a guess of one constant colour is unchanged
        Tensor factor = Deviation(positive) / Deviation(guided).clamp_min(Held(1e-8));
        return (guided * (factor * Held(phi)).Plus(1 - phi)).MoveToOuterDisposeScope();
    }

    private static Tensor Deviation(Tensor x)
    {
        long[] shape = new long[x.dim()];
        Array.Fill(shape, 1);
        shape[0] = x.shape[0];
        return x.flatten(1).std(1, unbiased: false).view(shape);
    }
}
