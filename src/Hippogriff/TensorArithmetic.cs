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

    /// <summary>
    /// a + b in a's memory where no gradients are wanted, otherwise in new memory. The caller owns a, nothing else
    /// reads it, and b is not larger. Large tensors cost more when the system gives new pages than when they are added.
    /// </summary>
    internal static Tensor PlusHere(this Tensor a, Tensor b) =>
        torch.is_grad_enabled() ? a.Plus(b) : a.add_(b, Held(1));

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
