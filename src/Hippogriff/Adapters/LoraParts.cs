using Hippogriff.Adapters.Changes;
using Hippogriff.Weights;

namespace Hippogriff.Adapters;

/// <summary>The tensors of a file by layer, validated before any is read.</summary>
/// <param name="Layers">The layers of the file that the model has.</param>
/// <param name="Words">New words and the names of their vectors.</param>
/// <param name="Fit">How much of the file is used.</param>
internal sealed record LoraParts(
    IReadOnlyList<LoraParts.Changed> Layers,
    IReadOnlyList<(string Word, string Tensor)> Words,
    LoraFit Fit
)
{
    /// <summary>A layer of the file, its tensors, and its changes with the model's layers.</summary>
    public sealed record Changed(
        LayerTensors Tensors,
        IReadOnlyList<(FoundChange Change, IReadOnlyList<AdapterLayers.Found> Targets)> Changes
    );

    /// <exception cref="HippogriffException">A tensor is missing, unexpected, or has another shape than the
    /// network's.</exception>
    public static LoraParts Of(SafetensorsFile file, IAdapterTarget target, string model)
    {
        AdapterLayers known = new(target);
        Sorted sorted = Sort(file, known, target.TakesEmbeddings);
        LoraRefusals refusals = new(file, model);
        bool hasWords = sorted.Words.Count + sorted.Embeddings > 0;
        if (sorted.Layers.Count == 0 && (!hasWords || sorted.Unknown.Count > 0))
            throw refusals.NothingFits(sorted.Unknown);
        if (sorted.Unknown.Count > 0 && !target.MayFitPartly)
            throw refusals.NoLayerFor(sorted.Unknown);
        refusals.RequireWords(target, sorted.Words);
        refusals.RequireOnce(known, sorted.Layers.Keys, sorted.Words);
        IReadOnlyList<PeftSettings> settings = PeftSettings.Of(file);
        Changed[] layers =
        [
            .. sorted.Layers.Select(layer =>
                Of(
                    new LayerTensors(
                        file,
                        layer.Key,
                        layer.Value,
                        settings.FirstOrDefault(said => said.AreAbout(layer.Key))
                    ),
                    known
                )
            ),
        ];
        refusals.RequireFit(layers);
        LoraFit fit = new(
            LoraFile.NameOf(file.Path),
            file.Entries.Count,
            sorted.Layers.Values.Sum(parts => parts.Count) + sorted.Words.Count + sorted.Embeddings,
            layers.Length,
            sorted.Unknown
        );
        return new LoraParts(layers, sorted.Words, fit);
    }

    private sealed record Sorted(
        Dictionary<string, Dictionary<string, string>> Layers,
        List<(string Word, string Tensor)> Words,
        int Embeddings,
        List<string> Unknown
    );

    /// <summary>Which tensors belong to which layers of the model.</summary>
    private static Sorted Sort(SafetensorsFile file, AdapterLayers known, bool takesEmbeddings)
    {
        int embeddings = 0;
        Dictionary<string, Dictionary<string, string>> layers = [];
        List<(string, string)> words = [];
        HashSet<string> unknown = new(StringComparer.Ordinal);
        foreach (string name in file.Entries.Select(e => e.Name).Order(StringComparer.Ordinal))
        {
            if (takesEmbeddings && BundledEmbeddings.Split(name) is not null)
                embeddings++;
            else if (LoraNames.WordOf(name) is { } word)
                words.Add((word, name));
            else if (ChangeKinds.Split(name, file.ByName.ContainsKey) is not { } split)
                unknown.Add(name);
            else if (!known.Has(split.Layer))
                unknown.Add(split.Layer);
            else
                (
                    layers.TryGetValue(split.Layer, out Dictionary<string, string>? parts)
                        ? parts
                        : layers[split.Layer] = []
                )[split.Part] = name;
        }
        return new Sorted(layers, words, embeddings, [.. unknown.Order(StringComparer.Ordinal)]);
    }

    private static Changed Of(LayerTensors layer, AdapterLayers known)
    {
        layer.CheckAlpha();
        IChangeKind[] kinds = [.. ChangeKinds.Of([.. layer.Names.Keys])];
        if (kinds.Length == 0)
            throw layer.Fault($"there is {string.Join(" and ", layer.Names.Keys)} alone, and no change");
        List<(FoundChange, IReadOnlyList<AdapterLayers.Found>)> changes = [];
        foreach (IChangeKind kind in kinds)
        foreach (FoundChange change in kind.Find(layer))
            changes.Add(
                (
                    kind.IsDecomposable && !change.IsOfBias ? Decomposed(layer, change) : change,
                    known.Find(layer.Layer, change.IsOfBias)
                )
            );
        if (layer.Has(ChangeKinds.Magnitude) && !kinds.Any(kind => kind.IsDecomposable))
            throw layer.Fault($"there is {ChangeKinds.Magnitude} without a low-rank change");
        return new Changed(layer, changes);
    }

    /// <summary>The change with the magnitudes of DoRA, if the layer has them.</summary>
    private static FoundChange Decomposed(LayerTensors layer, FoundChange change)
    {
        if (!layer.Has(ChangeKinds.Magnitude))
            return change;
        long[] magnitude = layer.Shape(ChangeKinds.Magnitude, 1, 2, 4);
        if (!DecomposedChange.Fits(magnitude, change.Shape!))
            throw layer.Fault(
                $"{ChangeKinds.Magnitude} has the shape {ChangeShape.Text(magnitude)}, and the change "
                    + ChangeShape.Text(change.Shape!)
            );
        return change with
        {
            Make = target => new DecomposedChange(change.Make(target), layer.Read(ChangeKinds.Magnitude)),
        };
    }
}
