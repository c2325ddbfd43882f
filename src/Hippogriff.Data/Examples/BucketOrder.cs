namespace Hippogriff.Data.Examples;

/// <summary>
/// Assigns pictures to batches of one bucket: a pure function of (seed, batch number) without state. Each bucket is an
/// endless sequence of its pictures, shuffled per epoch and split into batches. An epoch of the folder has, in mixed
/// order, the batches that its buckets have filled by then. An incomplete batch is carried over to the next epoch. All
/// pictures therefore appear equally often. A bucket with fewer pictures than a batch appears every few epochs, with
/// its pictures repeated.
/// </summary>
/// <param name="counts">Pictures per bucket, each at least 1.</param>
/// <param name="seed">Seed of the order.</param>
internal sealed class BucketOrder(IReadOnlyList<int> counts, long seed)
{
    private readonly long _pictures = counts.Sum(count => (long)count);

    /// <summary>One picture of a batch.</summary>
    /// <param name="Bucket">Its bucket.</param>
    /// <param name="Picture">Its index in the bucket.</param>
    /// <param name="Epoch">Number of complete earlier epochs of the bucket.</param>
    public readonly record struct Place(int Bucket, int Picture, long Epoch);

    /// <summary>The pictures of batch number <paramref name="batch"/> of <paramref name="size"/> pictures.</summary>
    public Place[] At(long batch, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        long epoch = batch * size / _pictures; // at least this many epochs are over, perhaps a few more
        while (Filled(epoch + 1, size) <= batch)
            epoch++;
        long before = Filled(epoch, size);
        long slot = EpochOrder.At(seed, epoch, batch - before, Filled(epoch + 1, size) - before);
        int bucket = 0;
        for (long here; slot >= (here = Filled(bucket, epoch + 1, size) - Filled(bucket, epoch, size)); bucket++)
            slot -= here;
        long first = (Filled(bucket, epoch, size) + slot) * size;
        return [.. Enumerable.Range(0, size).Select(i => Of(bucket, first + i))];
    }

    /// <summary>Picture number <paramref name="index"/> of a bucket's sequence.</summary>
    private Place Of(int bucket, long index)
    {
        (long epoch, long position) = Math.DivRem(index, counts[bucket]);
        // neighbouring buckets get unrelated orders
        long own = unchecked((long)SplitMix64.Mix((ulong)seed + (ulong)(bucket + 1) * SplitMix64.Step));
        return new Place(bucket, (int)EpochOrder.At(own, epoch, position, counts[bucket]), epoch);
    }

    /// <summary>Number of batches that a bucket has filled after this many epochs.</summary>
    private long Filled(int bucket, long epochs, int size) => epochs * counts[bucket] / size;

    private long Filled(long epochs, int size) =>
        Enumerable.Range(0, counts.Count).Sum(bucket => Filled(bucket, epochs, size));
}
