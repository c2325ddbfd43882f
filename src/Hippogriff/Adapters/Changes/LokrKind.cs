using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Adapters.Changes;

/// <summary>
/// LoKr (2309.14859): the Kronecker product of two matrices, each whole or of low rank, for convolutions flattened or
/// with a core of the kernel's size. Two whole factors have no rank, so alpha does not count: files hold any number.
/// </summary>
internal sealed class LokrKind : IChangeKind
{
    private const string First = "lokr_w1",
        FirstA = "lokr_w1_a",
        FirstB = "lokr_w1_b",
        Second = "lokr_w2",
        SecondA = "lokr_w2_a",
        SecondB = "lokr_w2_b",
        Core = "lokr_t2";

    public string Name => "LoKr";

    public IReadOnlyList<TensorEnd> Ends { get; } =
    [
        .. new[] { First, FirstA, FirstB, Second, SecondA, SecondB, Core }.Select(part => new TensorEnd(
            "." + part,
            part
        )),
    ];

    public IReadOnlyList<string> RankParts => [SecondB, FirstB];

    public bool IsDecomposable => true;

    public IEnumerable<FoundChange> Find(LayerTensors layer)
    {
        long[] first = layer.Has(First) ? layer.Shape(First, 2) : Product(layer, FirstA, FirstB);
        long[] second =
            layer.Has(Second) ? layer.Shape(Second, 2, 4)
            : layer.Has(Core) ? WithCore(layer)
            : Product(layer, SecondA, SecondB);
        long? rank =
            !layer.Has(Second) ? layer.Shape(SecondB)[0]
            : !layer.Has(First) ? layer.Shape(FirstB)[0]
            : null;
        yield return new FoundChange(
            false,
            [first[0] * second[0], first[1] * second[1], .. second[2..]],
            target => new KroneckerChange(
                target,
                [.. Read(layer, First, FirstA, FirstB)],
                [.. Read(layer, Second, SecondA, SecondB)],
                !layer.Has(Second) && layer.Has(Core) ? layer.Read(Core) : null,
                rank is { } known ? layer.Scale(known) : 1
            )
        );
    }

    private static IEnumerable<Tensor> Read(LayerTensors layer, string whole, string a, string b) =>
        layer.Has(whole) ? [layer.Read(whole)] : [layer.Read(a), layer.Read(b)];

    private static long[] Product(LayerTensors layer, string a, string b)
    {
        long[] left = layer.Shape(a, 2),
            right = layer.Shape(b, 2);
        return left[1] == right[0]
            ? [left[0], right[1]]
            : throw layer.Fault($"{a} has {left[1]} columns, and {b} has {right[0]} rows");
    }

    private static long[] WithCore(LayerTensors layer)
    {
        // a [r, out], b [r, in], core [r, r, kh, kw]
        long[] core = layer.Shape(Core, 4),
            a = layer.Shape(SecondA, 2),
            b = layer.Shape(SecondB, 2);
        return core[0] == a[0] && core[1] == b[0]
            ? [a[1], b[1], core[2], core[3]]
            : throw layer.Fault(
                $"{Core} {ChangeShape.Text(core)}, {SecondA} {ChangeShape.Text(a)} and {SecondB} "
                    + $"{ChangeShape.Text(b)} do not go together"
            );
    }

    /// <summary>scale * first x second, flattened to [out, in * kh * kw].</summary>
    private sealed record KroneckerChange(
        string Target,
        IReadOnlyList<Tensor> First,
        IReadOnlyList<Tensor> Second,
        Tensor? Core,
        double Scale
    ) : AdapterChange(Target)
    {
        public override Tensor Delta(Func<Tensor> weight)
        {
            using IDisposable scope = NewDisposeScope();
            Tensor first = Product(First);
            Tensor second = Core is null ? Product(Second) : einsum("ijhw,io,jc->ochw", Core, Second[0], Second[1]);
            Tensor product = first.kron(ChangeShape.Flat(second).contiguous());
            return (product * Held(Scale)).MoveToOuterDisposeScope();
        }

        private static Tensor Product(IReadOnlyList<Tensor> factors) =>
            factors.Count == 1 ? factors[0] : factors[0].matmul(factors[1]);

        public override void Free()
        {
            foreach (Tensor tensor in First.Concat(Second))
                tensor.Dispose();
            Core?.Dispose();
        }
    }
}
