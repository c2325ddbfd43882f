using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>The model that a LoRA was made for.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Hash">First ten hex digits of the hash over its weights.</param>
public sealed record LoraBase(string Model, string Hash);

/// <summary>What can be said of a LoRA without its numbers.</summary>
/// <param name="Name">Its file's name without the ending.</param>
/// <param name="Base">The model that it was made for; null where the file does not say.</param>
/// <param name="Rank">The largest rank of its layers.</param>
/// <param name="Layers">Number of layers that it changes.</param>
/// <param name="Words">The words that it adds.</param>
public sealed record LoraCard(string Name, LoraBase? Base, long Rank, int Layers, IReadOnlyList<string> Words);

/// <summary>
/// The change of one layer: <c>scale * up * down</c> is added to its weight (LoRA, 2106.09685, section 4.1).
/// </summary>
/// <param name="Target">The layer's name in the network, as in "denoiser.mid.0.attn.qkv".</param>
/// <param name="Down">[r, in], of a convolution [r, in, kh, kw].</param>
/// <param name="Up">[out, r], of a convolution [out, r, 1, 1].</param>
/// <param name="Scale">alpha / r.</param>
public sealed record LoraLayer(string Target, Tensor Down, Tensor Up, double Scale) : AdapterChange(Target)
{
    /// <inheritdoc/>
    public override Tensor Delta(Func<Tensor> weight) => Change([Up.shape[0], .. Down.shape[1..]]);

    /// <inheritdoc/>
    public override void Free()
    {
        Down.Dispose();
        Up.Dispose();
    }

    /// <summary>
    /// What is added to the layer's weight where the LoRA counts once; of the weight's shape, owned by the caller.
    /// </summary>
    public Tensor Change(long[] shape)
    {
        using IDisposable scope = NewDisposeScope();
        return (Up.flatten(1).matmul(Down.flatten(1)) * Held(Scale)).view(shape).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// A LoRA in memory, float32 on the CPU: small changes to layers of one model, and the words that it adds to the
/// model's own.
/// </summary>
/// <param name="Name">Its file's name without the ending.</param>
/// <param name="Base">The model that it was made for; null where the file does not say.</param>
/// <param name="Layers">The changed layers.</param>
/// <param name="Words">New words, each with its vector [E] for the text encoder.</param>
public sealed record Lora(
    string Name,
    LoraBase? Base,
    IReadOnlyList<LoraLayer> Layers,
    IReadOnlyDictionary<string, Tensor> Words
) : IDisposable
{
    /// <summary>Changes of other kinds than low rank.</summary>
    public IReadOnlyList<AdapterChange> Others { get; init; } = [];

    /// <summary>All changes.</summary>
    public IEnumerable<AdapterChange> Changes => [.. Layers, .. Others];

    /// <summary>The largest rank of its layers.</summary>
    public long Rank => Layers.Count == 0 ? 0 : Layers.Max(layer => layer.Down.shape[0]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AdapterChange change in Changes)
            change.Free();
        foreach (Tensor word in Words.Values)
            word.Dispose();
    }
}
