using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Adapters.Changes;

/// <summary>
/// Diagonal OFT (2306.07280 by LyCORIS): blocks of output rows are rotated by R = (1 + Q) (1 - Q)^-1, Q antisymmetric.
/// Alpha, if it is not 0, is the most that the norm of Q may be.
/// </summary>
internal sealed class OftKind : IChangeKind
{
    private const string Blocks = "oft_blocks";

    public string Name => "OFT";

    public IReadOnlyList<TensorEnd> Ends { get; } = [new("." + Blocks, Blocks)];

    public IEnumerable<FoundChange> Find(LayerTensors layer)
    {
        if (layer.Shape(Blocks).Length == 4)
            throw layer.Unread("BOFT");
        long[] blocks = layer.Shape(Blocks, 3);
        if (blocks[1] != blocks[2])
            throw layer.Fault($"{Blocks} has the shape {ChangeShape.Text(blocks)}, and its blocks are not square");
        yield return new FoundChange(
            false,
            null,
            target => new RotatedChange(
                target,
                layer.Read(Blocks),
                layer.Has(ChangeKinds.Alpha) ? layer.Number(ChangeKinds.Alpha) : 0
            )
        )
        {
            Fits = shape => shape.Length is 2 or 4 && shape[0] == blocks[0] * blocks[1],
        };
    }

    /// <summary>Rotated rows, less the layer.</summary>
    /// <param name="Target">The layer's name in the model.</param>
    /// <param name="Blocks">[k, n, n] for k blocks of n rows.</param>
    /// <param name="Most">The largest norm of Q; 0 for any.</param>
    private sealed record RotatedChange(string Target, Tensor Blocks, double Most) : AdapterChange(Target)
    {
        public override Tensor Delta(Func<Tensor> weight)
        {
            using IDisposable scope = NewDisposeScope();
            Tensor layer = weight();
            Tensor q = Blocks.Plus(Blocks.transpose(1, 2).negative());
            if (Most > 0 && q.norm().item<float>() is var length && length > Most)
                q *= Held(Most / length);
            Tensor one = eye(q.shape[1], dtype: q.dtype).expand(q.shape);
            Tensor turn = one.Plus(q).matmul(linalg.inv(one.Plus(q.negative()))); // [k, n, n]
            Tensor rows = layer.reshape(q.shape[0], q.shape[1], -1); // [k, n, ...]
            Tensor turned = turn.transpose(1, 2).matmul(rows);
            return turned.Plus(rows.negative()).reshape(layer.shape).MoveToOuterDisposeScope();
        }

        public override void Free() => Blocks.Dispose();
    }
}
