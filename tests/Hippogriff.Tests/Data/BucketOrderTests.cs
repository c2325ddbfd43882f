using CsCheck;
using Hippogriff.Data.Examples;

namespace Hippogriff.Tests.Data;

public sealed class BucketOrderTests
{
    private static IEnumerable<BucketOrder.Place[]> First(BucketOrder order, long batches, int size)
    {
        for (long i = 0; i < batches; i++)
            yield return order.At(i, size);
    }

    private static long Filled(int[] counts, int epochs, int size) => counts.Sum(count => (long)epochs * count / size);

    [Fact]
    public void A_batch_holds_pictures_of_one_bucket_and_each_picture_comes_once_an_epoch_of_its_bucket() =>
        Gen.Select(Gen.Long, Gen.Int[1, 30].Array[1, 6], Gen.Int[1, 9])
            .Sample(
                (seed, counts, size) =>
                {
                    BucketOrder.Place[][] batches = [.. First(new BucketOrder(counts, seed), 60, size)];
                    BucketOrder.Place[] all = [.. batches.SelectMany(b => b)];
                    return batches.All(batch =>
                            batch.Length == size
                            && batch.All(p =>
                                p.Bucket == batch[0].Bucket && p.Picture >= 0 && p.Picture < counts[p.Bucket]
                            )
                        )
                        && all.Distinct().Count() == all.Length;
                },
                iter: 300
            );

    [Fact]
    public void After_some_epochs_every_picture_has_come_so_often_but_for_less_than_a_batch_a_bucket() =>
        Gen.Select(Gen.Long, Gen.Int[1, 30].Array[1, 6], Gen.Int[1, 9], Gen.Int[1, 12])
            .Sample(
                (seed, counts, size, epochs) =>
                {
                    BucketOrder.Place[] all =
                    [
                        .. First(new BucketOrder(counts, seed), Filled(counts, epochs, size), size).SelectMany(b => b),
                    ];
                    return all.All(place => place.Epoch < epochs)
                        && counts
                            .Select(
                                (count, bucket) => (long)epochs * count - all.Count(place => place.Bucket == bucket)
                            )
                            .All(waiting => waiting >= 0 && waiting < size);
                },
                iter: 300
            );

    [Fact]
    public void Buckets_come_mixed_and_every_seed_and_epoch_has_its_own_order()
    {
        int[] Buckets(long seed, int epoch) =>
            [.. Enumerable.Range(20 * epoch, 20).Select(i => new BucketOrder([40, 40], seed).At(i, 4)[0].Bucket)];
        Assert.Equal(Buckets(1, 0), Buckets(1, 0));
        Assert.NotEqual(Buckets(1, 0), Buckets(1, 1));
        Assert.NotEqual(Buckets(1, 0), Buckets(2, 0));
        // neither one after the other nor in turn
        Assert.InRange(Buckets(1, 0).Zip(Buckets(1, 0).Skip(1)).Count(pair => pair.First != pair.Second), 3, 17);
    }

    [Fact]
    public void A_batch_far_away_is_there_at_once()
    {
        BucketOrder order = new([1, 2, 1], 3);
        Assert.All(order.At(1L << 34, 64), place => Assert.InRange(place.Epoch, 1L << 38, 1L << 40));
    }
}
