using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Pair = Hippogriff.Models.Layers.AttentionTile.Pair;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Softmax over keys that come block by block (1805.02867, algorithm 3): the largest logit so far and the sum of the
/// powers below it. When a block raises the largest, what was summed before is scaled down. Logits are in units of
/// log 2, so that a power of two is all that must be computed. Needs AVX-512.
/// </summary>
internal ref struct RunningSoftmax
{
    // Below every logit, and finite: the difference of two infinities would not be a number.
    private const float Lowest = -1e30f;
    private Pair _largest;
    private Pair _sum;

    /// <summary>Before the first block.</summary>
    public RunningSoftmax()
    {
        Vector512<float> lowest = Vector512.Create(Lowest);
        _largest = new Pair(lowest, lowest);
    }

    /// <summary>
    /// Makes weights of a block of logits [S, 32], in their place. The sums of values [D, 32] of earlier blocks are
    /// scaled to the same largest logit.
    /// </summary>
    public void Take(Span<Pair> logits, Span<Pair> sums)
    {
        Pair largest = _largest;
        foreach (ref readonly Pair logit in logits)
            largest = new(Vector512.Max(largest.Low, logit.Low), Vector512.Max(largest.High, logit.High));
        Pair scale = new(Power(_largest.Low - largest.Low), Power(_largest.High - largest.High)),
            sum = new(_sum.Low * scale.Low, _sum.High * scale.High);
        foreach (ref Pair logit in logits)
        {
            logit = new(Power(logit.Low - largest.Low), Power(logit.High - largest.High));
            sum = new(sum.Low + logit.Low, sum.High + logit.High);
        }
        foreach (ref Pair value in sums)
            value = new(value.Low * scale.Low, value.High * scale.High);
        (_largest, _sum) = (largest, sum);
    }

    /// <summary>Divides the sums of values [D, 32] by the sums of the weights.</summary>
    public readonly void Finish(Span<Pair> sums)
    {
        Pair inverse = new(Vector512<float>.One / _sum.Low, Vector512<float>.One / _sum.High);
        foreach (ref Pair value in sums)
            value = new(value.Low * inverse.Low, value.High * inverse.High);
    }

    /// <summary>2^x for x of at most 0: a whole power times the Taylor series of the rest, to 1.2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Power(Vector512<float> x)
    {
        Vector512<float> whole = Avx512F.RoundScale(x, 0),
            rest = x - whole, // -0.5 to 0.5
            p = Vector512.Create(1.5403530e-4f); // log(2)^6 / 6!
        p = Vector512.MultiplyAddEstimate(p, rest, Vector512.Create(1.3333558e-3f));
        p = Vector512.MultiplyAddEstimate(p, rest, Vector512.Create(9.6181291e-3f));
        p = Vector512.MultiplyAddEstimate(p, rest, Vector512.Create(5.5504109e-2f));
        p = Vector512.MultiplyAddEstimate(p, rest, Vector512.Create(2.4022651e-1f));
        p = Vector512.MultiplyAddEstimate(p, rest, Vector512.Create(6.9314718e-1f));
        p = Vector512.MultiplyAddEstimate(p, rest, Vector512<float>.One);
        return Avx512F.Scale(p, whole);
    }
}
