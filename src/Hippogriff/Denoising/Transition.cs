using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>
/// Steps from level s to a lower level t that are exact for a constant clean guess D, in any family. The formulas need
/// no special cases for alpha = 0 (pure noise of a flow) and t = 0.
/// </summary>
internal static class Transition
{
    /// <summary>
    /// Splits the noise of level t into <c>Down</c>, kept from s, and <c>Up</c>, newly drawn: down^2 + up^2 =
    /// sigma_t^2. With eta = 1 it is the true reverse transition q(x_t | x_s, x0) (DDIM eq. 16, in variance-exploding
    /// variables).
    /// </summary>
    public static (double Run, double Up) Split(NoiseFamily family, double s, double t, double eta)
    {
        // (sigma/alpha)_t / (sigma/alpha)_s, 0 from pure noise
        double ratio = t * family.Alpha(s) / (family.Alpha(t) * s);
        double up = Math.Min(t, eta * t * Math.Sqrt(Math.Max(0, 1 - ratio * ratio)));
        return (Math.Sqrt(t * t - up * up), up);
    }

    /// <summary>x_t = alpha_t D + down (x - alpha_s D) / sigma_s + up z.</summary>
    public static Tensor Ancestral(SamplerContext context, Tensor x, Tensor clean, double s, double t, double eta)
    {
        (double down, double up) = Split(context.Family, s, t, eta);
        double keep = down / s;
        Tensor next = (x * Held(keep)).Plus(clean * Held(context.Family.Alpha(t) - context.Family.Alpha(s) * keep));
        return AddNoise(next, context, up);
    }

    /// <summary>x + amount * z with new noise z; draws nothing if the amount is 0.</summary>
    public static Tensor AddNoise(Tensor x, SamplerContext context, double amount)
    {
        if (amount == 0)
            return x;
        using Tensor z = context.Noise();
        return x.Plus(z * Held(amount));
    }
}
