namespace Hippogriff.Story;

/// <summary>
/// Numbers that are a pure function of (seed, stream): SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). Words are drawn on the CPU with these instead of a tensor library's
/// generator, so a plot is the same on every device and in every batch.
/// </summary>
public struct WordRandom(long seed, long stream)
{
    private ulong _state = Mix((ulong)seed + 0x9E3779B97F4A7C15UL) ^ Mix(unchecked((ulong)stream * 0xD1B54A32D192ED03UL) + 0x8CB92BA72F3D8DD7UL);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Next() => (Mix(_state = unchecked(_state + 0x9E3779B97F4A7C15UL)) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 .. <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(Next() * count);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Next() < probability;

    private static ulong Mix(ulong z)
    {
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return z ^ (z >> 31);
    }
}
