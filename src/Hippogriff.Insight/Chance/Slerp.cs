using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Chance;

/// <summary>
/// The way between two noises along the sphere that all noises lie near (Shoemake, 1985). Straight across, the middle
/// would have too little noise, and a network that was never shown so little draws blurs from it.
/// </summary>
public static class Slerp
{
    /// <summary>
    /// sin((1 - t) w) / sin(w) a + sin(t w) / sin(w) b, w the angle between a and b; a and b themselves at 0 and 1.
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
        // Noises that point the same way, or opposite ways, have no one arc between them: go straight.
        (double first, double second) =
            sine < 1e-6 ? (1 - t, t) : (Math.Sin((1 - t) * angle) / sine, Math.Sin(t * angle) / sine);
        return (a * Held(first)).Plus(b * Held(second)).MoveToOuterDisposeScope();
    }
}
