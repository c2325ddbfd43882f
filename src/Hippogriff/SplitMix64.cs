namespace Hippogriff;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): random numbers as a pure function of seed and stream. Used for all
/// random choices outside tensors; the sequence never changes with the runtime.
/// </summary>
public static class SplitMix64
{
    /// <summary>Increment of the state per number: the golden ratio.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15UL;

    /// <summary>The initial state of stream number <paramref name="stream"/> of a seed.</summary>
    public static ulong Begin(long seed, long stream) =>
        Mix(unchecked((ulong)seed + Step))
        ^ Mix(unchecked((ulong)stream * 0xD1B54A32D192ED03UL) + 0x8CB92BA72F3D8DD7UL);

    /// <summary>The next number of a state: 64 random bits.</summary>
    public static ulong Next(ref ulong state) => Mix(state = unchecked(state + Step));

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public static double NextShare(ref ulong state) => (Next(ref state) >> 11) * (1.0 / (1UL << 53));

    /// <summary>The output function: every output bit depends on every input bit.</summary>
    public static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
