using System.Collections.Concurrent;
using TorchSharp;

namespace Hippogriff;

/// <summary>
/// Numbers for libtorch that outlive the call they are made for. TorchSharp 0.107 turns a number into a
/// <see cref="Scalar"/> whose finalizer frees the native one, and hands only its address to native code: where nobody
/// else holds the object, a collection during the call frees the number under it, and the call fails with "Unknown
/// scalar type" or "Expected false to be true", or computes with another number. So every number goes through here; the
/// build and a test of the compiled code refuse the implicit ones.
/// </summary>
public static class HeldScalar
{
    /// <summary>How many different numbers of a kind are kept forever; a program has some hundred constants.</summary>
    internal const int MostForEver = 4096;

    /// <summary>How many numbers more each thread holds, the latest it made: many times what one call takes.</summary>
    internal const int Latest = 64;

    private static readonly ConcurrentDictionary<long, Scalar> s_reals = new(),
        s_wholes = new();
    private static int s_kept;

    [ThreadStatic]
    private static Scalar?[]? s_t_latest;

    [ThreadStatic]
    private static int s_t_next;

    /// <summary>
    /// A real number, to be given to a call on this thread at once. Kept forever where it is among the first
    /// <see cref="MostForEver"/>, else until the thread has asked for <see cref="Latest"/> more.
    /// </summary>
    public static Scalar Held(double value)
    {
        // by bits: -0 is another number than 0, and NaN is equal to itself
        long bits = BitConverter.DoubleToInt64Bits(value);
        return s_reals.TryGetValue(bits, out Scalar? known) ? known : Hold(s_reals, bits, value.ToScalar());
    }

    /// <summary>A whole number: it leaves a tensor of whole numbers one. Kept as real ones are.</summary>
    public static Scalar Held(long value) =>
        s_wholes.TryGetValue(value, out Scalar? known) ? known : Hold(s_wholes, value, value.ToScalar());

    private static Scalar Hold(ConcurrentDictionary<long, Scalar> kept, long key, Scalar scalar)
    {
        if (Volatile.Read(ref s_kept) < MostForEver)
        {
            Scalar first = kept.GetOrAdd(key, scalar);
            if (ReferenceEquals(first, scalar))
                Interlocked.Increment(ref s_kept);
            return first;
        }
        Scalar?[] latest = s_t_latest ??= new Scalar?[Latest];
        latest[s_t_next] = scalar;
        s_t_next = (s_t_next + 1) % Latest;
        return scalar;
    }
}
