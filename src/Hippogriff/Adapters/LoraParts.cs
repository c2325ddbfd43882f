using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Adapters;

/// <summary>The tensors of a file by layer, validated before any is read.</summary>
/// <param name="Layers">The names of each layer's tensors.</param>
/// <param name="Words">New words and the names of their vectors.</param>
internal sealed record LoraParts(
    IReadOnlyList<LoraParts.Names> Layers,
    IReadOnlyList<(string Word, string Tensor)> Words
)
{
    /// <summary>A layer of the file, the model's layers that it changes, and its tensors.</summary>
    public sealed record Names(IReadOnlyList<AdapterLayers.Found> Targets, string Down, string Up, string? Alpha);

    /// <exception cref="HippogriffException">A tensor is missing, unexpected, or has another shape than the
    /// network's.</exception>
    public static LoraParts Of(SafetensorsFile file, IAdapterTarget target, string model)
    {
        AdapterLayers known = new(target);
        Dictionary<string, Dictionary<LoraPart, string>> found = [];
        List<(string, string)> words = [];
        List<string> strange = [];
        foreach (string name in file.Entries.Select(e => e.Name).Order(StringComparer.Ordinal))
        {
            if (LoraNames.WordOf(name) is { } word)
                words.Add((word, name));
            else if (LoraNames.Split(name) is not { } split || known.Find(split.Layer).Count == 0)
                strange.Add(name);
            else
                (
                    found.TryGetValue(split.Layer, out Dictionary<LoraPart, string>? parts)
                        ? parts
                        : found[split.Layer] = []
                )[split.Part] = name;
        }
        if (found.Count == 0)
            throw new HippogriffException(
                $"'{file.Path}' is not a LoRA for the model {model}: it holds no layer that the model "
                    + $"has{(strange.Count == 0 ? "" : $", but {Quoted.Few(strange)}")}.",
                FaultKind.Incompatible
            );
        if (strange.Count > 0)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' does not fit the model {model}, which has no layer for {Quoted.Few(strange)}.",
                FaultKind.Incompatible
            );
        RequireWords(file, target, model, words);
        RequireOnce(file, known, found.Keys, words);
        return new LoraParts([.. found.Select(p => Layer(file, model, p.Key, known.Find(p.Key), p.Value))], words);
    }

    /// <summary>No layer and no word comes twice, under whatever names.</summary>
    private static void RequireOnce(
        SafetensorsFile file,
        AdapterLayers known,
        IEnumerable<string> layers,
        List<(string Word, string Name)> words
    )
    {
        IGrouping<(string, int?), string>? twice = layers
            .SelectMany(name => known.Find(name).Select(layer => (name, Part: (layer.Target, layer.Place?.Number))))
            .GroupBy(p => p.Part, p => p.name)
            .FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' names a layer twice: {Quoted.Few([.. twice])} are the same one.",
                FaultKind.DamagedFile
            );
        if (words.GroupBy(word => word.Word).FirstOrDefault(same => same.Count() > 1) is { } word)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' adds the word {Quoted.Name(word.Key)} twice.",
                FaultKind.DamagedFile
            );
    }

    private static Names Layer(
        SafetensorsFile file,
        string model,
        string name,
        IReadOnlyList<AdapterLayers.Found> targets,
        Dictionary<LoraPart, string> parts
    )
    {
        if (!parts.TryGetValue(LoraPart.Down, out string? down) || !parts.TryGetValue(LoraPart.Up, out string? up))
            throw new HippogriffException(
                $"The LoRA '{file.Path}' is incomplete: of the layer {Quoted.Name(name)} it lacks "
                    + $"lora_{(parts.ContainsKey(LoraPart.Down) ? "up" : "down")}.",
                FaultKind.DamagedFile
            );
        (long[] first, long[] second) = ([.. file.ByName[down].Shape], [.. file.ByName[up].Shape]);
        AdapterLayers.Found? unfit = targets.FirstOrDefault(target => !Fits(target, first, second));
        if (unfit is not null)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' does not fit the model {model}: the layer {Quoted.Name(name)} is "
                    + $"[{string.Join(", ", ShapeOf(unfit))}] there, and the file has [{string.Join(", ", first)}] and "
                    + $"[{string.Join(", ", second)}].",
                FaultKind.Incompatible
            );
        string? alpha = parts.GetValueOrDefault(LoraPart.Alpha);
        if (alpha is not null && file.ByName[alpha].Count != 1)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' is damaged: {Quoted.Name(alpha)} is not a single number.",
                FaultKind.DamagedFile
            );
        return new Names(targets, down, up, alpha);
    }

    /// <summary>Whether down [r, in, ...] and up [out, r, ...] make a change of the layer.</summary>
    private static bool Fits(AdapterLayers.Found target, long[] down, long[] up)
    {
        if (down.Length is not (2 or 4) || up.Length != down.Length || down[0] == 0)
            return false;
        if (up[1] != down[0] || up.Skip(2).Any(side => side != 1))
            return false;
        long[] change = [up[0], .. down[1..]],
            weight = target.Weight.shape;
        if (target.Place is not { } place)
            return change.SequenceEqual(weight);
        return place.Expression.Shape(name => name == place.Source ? change : place.ShapeOf(name, weight), weight)
                is { } made
            && made.SequenceEqual(weight);
    }

    /// <summary>The shape that the file's layer should have.</summary>
    private static long[] ShapeOf(AdapterLayers.Found target) =>
        target.Place is { } place ? place.ShapeOf(place.Source, target.Weight.shape) : target.Weight.shape;

    private static void RequireWords(
        SafetensorsFile file,
        IAdapterTarget target,
        string model,
        List<(string Word, string Name)> words
    )
    {
        if (words.Count > 0 && target.WordTable is null)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' does not fit the model {model}: it adds words ({Quoted.Few([
                    .. words.Select(word => word.Word),
                ])}), and the model has no list of words.",
                FaultKind.Incompatible
            );
        foreach ((string word, string name) in words)
            if (file.ByName[name].Count != target.WordTable!.shape[1])
                throw new HippogriffException(
                    $"The LoRA '{file.Path}' does not fit the model {model}: its word {Quoted.Name(word)} has "
                        + $"{Counted.Of(file.ByName[name].Count, "number")}, and the model's words have "
                        + $"{target.WordTable.shape[1]}.",
                    FaultKind.Incompatible
                );
    }
}
