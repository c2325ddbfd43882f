using static TorchSharp.torch;

namespace Hippogriff.Adapters.Changes;

/// <summary>
/// IA3 (2205.05638 by LyCORIS): each output or input of a layer is multiplied by 1 + w. Its tensors are called weight
/// and on_input.
/// </summary>
internal sealed class Ia3Kind : IChangeKind
{
    private const string Factors = "ia3_weight",
        OnInput = "on_input";

    public string Name => "IA3";

    public IReadOnlyList<TensorEnd> Ends { get; } =
    [new(".weight", Factors, With: "." + OnInput), new("." + OnInput, OnInput, With: ".weight")];

    public IEnumerable<FoundChange> Find(LayerTensors layer)
    {
        long count = layer.Count(Factors);
        if (layer.Count(OnInput) != 1)
            throw layer.Fault($"{OnInput} is not a single number");
        // Which axis is multiplied stands in a number of the file.
        int axis = layer.Number(OnInput) != 0 ? 1 : 0;
        yield return new FoundChange(false, null, target => new ScaledChange(target, layer.Read(Factors), axis))
        {
            Fits = shape => shape.Length is 2 or 4 && shape[axis] == count,
        };
    }

    /// <summary>The layer times w along an axis.</summary>
    private sealed record ScaledChange(string Target, Tensor Factors, int Axis) : AdapterChange(Target)
    {
        public override Tensor Delta(Func<Tensor> weight)
        {
            using IDisposable scope = NewDisposeScope();
            Tensor layer = weight();
            long[] shape = [.. Enumerable.Repeat(1L, (int)layer.dim())];
            shape[Axis] = -1;
            return (layer * Factors.reshape(shape)).MoveToOuterDisposeScope();
        }

        public override void Free() => Factors.Dispose();
    }
}
