using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hippogriff.Models.Layers;

/// <summary>
/// The two matrix products of attention for a tile of 32 queries. A query is a lane of two vectors. So softmax over the
/// keys never adds within a vector. Both products keep 16 vectors of sums in registers.
/// </summary>
internal static class AttentionTile
{
    /// <summary>Queries of a tile.</summary>
    public const int Queries = 32;

    /// <summary>Keys, or numbers of a value, that share the sums in registers.</summary>
    public const int Step = 8;

    /// <summary>Writes q k^T for keys [S, D] and queries [D, 32] to <paramref name="logits"/> [S, 32].</summary>
    public static void Logits(ReadOnlySpan<Pair> queries, ReadOnlySpan<float> keys, Span<Pair> logits)
    {
        int width = queries.Length;
        for (int key = 0; key < logits.Length; key += Step)
            StepOfKeys(queries, keys.Slice(key * width, Step * width), logits.Slice(key, Step));
    }

    /// <summary>Adds p v for values [S, D] and weights [S, 32] to <paramref name="sums"/> [D, 32].</summary>
    public static void AddValues(ReadOnlySpan<Pair> weights, ReadOnlySpan<float> values, Span<Pair> sums)
    {
        for (int number = 0; number < sums.Length; number += Step)
            StepOfNumbers(weights, values[number..], sums.Length, sums.Slice(number, Step));
    }

    private static void StepOfKeys(ReadOnlySpan<Pair> queries, ReadOnlySpan<float> keys, Span<Pair> logits)
    {
        int width = queries.Length;
        ref Pair query = ref MemoryMarshal.GetReference(queries);
        ref float key = ref MemoryMarshal.GetReference(keys),
            middle = ref Unsafe.Add(ref key, 4 * width);
        Pair s0 = default,
            s1 = default,
            s2 = default,
            s3 = default,
            s4 = default,
            s5 = default,
            s6 = default,
            s7 = default;
        for (
            nint i = 0, second = width, third = 2 * width, fourth = 3 * width;
            i < width;
            i++, second++, third++, fourth++
        )
        {
            Pair q = Unsafe.Add(ref query, i);
            s0 = s0.Plus(q, Unsafe.Add(ref key, i));
            s1 = s1.Plus(q, Unsafe.Add(ref key, second));
            s2 = s2.Plus(q, Unsafe.Add(ref key, third));
            s3 = s3.Plus(q, Unsafe.Add(ref key, fourth));
            s4 = s4.Plus(q, Unsafe.Add(ref middle, i));
            s5 = s5.Plus(q, Unsafe.Add(ref middle, second));
            s6 = s6.Plus(q, Unsafe.Add(ref middle, third));
            s7 = s7.Plus(q, Unsafe.Add(ref middle, fourth));
        }
        (logits[0], logits[1], logits[2], logits[3]) = (s0, s1, s2, s3);
        (logits[4], logits[5], logits[6], logits[7]) = (s4, s5, s6, s7);
    }

    private static void StepOfNumbers(
        ReadOnlySpan<Pair> weights,
        ReadOnlySpan<float> values,
        int width,
        Span<Pair> sums
    )
    {
        ref Pair weight = ref MemoryMarshal.GetReference(weights);
        ref float value = ref MemoryMarshal.GetReference(values);
        Pair s0 = sums[0],
            s1 = sums[1],
            s2 = sums[2],
            s3 = sums[3],
            s4 = sums[4],
            s5 = sums[5],
            s6 = sums[6],
            s7 = sums[7];
        for (nint key = 0; key < weights.Length; key++)
        {
            Pair p = Unsafe.Add(ref weight, key);
            ref float row = ref Unsafe.Add(ref value, key * width);
            s0 = s0.Plus(p, row);
            s1 = s1.Plus(p, Unsafe.Add(ref row, 1));
            s2 = s2.Plus(p, Unsafe.Add(ref row, 2));
            s3 = s3.Plus(p, Unsafe.Add(ref row, 3));
            s4 = s4.Plus(p, Unsafe.Add(ref row, 4));
            s5 = s5.Plus(p, Unsafe.Add(ref row, 5));
            s6 = s6.Plus(p, Unsafe.Add(ref row, 6));
            s7 = s7.Plus(p, Unsafe.Add(ref row, 7));
        }
        (sums[0], sums[1], sums[2], sums[3]) = (s0, s1, s2, s3);
        (sums[4], sums[5], sums[6], sums[7]) = (s4, s5, s6, s7);
    }

    /// <summary>A number of each of the 32 queries.</summary>
    /// <param name="Low">That of the first 16.</param>
    /// <param name="High">That of the others.</param>
    internal readonly record struct Pair(Vector512<float> Low, Vector512<float> High)
    {
        /// <summary>this + factor x.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Pair Plus(Pair x, float factor)
        {
            Vector512<float> all = Vector512.Create(factor);
            return new(
                Vector512.MultiplyAddEstimate(x.Low, all, Low),
                Vector512.MultiplyAddEstimate(x.High, all, High)
            );
        }
    }
}
