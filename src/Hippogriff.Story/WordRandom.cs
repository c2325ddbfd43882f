namespace Hippogriff.Story;

/// <summary>
/// Random numbers as a pure function of (seed, stream), by <c>SplitMix64</c>. Words are drawn on the CPU with these,
/// not with a tensor library's generator. Plots are therefore the same on every device and in every batch.
/// </summary>
public struct WordRandom(long seed, long stream)
{
    private ulong _state = SplitMix64.Begin(seed, stream);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Next() => SplitMix64.NextShare(ref _state);

    /// <summary>Uniform in 0 .. <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(Next() * count);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Next() < probability;
}
