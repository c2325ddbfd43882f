using Hippogriff.Adapters.Changes;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>
/// An update of one layer. LoRA is one kind (<see cref="LoraLayer"/>); others (Hadamard and Kronecker products, row
/// magnitudes) are further records in Changes.
/// </summary>
/// <param name="Target">The layer's name in the model, as in "denoiser.mid.0.attn.qkv".</param>
public abstract record AdapterChange(string Target)
{
    /// <summary>The relation of the file's layer to the model's layer. Null: they are the same.</summary>
    public AdapterPlace? Place { get; init; }

    /// <summary>Whether the layer's bias is updated, not its weight.</summary>
    public bool IsOfBias { get; init; }

    /// <summary>
    /// The update of the file's layer at weight 1, float32 in its shape; owned by the caller. All sizes but the first
    /// may be one.
    /// </summary>
    /// <param name="weight">Returns the file's layer before any adapter, float32 on the CPU, in the caller's scope.
    /// Called by kinds that depend on it.</param>
    public abstract Tensor Delta(Func<Tensor> weight);

    /// <summary>Frees its tensors.</summary>
    public abstract void Free();

    /// <summary>
    /// The update of the model's layer [shape] at weight 1; zero where the adapter has no effect. Owned by the caller.
    /// </summary>
    /// <param name="layer">The model's weight before any adapter.</param>
    public Tensor ChangeOf(Tensor layer)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor delta = Delta(() => FileForm(layer));
        Tensor change = Place is not { } place
            ? delta.reshape(layer.shape)
            : place.Expression.Value(name => name == place.Source ? FileDelta(delta, layer) : null, layer.shape)!;
        return change.MoveToOuterDisposeScope();
    }

    private static Tensor FileDelta(Tensor delta, Tensor layer) =>
        delta.reshape(ChangeShape.For(delta.shape, layer.shape));

    /// <summary>The part of the model's layer that corresponds to the file's layer.</summary>
    private Tensor FileForm(Tensor layer)
    {
        Tensor whole = layer.detach().to(ScalarType.Float32, CPU);
        if (Place is not { } place)
            return whole;
        Tensor? found = null;
        place.Expression.Back(
            whole,
            (name, value, _) =>
            {
                if (name == place.Source)
                    found = value;
            }
        );
        return found ?? whole;
    }
}

/// <summary>The relation of a file's layer to a model's layer.</summary>
/// <param name="Source">Name of the file's weight in the layout, such as "mid.attn.to_q.weight".</param>
/// <param name="Expression">The expression of the model's weight over the file's.</param>
public sealed record AdapterPlace(string Source, WeightExpression Expression)
{
    /// <summary>Index of the file's layer among those of the model's layer, the same in all layouts.</summary>
    internal int Number => Expression.AllSources.ToList().IndexOf(Source);

    /// <summary>
    /// The shape of a tensor of the file for the model's layer <paramref name="weight"/>; the layer's own shape if it
    /// is not determined.
    /// </summary>
    internal long[] ShapeOf(string source, long[] weight) => Expression.SourceShape(source, weight) ?? weight;
}
