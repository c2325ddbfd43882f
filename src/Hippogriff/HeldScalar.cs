using System.Collections.Concurrent;
using TorchSharp;

namespace Hippogriff;

/// <summary>
/// Scalars for libtorch that outlive their call. TorchSharp 0.107 converts a number to a <see cref="Scalar"/> whose
/// finalizer frees the native object, but passes only its address to native code. Without another reference, a garbage
/// collection during the call frees it. The call then fails with "Unknown scalar type" or "Expected false to be true",
/// or uses another number. All numbers must therefore use this class; the build and a test of the compiled code refuse
/// implicit conversions.
/// </summary>
public static class HeldScalar
{
    /// <summary>
    /// Maximum number of distinct scalars of a kind that are kept forever; a program has some hundred constants.
    /// </summary>
    internal const int MostForEver = 4096;

    /// <summary>
    /// Number of further scalars that each thread keeps, the latest ones; many times more than one call needs.
    /// </summary>
    internal const int Latest = 64;

    private static readonly ConcurrentDictionary<long, Scalar> s_reals = new(),
        s_wholes = new();
    private static int s_kept;

    [ThreadStatic]
    private static Scalar?[]? s_t_latest;

    [ThreadStatic]
    private static int s_t_next;

    /// <summary>
    /// A floating-point scalar for an immediate call on this thread. The first <see cref="MostForEver"/> are kept
    /// forever, others until the thread has requested <see cref="Latest"/> more.
    /// </summary>
    public static Scalar Held(double value)
    {
        // compared by bits: -0 differs from 0, and NaN equals itself
        long bits = BitConverter.DoubleToInt64Bits(value);
        return s_reals.TryGetValue(bits, out Scalar? known) ? known : Hold(s_reals, bits, value.ToScalar());
    }

    /// <summary>An integer scalar, which keeps an integer tensor's type. Kept like floating-point ones.</summary>
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
