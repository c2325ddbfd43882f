using Hippogriff.Models;
using Hippogriff.Texts;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>Which tensors of a file belong to which layer; checked before anything is read.</summary>
/// <param name="Layers">The names of each layer's tensors.</param>
/// <param name="Words">New words and the names of their vectors.</param>
internal sealed record LoraParts(
    IReadOnlyList<LoraParts.Names> Layers,
    IReadOnlyList<(string Word, string Tensor)> Words
)
{
    /// <summary>A layer and its tensors.</summary>
    public sealed record Names(string Target, string Down, string Up, string? Alpha);

    /// <exception cref="HippogriffException">Something is missing, left over or of another shape than the
    /// network's.</exception>
    public static LoraParts Of(SafetensorsFile file, TextToImageNetwork network, string model)
    {
        Dictionary<string, (string Target, nn.Module Layer)> known = LoraTargets
            .Of(network)
            .SelectMany(t => LoraNames.All(t.Name).Select(name => (name, t)))
            .ToDictionary(p => p.name, p => (p.t.Name, (nn.Module)p.t.Layer));
        Dictionary<string, Dictionary<LoraPart, string>> found = [];
        List<(string, string)> words = [];
        List<string> strange = [];
        foreach (string name in file.Entries.Select(e => e.Name).Order(StringComparer.Ordinal))
        {
            if (LoraNames.WordOf(name) is { } word)
                words.Add((word, name));
            else if (LoraNames.Split(name) is not { } split || !known.ContainsKey(split.Layer))
                strange.Add(name);
            else
                (found.TryGetValue(split.Layer, out var parts) ? parts : found[split.Layer] = [])[split.Part] = name;
        }
        if (found.Count == 0)
            throw new HippogriffException(
                $"'{file.Path}' is no LoRA for the model {model}: it holds no layer that the model "
                    + $"has{(strange.Count == 0 ? "" : $", but {Quoted.Few(strange)}")}.",
                FaultKind.Incompatible
            );
        if (strange.Count > 0)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' does not fit the model {model}, which has no layer for {Quoted.Few(strange)}.",
                FaultKind.Incompatible
            );
        long width = LoraTargets.WeightOf(LoraTargets.Words(network)).shape[1];
        foreach ((string word, string name) in words)
            if (file.ByName[name].Count != width)
                throw new HippogriffException(
                    $"The LoRA '{file.Path}' does not fit the model {model}: its word {Quoted.Name(word)} has "
                        + $"{Counted.Of(file.ByName[name].Count, "number")}, and the model's words have {width}.",
                    FaultKind.Incompatible
                );
        if (found.GroupBy(p => known[p.Key].Target).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' names a layer twice: {Quoted.Few([.. twice.Select(p => p.Key)])} are "
                    + "the same one.",
                FaultKind.DamagedFile
            );
        if (words.GroupBy(word => word.Item1).FirstOrDefault(same => same.Count() > 1) is { } word2)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' adds the word {Quoted.Name(word2.Key)} twice.",
                FaultKind.DamagedFile
            );
        return new LoraParts([.. found.Select(p => Layer(file, model, p.Key, known[p.Key], p.Value))], words);
    }

    private static Names Layer(
        SafetensorsFile file,
        string model,
        string name,
        (string Target, nn.Module Layer) target,
        Dictionary<LoraPart, string> parts
    )
    {
        if (!parts.TryGetValue(LoraPart.Down, out string? down) || !parts.TryGetValue(LoraPart.Up, out string? up))
            throw new HippogriffException(
                $"The LoRA '{file.Path}' is incomplete: of the layer {Quoted.Name(name)} it lacks the half "
                    + $"that leads {(parts.ContainsKey(LoraPart.Down) ? "up" : "down")}.",
                FaultKind.DamagedFile
            );
        long[] weight = LoraTargets.WeightOf(target.Layer).shape;
        (long[] first, long[] second) = ([.. file.ByName[down].Shape], [.. file.ByName[up].Shape]);
        long rank = first.Length > 0 ? first[0] : 0;
        bool fits =
            rank > 0
            && first.Length == weight.Length
            && first.Skip(1).SequenceEqual(weight.Skip(1))
            && second.SequenceEqual(weight.Length == 2 ? [weight[0], rank] : [weight[0], rank, 1, 1]);
        if (!fits)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' does not fit the model {model}: the layer {Quoted.Name(name)} is "
                    + $"[{string.Join(", ", weight)}] there, and the file has [{string.Join(", ", first)}] and "
                    + $"[{string.Join(", ", second)}].",
                FaultKind.Incompatible
            );
        string? alpha = parts.GetValueOrDefault(LoraPart.Alpha);
        if (alpha is not null && file.ByName[alpha].Count != 1)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' is damaged: {Quoted.Name(alpha)} is no single number.",
                FaultKind.DamagedFile
            );
        return new Names(target.Target, down, up, alpha);
    }
}
