using static TorchSharp.torch;

namespace Hippogriff.Adapters.Changes;

/// <summary>
/// A kind of change that files hold for a layer: LoRA, LoHa, LoKr. A new kind needs one class, and one entry in
/// <see cref="ChangeKinds"/>.
/// </summary>
internal interface IChangeKind
{
    /// <summary>Its name in messages: "LoHa".</summary>
    string Name { get; }

    /// <summary>How the names of its tensors end.</summary>
    IReadOnlyList<TensorEnd> Ends { get; }

    /// <summary>The parts whose first size is the rank.</summary>
    IReadOnlyList<string> RankParts => [];

    /// <summary>Whether weights may be rescaled after it (DoRA).</summary>
    bool IsDecomposable => false;

    /// <summary>
    /// The changes of a layer that has tensors of this kind. Shapes are checked against one another; no number is read.
    /// </summary>
    /// <exception cref="HippogriffException">A tensor is missing, or does not fit the others.</exception>
    IEnumerable<FoundChange> Find(LayerTensors layer);
}

/// <summary>An ending of tensor names.</summary>
/// <param name="End">The text: ".lora_A.weight".</param>
/// <param name="Part">What the tensor is, the same for all layouts: "lora_down".</param>
/// <param name="With">Ending of another tensor of the same layer without which it means something else.</param>
internal sealed record TensorEnd(string End, string Part, string? With = null);

/// <summary>A change that a file holds, before its numbers are read.</summary>
/// <param name="IsOfBias">Whether it changes the bias, not the weight.</param>
/// <param name="Shape">Its shape; that of the layer, or with all but the first size as one. Null: it turns or
/// multiplies the layer, and <c>Fits</c> says whether it can.</param>
/// <param name="Make">Reads the numbers, given the name of the model's layer.</param>
internal sealed record FoundChange(bool IsOfBias, long[]? Shape, Func<string, AdapterChange> Make)
{
    /// <summary>Whether it can change a layer of a shape; null compares <see cref="Shape"/>.</summary>
    public Func<long[], bool>? Fits { get; init; }
}

/// <summary>Shapes of changes, which files may store flattened.</summary>
internal static class ChangeShape
{
    /// <summary>
    /// A stored shape as that of a layer: [out, in * kh * kw] becomes [out, in, kh, kw] for a convolution, and [out,
    /// in, 1, 1] becomes [out, in] for a linear layer. Others are unchanged.
    /// </summary>
    public static long[] For(long[] change, long[] layer)
    {
        if (change.Length == 2 && layer.Length == 4 && change[1] % (layer[2] * layer[3]) == 0)
            return [change[0], change[1] / (layer[2] * layer[3]), layer[2], layer[3]];
        if (change.Length == 4 && layer.Length == 2 && change[2] == 1 && change[3] == 1)
            return change[..2];
        return change;
    }

    /// <summary>For messages: "[320, 768]".</summary>
    public static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>A matrix of the first size and all others.</summary>
    public static Tensor Flat(Tensor tensor) => tensor.dim() > 2 ? tensor.flatten(1) : tensor;
}
