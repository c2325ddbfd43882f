namespace Hippogriff.Campaigns.Fuzzing;

/// <summary>
/// Chance that comes back: the dice of input number n of a target are a pure function of the seed, the target's name
/// and n.
/// </summary>
internal sealed class Dice
{
    private ulong _state;

    private Dice(ulong state) => _state = state;

    /// <summary>The dice of one input.</summary>
    public static Dice For(long seed, string target, long index)
    {
        ulong name = 14695981039346656037UL; // FNV-1a
        foreach (char c in target)
            name = unchecked((name ^ c) * 1099511628211UL);
        return new Dice(SplitMix64.Begin(unchecked(seed ^ (long)name), index));
    }

    /// <summary>64 random bits.</summary>
    public ulong Bits() => SplitMix64.Next(ref _state);

    /// <summary>A number from 0 to below <paramref name="end"/>; 0 where the end is 0.</summary>
    public int Below(int end) => end <= 0 ? 0 : (int)(Bits() % (uint)end);

    /// <summary>True once in <paramref name="n"/> times.</summary>
    public bool OneIn(int n) => Below(n) == 0;

    /// <summary>One of these.</summary>
    public T Pick<T>(IReadOnlyList<T> of) => of[Below(of.Count)];
}
