using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>Carries weights between files and networks.</summary>
public static class WeightLoader
{
    /// <summary>
    /// Fills all parameters and buffers of <paramref name="network"/>, one tensor at a time, turned into the network's
    /// own types and onto its device. Names and shapes are all checked before the first weight is changed.
    /// </summary>
    /// <param name="network">The network; keeps its tensors, only their content changes.</param>
    /// <param name="file">Where the weights lie.</param>
    /// <param name="keys">How the names of the file follow from those of the network; unset: they are the same.</param>
    /// <param name="read">Told the bytes of each weight before it is read; what it throws stops the loading, between
    /// two weights.</param>
    /// <exception cref="HippogriffException">Weights are missing, left over, of another shape or kind, or hold NaN or
    /// infinity.</exception>
    public static void Load(nn.Module network, SafetensorsFile file, KeyMap? keys = null, Action<long>? read = null)
    {
        keys ??= KeyMap.Same;
        (string Source, Tensor Target)[] pairs =
        [
            .. network.state_dict().Select(pair => (keys.SourceOf(pair.Key), pair.Value)),
        ];
        Check(file, keys, pairs);
        using IDisposable noGradient = no_grad();
        foreach ((string source, Tensor target) in pairs)
        {
            using IDisposable scope = NewDisposeScope();
            read?.Invoke(file.ByName[source].Bytes);
            Tensor weight = file.Read(source);
            if (weight.is_floating_point() && !weight.isfinite().all().item<bool>())
                throw new HippogriffException(
                    $"The weight {Quoted.Name(source)} in '{file.Path}' holds NaN or infinity: the model is "
                        + "broken, load another or train it again.",
                    FaultKind.DamagedFile
                );
            target.copy_(weight);
        }
    }

    /// <summary>
    /// Writes all parameters and buffers of <paramref name="network"/>, under the names that <see cref="Load"/> reads
    /// with the same <paramref name="keys"/>.
    /// </summary>
    /// <inheritdoc cref="SafetensorsWriter.Write"/>
    public static void Save(
        nn.Module network,
        string path,
        ScalarType? type = null,
        KeyMap? keys = null,
        IReadOnlyDictionary<string, string>? metadata = null
    ) =>
        SafetensorsWriter.Write(
            path,
            network
                .state_dict()
                .Select(pair => KeyValuePair.Create((keys ?? KeyMap.Same).SourceOf(pair.Key), pair.Value)),
            type,
            metadata
        );

    private static void Check(SafetensorsFile file, KeyMap keys, (string Source, Tensor Target)[] pairs)
    {
        List<string> missing = [],
            shapes = [],
            kinds = [];
        foreach ((string source, Tensor target) in pairs)
        {
            if (!file.ByName.TryGetValue(source, out SafetensorsEntry? entry))
                missing.Add(source);
            else if (!entry.Shape.SequenceEqual(target.shape))
                shapes.Add(
                    $"{Quoted.Name(source)} is [{string.Join(", ", entry.Shape)}] and should be "
                        + $"[{string.Join(", ", target.shape)}]"
                );
            else if (
                !target.is_floating_point()
                && entry.Type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16
            )
                kinds.Add(source);
        }
        if (missing.Count > 0)
            throw new HippogriffException(
                $"'{file.Path}' does not fit this network: it lacks {Weights(missing.Count)} {Quoted.Few(missing)}.",
                FaultKind.Incompatible
            );
        if (shapes.Count > 0)
            throw new HippogriffException(
                $"'{file.Path}' does not fit this network: "
                    + $"{string.Join(", ", shapes.Take(3))}{(shapes.Count > 3 ? $" and {shapes.Count - 3} more" : "")}"
                    + ".",
                FaultKind.Incompatible
            );
        if (kinds.Count > 0)
            throw new HippogriffException(
                $"'{file.Path}' does not fit this network: {Quoted.Few(kinds)} should hold whole numbers.",
                FaultKind.Incompatible
            );
        HashSet<string> used = new(pairs.Select(pair => pair.Source), StringComparer.Ordinal);
        string[] left =
        [
            .. file.Entries.Select(e => e.Name).Where(name => !used.Contains(name) && !keys.MayBeLeft(name)),
        ];
        if (left.Length > 0)
            throw new HippogriffException(
                $"'{file.Path}' does not fit this network: it also holds {Weights(left.Length)} "
                    + $"{Quoted.Few(left)}, which the network does not know.",
                FaultKind.Incompatible
            );
    }

    private static string Weights(int count) => count == 1 ? "the weight" : $"{count} weights:";
}
