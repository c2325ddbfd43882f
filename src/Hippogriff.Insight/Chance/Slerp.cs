using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Chance;

/// <summary>
/// Spherical interpolation between two noise tensors (Shoemake, 1985). Gaussian noise lies near a sphere. Linear
/// interpolation would give too little noise in the middle, and the network would draw blurred pictures.
/// </summary>
public static class Slerp
{
    /// <summary>
    /// sin((1 - t) w) / sin(w) a + sin(t w) / sin(w) b, where w is the angle between a and b. Returns exactly a at 0
    /// and b at 1.
    /// </summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">Of the same shape.</param>
    /// <param name="t">0 to 1.</param>
    /// <returns>A new tensor, owned by the caller.</returns>
    public static Tensor Between(Tensor a, Tensor b, double t)
    {
        if (t <= 0)
            return a.clone();
        if (t >= 1)
            return b.clone();
        using DisposeScope scope = NewDisposeScope();
        double product = (a * b).sum().to(ScalarType.Float64).item<double>();
        double cosine =
            product
            / Math.Max(
                1e-30,
                a.norm().to(ScalarType.Float64).item<double>() * b.norm().to(ScalarType.Float64).item<double>()
            );
        double angle = Math.Acos(Math.Clamp(cosine, -1, 1)),
            sine = Math.Sin(angle);
        // Parallel or opposite vectors have no unique arc: interpolate linearly.
        (double first, double second) =
            sine < 1e-6 ? (1 - t, t) : (Math.Sin((1 - t) * angle) / sine, Math.Sin(t * angle) / sine);
        return (a * Held(first)).Plus(b * Held(second)).MoveToOuterDisposeScope();
    }
}
