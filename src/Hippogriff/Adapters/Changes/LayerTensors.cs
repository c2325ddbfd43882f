using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Adapters.Changes;

/// <summary>The tensors of a file that change one of its layers.</summary>
/// <param name="file">The file.</param>
/// <param name="layer">Its name for the layer.</param>
/// <param name="names">Names of the tensors by part.</param>
/// <param name="settings">What the file's writer says of alpha; null if it says nothing.</param>
internal sealed class LayerTensors(
    SafetensorsFile file,
    string layer,
    IReadOnlyDictionary<string, string> names,
    PeftSettings? settings
)
{
    private readonly Dictionary<string, Tensor> _read = [];

    /// <summary>The file's name for the layer.</summary>
    public string Layer => layer;

    /// <summary>Names of its tensors in the file.</summary>
    public IReadOnlyDictionary<string, string> Names => names;

    /// <summary>Whether a part is there.</summary>
    public bool Has(string part) => names.ContainsKey(part);

    /// <summary>The shape of a part.</summary>
    /// <exception cref="HippogriffException">It is missing.</exception>
    public long[] Shape(string part) => [.. Entry(part).Shape];

    /// <summary>How many numbers a part has; 1 for a shape without sizes.</summary>
    /// <exception cref="HippogriffException">It is missing.</exception>
    public long Count(string part) => Entry(part).Count;

    /// <summary>The shape of a part with a number of sizes, none of them 0.</summary>
    /// <exception cref="HippogriffException">It is missing or has another form.</exception>
    public long[] Shape(string part, params ReadOnlySpan<int> sizes)
    {
        long[] shape = Shape(part);
        if (!sizes.Contains(shape.Length))
            throw Fault(
                $"{part} has the shape {ChangeShape.Text(shape)}, not {string.Join(" or ", sizes.ToArray())} sizes"
            );
        return shape.Contains(0) ? throw Fault($"{part} has the shape {ChangeShape.Text(shape)}, so rank 0") : shape;
    }

    /// <summary>A part, float32 in the file's shape. Freed by its owner, or by <see cref="Free"/>.</summary>
    /// <exception cref="HippogriffException">It holds NaN or infinity.</exception>
    public Tensor Read(string part)
    {
        if (!_read.TryGetValue(part, out Tensor? tensor))
            _read[part] = tensor = Finite(file, names[part]).DetachFromDisposeScope();
        return tensor;
    }

    /// <summary>A part that is a single number.</summary>
    /// <exception cref="HippogriffException">It is NaN or infinite.</exception>
    public float Number(string part)
    {
        using DisposeScope scope = NewDisposeScope();
        return Finite(file, names[part]).item<float>();
    }

    /// <summary>
    /// The factor of a low-rank product: alpha / rank, or alpha / sqrt(rank) if the writer says so; 1 without alpha.
    /// </summary>
    public double Scale(long rank)
    {
        double divisor = settings is { IsRankStabilised: true } ? Math.Sqrt(rank) : rank;
        if (Has(ChangeKinds.Alpha))
            return Number(ChangeKinds.Alpha) / divisor;
        return settings?.AlphaOf(layer) is { } alpha ? alpha / divisor : 1;
    }

    /// <summary>Requires alpha to be a single number, if there is one.</summary>
    public void CheckAlpha()
    {
        if (Has(ChangeKinds.Alpha) && Count(ChangeKinds.Alpha) != 1)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' is damaged: {Quoted.Name(names[ChangeKinds.Alpha])} is not a single number.",
                FaultKind.DamagedFile
            );
    }

    /// <summary>What is wrong with the layer, as the end of a sentence.</summary>
    public HippogriffException Fault(string what) =>
        new($"The LoRA '{file.Path}' is damaged: of the layer {Quoted.Name(layer)} {what}.", FaultKind.DamagedFile);

    /// <summary>That a kind of change is known and not applied.</summary>
    public HippogriffException Unread(string kind) =>
        new(
            $"The LoRA '{file.Path}' changes the layer {Quoted.Name(layer)} by {kind}, which this version does not "
                + "apply; it applies LoRA, LoHa, LoKr, DoRA, IA3 and full differences.",
            FaultKind.Incompatible
        );

    /// <summary>Frees what was read, for a file that turned out to be unfit.</summary>
    public void Free()
    {
        foreach (Tensor tensor in _read.Values)
            tensor.Dispose();
        _read.Clear();
    }

    private SafetensorsEntry Entry(string part) =>
        names.TryGetValue(part, out string? name)
            ? file.ByName[name]
            : throw new HippogriffException(
                $"The LoRA '{file.Path}' is incomplete: of the layer {Quoted.Name(layer)} it lacks {part}.",
                FaultKind.DamagedFile
            );

    /// <summary>A tensor of a file as float32, without NaN and infinity.</summary>
    public static Tensor Finite(SafetensorsFile file, string name)
    {
        Tensor tensor = file.Read(name, ScalarType.Float32);
        return tensor.isfinite().all().item<bool>()
            ? tensor
            : throw new HippogriffException(
                $"The LoRA '{file.Path}' is broken: {Quoted.Name(name)} holds NaN or infinity; train it again, or take "
                    + "another copy of the file.",
                FaultKind.DamagedFile
            );
    }
}
