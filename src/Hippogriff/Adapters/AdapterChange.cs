using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>
/// A change of one layer. LoRA is one kind (<see cref="LoraLayer"/>); others (products of Hadamard and Kronecker,
/// magnitudes of rows) are further records.
/// </summary>
/// <param name="Target">The layer's name in the model, as in "denoiser.mid.0.attn.qkv".</param>
public abstract record AdapterChange(string Target)
{
    /// <summary>
    /// Where in the layer it acts: what the file's layer is to the model's. Null: it is the whole layer.
    /// </summary>
    public AdapterPlace? Place { get; init; }

    /// <summary>
    /// What is added to the file's layer where the adapter counts once, float32 in the form that the file's layer has;
    /// owned by the caller.
    /// </summary>
    /// <param name="weight">The file's layer as it is before any adapter, float32 on the CPU; asked by kinds that
    /// depend on it. It lives in the caller's scope.</param>
    public abstract Tensor Delta(Func<Tensor> weight);

    /// <summary>Frees its tensors.</summary>
    public abstract void Free();

    /// <summary>
    /// What is added to the model's layer [shape] where the adapter counts once; zero where it does not act. Owned by
    /// the caller.
    /// </summary>
    /// <param name="layer">The model's weight before any adapter.</param>
    public Tensor ChangeOf(Tensor layer)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor delta = Delta(() => FileForm(layer));
        Tensor change = Place is not { } place
            ? delta.view(layer.shape)
            : place.Expression.Value(name => name == place.Source ? delta : null, layer.shape)!;
        return change.MoveToOuterDisposeScope();
    }

    /// <summary>The part of the model's layer that the file's layer stands for.</summary>
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

/// <summary>A layer of a file in a layer of the model.</summary>
/// <param name="Source">Name of the file's weight in the layout, as in "mid.attn.to_q.weight".</param>
/// <param name="Expression">How the model's weight follows from the file's.</param>
public sealed record AdapterPlace(string Source, WeightExpression Expression)
{
    /// <summary>Number of the file's layer among those that make the model's, the same in all layouts.</summary>
    internal int Number => Expression.AllSources.ToList().IndexOf(Source);

    /// <summary>
    /// The shape of a tensor of the file where the model's layer is <paramref name="weight"/>; the layer's own where
    /// that does not say.
    /// </summary>
    internal long[] ShapeOf(string source, long[] weight) => Expression.SourceShape(source, weight) ?? weight;
}
