namespace Hippogriff.Data.Examples;

/// <summary>
/// The order of an epoch: a permutation of 0 .. count - 1 as a pure function of (seed, epoch) without state. A
/// four-round Feistel network permutes the next power of four. Numbers outside the range are permuted again until they
/// are inside (cycle walking: Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002).
/// </summary>
public static class EpochOrder
{
    /// <summary>
    /// The item (of <paramref name="count"/>) at <paramref name="position"/> (0 .. count - 1) of an epoch.
    /// </summary>
    public static long At(long seed, long epoch, long position, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, count);
        int half = 1;
        while (1L << (2 * half) < count)
            half++;
        ulong key = SplitMix64.Mix((ulong)seed ^ SplitMix64.Mix(unchecked((ulong)epoch + SplitMix64.Step)));
        ulong value = (ulong)position;
        do value = Permute(value, half, key);
        while (value >= (ulong)count);
        return (long)value;
    }

    private static ulong Permute(ulong value, int half, ulong key)
    {
        ulong mask = (1UL << half) - 1;
        (ulong left, ulong right) = (value >> half, value & mask);
        for (ulong round = 0UL; round < 4; round++)
            (left, right) = (
                right,
                left ^ (SplitMix64.Mix(unchecked(key + round * 0xD1B54A32D192ED03UL + right)) & mask)
            );
        return left << half | right;
    }
}
