using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>The model that a LoRA was made for.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Hash">First ten hex digits of the hash of its weights.</param>
public sealed record LoraBase(string Model, string Hash);

/// <summary>Metadata of a LoRA, without its weights.</summary>
/// <param name="Name">Its file name without extension.</param>
/// <param name="Base">The model that it was made for; null if the file does not specify it.</param>
/// <param name="Rank">The largest rank of its layers.</param>
/// <param name="Layers">Number of layers that it changes.</param>
/// <param name="Words">Its new words.</param>
public sealed record LoraCard(string Name, LoraBase? Base, long Rank, int Layers, IReadOnlyList<string> Words)
{
    /// <summary>The kinds of its changes: "LoRA", "LoHa", "LoKr", "DoRA".</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>
    /// The family of public models that it was made for, by names, shapes and metadata: "SDXL". Null if unknown.
    /// </summary>
    public string? Family { get; init; }
}

/// <summary>
/// The update of one layer: <c>scale * up * down</c> is added to its weight (LoRA, 2106.09685, section 4.1).
/// </summary>
/// <param name="Target">The layer's name in the network, as in "denoiser.mid.0.attn.qkv".</param>
/// <param name="Down">[r, in]; for a convolution [r, in, kh, kw].</param>
/// <param name="Up">[out, r]; for a convolution [out, r, 1, 1].</param>
/// <param name="Scale">alpha / r.</param>
public sealed record LoraLayer(string Target, Tensor Down, Tensor Up, double Scale) : AdapterChange(Target)
{
    /// <summary>What a file calls the layer; null for the name of a model of our own.</summary>
    public string? FileName { get; init; }

    /// <inheritdoc/>
    public override Tensor Delta(Func<Tensor> weight) => Change([Up.shape[0], .. Down.shape[1..]]);

    /// <inheritdoc/>
    public override void Free()
    {
        Down.Dispose();
        Up.Dispose();
    }

    /// <summary>
    /// The update of the layer's weight at LoRA weight 1, in the weight's shape; owned by the caller.
    /// </summary>
    public Tensor Change(long[] shape)
    {
        using IDisposable scope = NewDisposeScope();
        return (Up.flatten(1).matmul(Down.flatten(1)) * Held(Scale)).view(shape).MoveToOuterDisposeScope();
    }
}

/// <summary>A LoRA in memory, float32 on the CPU: low-rank updates of one model's layers, and new words.</summary>
/// <param name="Name">Its file name without extension.</param>
/// <param name="Base">The model that it was made for; null if the file does not specify it.</param>
/// <param name="Layers">The changed layers.</param>
/// <param name="Words">New words, each with its vector [E] for the text encoder.</param>
public sealed record Lora(
    string Name,
    LoraBase? Base,
    IReadOnlyList<LoraLayer> Layers,
    IReadOnlyDictionary<string, Tensor> Words
) : IDisposable
{
    /// <summary>Updates of other kinds.</summary>
    public IReadOnlyList<AdapterChange> Others { get; init; } = [];

    /// <summary>Entries for the metadata of its file, beside those that are always written.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>How much of its file the model took; null for one that was not read from a file.</summary>
    public LoraFit? Fit { get; init; }

    /// <summary>All updates.</summary>
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
