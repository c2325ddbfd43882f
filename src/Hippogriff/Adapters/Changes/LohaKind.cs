using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Adapters.Changes;

/// <summary>
/// LoHa (2108.06098 by LyCORIS): the Hadamard product of two low-rank matrices, for convolutions flattened or with
/// cores of the kernel's size.
/// </summary>
internal sealed class LohaKind : IChangeKind
{
    private const string FirstA = "hada_w1_a",
        FirstB = "hada_w1_b",
        SecondA = "hada_w2_a",
        SecondB = "hada_w2_b",
        FirstCore = "hada_t1",
        SecondCore = "hada_t2";

    private static readonly string[] s_parts = [FirstA, FirstB, SecondA, SecondB];

    public string Name => "LoHa";

    public IReadOnlyList<TensorEnd> Ends { get; } =
    [.. s_parts.Append(FirstCore).Append(SecondCore).Select(part => new TensorEnd("." + part, part))];

    public IReadOnlyList<string> RankParts => [FirstB];

    public bool IsDecomposable => true;

    public IEnumerable<FoundChange> Find(LayerTensors layer)
    {
        long[][] s = [.. s_parts.Select(part => layer.Shape(part, 2))];
        bool hasCores = layer.Has(FirstCore) || layer.Has(SecondCore);
        long[] shape =
            (hasCores ? WithCores(s, layer.Shape(FirstCore, 4), layer.Shape(SecondCore, 4)) : Flat(s))
            ?? throw layer.Fault(
                "its matrices "
                    + string.Join(", ", s_parts.Zip(s, (part, sizes) => $"{part} {ChangeShape.Text(sizes)}"))
                    + " do not go together"
            );
        yield return new FoundChange(
            false,
            shape,
            target => new HadamardChange(
                target,
                [.. s_parts.Select(layer.Read)],
                hasCores ? [layer.Read(FirstCore), layer.Read(SecondCore)] : [],
                layer.Scale(s[1][0])
            )
        );
    }

    /// <summary>a [out, r], b [r, in * kh * kw]; null if they do not go together.</summary>
    private static long[]? Flat(long[][] s) =>
        s[0][1] == s[1][0] && s[2][1] == s[3][0] && s[0][0] == s[2][0] && s[1][1] == s[3][1]
            ? [s[0][0], s[1][1]]
            : null;

    /// <summary>a [r, out], b [r, in], cores [r, r, kh, kw]; null if they do not go together.</summary>
    private static long[]? WithCores(long[][] s, long[] first, long[] second) =>
        first[0] == s[0][0]
        && first[1] == s[1][0]
        && second[0] == s[2][0]
        && second[1] == s[3][0]
        && first[2..].SequenceEqual(second[2..])
        && s[0][1] == s[2][1]
        && s[1][1] == s[3][1]
            ? [s[0][1], s[1][1], first[2], first[3]]
            : null;

    /// <summary>scale * (first a times b) o (second a times b).</summary>
    private sealed record HadamardChange(
        string Target,
        IReadOnlyList<Tensor> Factors,
        IReadOnlyList<Tensor> Cores,
        double Scale
    ) : AdapterChange(Target)
    {
        public override Tensor Delta(Func<Tensor> weight)
        {
            using IDisposable scope = NewDisposeScope();
            return (Product(0) * Product(1) * Held(Scale)).MoveToOuterDisposeScope();
        }

        private Tensor Product(int which)
        {
            Tensor a = Factors[2 * which],
                b = Factors[2 * which + 1];
            return Cores.Count == 0 ? a.matmul(b) : einsum("ijhw,io,jc->ochw", Cores[which], a, b);
        }

        public override void Free()
        {
            foreach (Tensor tensor in Factors.Concat(Cores))
                tensor.Dispose();
        }
    }
}
