namespace Hippogriff.Training.Scenes;

/// <summary>
/// A small generator whose numbers are a pure function of (seed, index): SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
/// Scenes draw from it instead of <see cref="Random"/> because its sequence is written down and can never change with the runtime.
/// </summary>
internal struct SceneRandom(long seed, long index)
{
    private ulong _state = Mix((ulong)seed + 0x9E3779B97F4A7C15UL) ^ Mix(unchecked((ulong)index * 0xD1B54A32D192ED03UL) + 0x8CB92BA72F3D8DD7UL);

    public ulong NextBits() => Mix(_state = unchecked(_state + 0x9E3779B97F4A7C15UL));

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + (high - low) * Next();

    /// <summary>Uniform in 0 .. <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(Next() * count);

    public bool Chance(double probability) => Next() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>An item with a probability proportional to its weight; the weights need not sum to one.</summary>
    public T Pick<T>(IReadOnlyList<T> items, Func<T, double> weight)
    {
        var total = 0.0;
        foreach (var item in items)
            total += weight(item);
        var at = Next() * total;
        foreach (var item in items)
        {
            at -= weight(item);
            if (at < 0)
                return item;
        }
        for (var i = items.Count - 1; i > 0; i--)
        {
            if (weight(items[i]) > 0)
                return items[i];
        }
        return items[0];
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
