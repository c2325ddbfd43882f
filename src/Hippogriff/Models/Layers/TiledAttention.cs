using System.Buffers;
using System.Runtime.InteropServices;
using Hippogriff.Devices;
using TorchSharp;
using static TorchSharp.torch;
using Pair = Hippogriff.Models.Layers.AttentionTile.Pair;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Attention over many positions without the matrix of all weights (2205.14135, algorithm 1), for AMD processors from
/// Zen 5 on. There libtorch's kernel calls MKL for each block, which leaves half of the vector units idle. A thread
/// takes a tile of queries and goes over all keys in blocks that stay in its caches. Sums have a fixed order, so
/// results do not depend on threads or batch.
/// </summary>
internal static class TiledAttention
{
    private const int Block = 128, // keys
        Many = 512, // keys below which libtorch's kernel is as fast
        Widest = 512; // numbers of a head: more would not stay in the second cache
    private static readonly bool s_pays = CpuInfo.AmdHasWholeVectors() && BitConverter.IsLittleEndian;

    /// <summary>Whether <see cref="Of"/> is used for these queries and keys [N, h, T or S, D].</summary>
    public static bool Serves(Tensor q, Tensor k) => s_pays && Can(q, k);

    /// <summary>Whether <see cref="Of"/> can be used on a processor with AVX-512.</summary>
    internal static bool Can(Tensor q, Tensor k) =>
        q.device_type == DeviceType.CPU
        && q.dtype is ScalarType.Float32 or ScalarType.BFloat16
        && !is_grad_enabled()
        && k.shape[2] >= Many
        && k.shape[2] % AttentionTile.Step == 0
        && q.shape[2] % AttentionTile.Queries == 0
        && q.shape[3] % AttentionTile.Step == 0
        && q.shape[3] <= Widest
        && Math.Max(q.numel(), k.numel()) <= int.MaxValue / sizeof(float);

    /// <summary>softmax(q k^T / sqrt(D)) v for q [N, h, T, D], k and v [N, h, S, D]; of q's type and shape.</summary>
    public static Tensor Of(Tensor q, Tensor k, Tensor v)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor queries = Floats(q),
            keys = Floats(k),
            values = Floats(v),
            seen = empty([q.shape[0], q.shape[2], q.shape[1], q.shape[3]], ScalarType.Float32, q.device);
        Sizes sizes = new((int)q.shape[1], (int)q.shape[2], (int)k.shape[2], (int)q.shape[3]);
        int tiles = sizes.Queries / AttentionTile.Queries;
        TensorThreads.Each(
            (int)q.shape[0] * sizes.Heads * tiles,
            number =>
            {
                (int head, int tile) = Math.DivRem(number, tiles);
                Tile(
                    sizes,
                    MemoryMarshal.Cast<byte, float>(queries.bytes)[sizes.Rows(head, sizes.Queries, tile)..],
                    MemoryMarshal.Cast<byte, float>(keys.bytes).Slice(head * sizes.KeyNumbers, sizes.KeyNumbers),
                    MemoryMarshal.Cast<byte, float>(values.bytes).Slice(head * sizes.KeyNumbers, sizes.KeyNumbers),
                    MemoryMarshal.Cast<byte, float>(seen.bytes)[sizes.Written(head, tile)..]
                );
            }
        );
        return seen.transpose(1, 2).to(q.dtype).MoveToOuterDisposeScope();
    }

    private static void Tile(
        Sizes sizes,
        ReadOnlySpan<float> queries,
        ReadOnlySpan<float> keys,
        ReadOnlySpan<float> values,
        Span<float> seen
    )
    {
        int width = sizes.Width;
        Pair[] room = ArrayPool<Pair>.Shared.Rent(2 * width + Block);
        Span<Pair> turned = room.AsSpan(0, width),
            sums = room.AsSpan(width, width),
            block = room.AsSpan(2 * width, Block);
        Turn(queries, turned);
        sums.Clear();
        RunningSoftmax softmax = new();
        for (int first = 0; first < sizes.Keys; first += Block)
        {
            Span<Pair> logits = block[..Math.Min(Block, sizes.Keys - first)];
            AttentionTile.Logits(turned, keys[(first * width)..], logits);
            softmax.Take(logits, sums);
            AttentionTile.AddValues(logits, values[(first * width)..], sums);
        }
        softmax.Finish(sums);
        ReadOnlySpan<float> found = MemoryMarshal.Cast<Pair, float>(sums);
        for (int query = 0; query < AttentionTile.Queries; query++)
        for (int i = 0; i < width; i++)
            seen[query * sizes.Heads * width + i] = found[i * AttentionTile.Queries + query];
        ArrayPool<Pair>.Shared.Return(room);
    }

    // queries [32, D] to [D, 32], in units in which softmax is made of powers of two
    private static void Turn(ReadOnlySpan<float> queries, Span<Pair> turned)
    {
        int width = turned.Length;
        float scale = (float)(Math.Log2(Math.E) / Math.Sqrt(width));
        Span<float> to = MemoryMarshal.Cast<Pair, float>(turned);
        for (int query = 0; query < AttentionTile.Queries; query++)
        for (int i = 0; i < width; i++)
            to[i * AttentionTile.Queries + query] = scale * queries[query * width + i];
    }

    private static Tensor Floats(Tensor x) => x.to(ScalarType.Float32).contiguous();

    /// <summary>Sizes, and where the rows of a tile begin.</summary>
    private readonly record struct Sizes(int Heads, int Queries, int Keys, int Width)
    {
        /// <summary>Numbers of the keys of a head.</summary>
        public int KeyNumbers => Keys * Width;

        /// <summary>The first number of a tile in [N h, T, D].</summary>
        public int Rows(int head, int rows, int tile) => (head * rows + tile * AttentionTile.Queries) * Width;

        /// <summary>The first number of a tile in [N, T, h, D].</summary>
        public int Written(int head, int tile)
        {
            (int picture, int inPicture) = Math.DivRem(head, Heads);
            return ((picture * Queries + tile * AttentionTile.Queries) * Heads + inPicture) * Width;
        }
    }
}
