namespace Hippogriff.Data.Scenes;

/// <summary>
/// A random generator as a pure function of (seed, index), by <see cref="SplitMix64"/>. Scenes use it instead of
/// <see cref="Random"/>, because its sequence cannot change with the runtime.
/// </summary>
public struct SceneRandom(long seed, long index)
{
    private ulong _state = SplitMix64.Begin(seed, index);

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => SplitMix64.Next(ref _state);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Next() => SplitMix64.NextShare(ref _state);

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Between(double low, double high) => low + (high - low) * Next();

    /// <summary>Uniform in 0 .. <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(Next() * count);

    /// <summary>True with the given probability, 0 to 1.</summary>
    public bool Chance(double probability) => Next() < probability;

    /// <summary>An item, each as probable as the others.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>An item with a probability proportional to its weight; the weights need not sum to one.</summary>
    public T Pick<T>(IReadOnlyList<T> items, Func<T, double> weight)
    {
        double total = 0.0;
        foreach (T? item in items)
            total += weight(item);
        double at = Next() * total;
        foreach (T? item in items)
        {
            at -= weight(item);
            if (at < 0)
                return item;
        }
        for (int i = items.Count - 1; i > 0; i--)
        {
            if (weight(items[i]) > 0)
                return items[i];
        }
        return items[0];
    }
}
