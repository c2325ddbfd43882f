using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff;

/// <summary>
/// Replacements for TorchSharp's operators, which create a scalar internally and may release it while libtorch reads
/// it. Their `a + b` is a + 1 * b, and their square is a power of 2. See <see cref="HeldScalar"/>.
/// </summary>
public static class TensorArithmetic
{
    /// <summary>a + b, broadcast.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, Held(1));

    /// <summary>a + b for every element.</summary>
    public static Tensor Plus(this Tensor a, double b) => a.add(Held(b), Held(1));

    /// <summary>a + b for every element; whole numbers stay whole.</summary>
    public static Tensor Plus(this Tensor a, long b) => a.add(Held(b), Held(1));

    /// <summary>a - b for every element b.</summary>
    public static Tensor TakenFrom(this Tensor b, double a) => b.negative().Plus(a);

    /// <summary>a - b for every element b; whole numbers stay whole.</summary>
    public static Tensor TakenFrom(this Tensor b, long a) => b.negative().Plus(a);

    /// <summary>Every element times itself.</summary>
    public static Tensor Squared(this Tensor a) => a.pow(Held(2));
}
