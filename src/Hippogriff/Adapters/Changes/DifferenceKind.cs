using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Adapters.Changes;

/// <summary>The whole difference of a weight or bias, also of a norm: LyCORIS' full and norm.</summary>
internal sealed class DifferenceKind : IChangeKind
{
    private const string Weight = "diff",
        Bias = "diff_b",
        NormWeight = "w_norm",
        NormBias = "b_norm";

    public string Name => "full difference";

    public IReadOnlyList<TensorEnd> Ends { get; } =
    [
        new("." + Weight, Weight),
        new("." + Bias, Bias),
        new("." + NormWeight, NormWeight),
        new("." + NormBias, NormBias),
    ];

    public IEnumerable<FoundChange> Find(LayerTensors layer)
    {
        foreach (string part in new[] { Weight, NormWeight, Bias, NormBias }.Where(layer.Has))
        {
            bool isOfBias = part is Bias or NormBias;
            yield return new FoundChange(
                isOfBias,
                layer.Shape(part, 1, 2, 4),
                target => new DifferenceChange(target, layer.Read(part)) { IsOfBias = isOfBias }
            );
        }
    }
}

/// <summary>scale * difference.</summary>
/// <param name="Target">The layer's name in the model.</param>
/// <param name="Difference">The difference in the layer's shape.</param>
internal sealed record DifferenceChange(string Target, Tensor Difference) : AdapterChange(Target)
{
    public double Scale { get; init; } = 1;

    public override Tensor Delta(Func<Tensor> weight) => Difference * Held(Scale);

    public override void Free() => Difference.Dispose();
}
