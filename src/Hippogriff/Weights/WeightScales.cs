using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>
/// Scales of weights that are stored with 8 bits: weight = stored * scale. Older files have X.scale_weight and a marker
/// called scaled_fp8, newer ones X.weight_scale and X.comfy_quant.
/// </summary>
internal sealed class WeightScales
{
    private const string Weight = "weight",
        Marker = "scaled_fp8",
        Quantised = "comfy_quant";
    private static readonly string[] s_scales = ["scale_weight", "weight_scale"],
        s_unused = ["scale_input", "input_scale", Quantised];

    private readonly Dictionary<string, string> _scales = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);

    /// <param name="path">The file, for messages.</param>
    /// <param name="entries">All tensors of the file.</param>
    /// <exception cref="HippogriffException">Weights are quantised in a way that this version does not
    /// read.</exception>
    public WeightScales(string path, IReadOnlyDictionary<string, SafetensorsEntry> entries)
    {
        if (entries.ContainsKey(Marker))
            _hidden.Add(Marker);
        foreach (string name in entries.Keys)
        {
            if (!name.EndsWith('.' + Quantised, StringComparison.Ordinal))
                continue;
            if (entries.GetValueOrDefault(name[..^Quantised.Length] + Weight) is { Float8: null } weight)
                throw new HippogriffException(
                    $"'{path}' holds quantised weights ({Quoted.Name(weight.Name)} as {weight.Type}), which this "
                        + "version does not read; it reads floats of 8, 16, 32 and 64 bits.",
                    FaultKind.Incompatible
                );
        }
        foreach (SafetensorsEntry entry in entries.Values)
        {
            if (entry.Float8 is null || !entry.Name.EndsWith('.' + Weight, StringComparison.Ordinal))
                continue;
            string layer = entry.Name[..^Weight.Length];
            if (s_scales.FirstOrDefault(scale => entries.ContainsKey(layer + scale)) is { } found)
                _scales[entry.Name] = layer + found;
            _hidden.UnionWith(s_scales.Concat(s_unused).Select(name => layer + name).Where(entries.ContainsKey));
        }
    }

    /// <summary>Whether a tensor only belongs to another.</summary>
    public bool IsHidden(string name) => _hidden.Contains(name);

    /// <summary>The name of a weight's scale; null if it has none.</summary>
    public string? ScaleOf(string weight) => _scales.GetValueOrDefault(weight);

    /// <summary>Multiplies a weight in place: by one number, or by one a row.</summary>
    /// <exception cref="HippogriffException">The scale has another shape.</exception>
    public static void Apply(string path, string name, Tensor weight, Tensor scale)
    {
        bool isOne = scale.numel() == 1,
            isARow = weight.dim() > 0 && scale.numel() == weight.shape[0];
        if (!isOne && !isARow)
            throw new HippogriffException(
                $"'{path}' holds a scale of {scale.numel()} numbers for {Quoted.Name(name)}; "
                    + "one, or one a row, is read.",
                FaultKind.Incompatible
            );
        using Tensor wide = scale.to(weight.dtype);
        long[] shape = isOne ? [] : [scale.numel(), .. Enumerable.Repeat(1L, (int)weight.dim() - 1)];
        using Tensor fitting = wide.reshape(shape);
        weight.mul_(fitting);
    }
}
