using System.Globalization;
using Hippogriff.Adapters.Changes;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Texts;
using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>
/// Reads and writes LoRA files: safetensors with the names of <see cref="LoraNames"/>, and the model in the metadata.
/// </summary>
public static class LoraFile
{
    /// <summary>File extension.</summary>
    public const string Extension = ".safetensors";

    private static readonly string[] s_usual = ["adapter_model.safetensors", "pytorch_lora_weights.safetensors"];

    private const string BaseModel = "hippogriff.base_model",
        BaseHash = "hippogriff.base_hash",
        LayerCount = "hippogriff.layers";

    /// <summary>Writes a LoRA in float16, atomically.</summary>
    /// <exception cref="HippogriffException">The file cannot be written.</exception>
    public static void Write(string path, Lora lora)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = [];
        foreach (LoraLayer layer in lora.Layers)
        {
            string name = layer.FileName ?? LoraNames.Kohya(layer.Target);
            tensors[name + ".lora_down.weight"] = layer.Down;
            tensors[name + ".lora_up.weight"] = layer.Up;
            tensors[name + ".alpha"] = full(Array.Empty<long>(), Held((float)(layer.Scale * layer.Down.shape[0])));
        }
        foreach ((string word, Tensor vector) in lora.Words)
            tensors[LoraNames.OfWord(word)] = vector.view(1, -1);
        Dictionary<string, string> metadata = new(lora.Metadata)
        {
            ["ss_network_module"] = "networks.lora",
            ["ss_network_dim"] = lora.Rank.ToString(CultureInfo.InvariantCulture),
            ["ss_output_name"] = lora.Name,
            [LayerCount] = lora.Layers.Count.ToString(CultureInfo.InvariantCulture),
        };
        if (lora.Base is { } made)
            (metadata[BaseModel], metadata[BaseHash]) = (made.Model, made.Hash);
        SafetensorsWriter.Write(path, tensors, ScalarType.Float16, metadata);
    }

    /// <summary>The metadata of the LoRA at <paramref name="path"/>; reads only the header.</summary>
    /// <exception cref="HippogriffException">The file does not exist, is damaged, or is not a LoRA.</exception>
    public static LoraCard CardOf(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(PathOf(path));
        return LoraCards.Of(file, MadeFor(file));
    }

    /// <summary>The new words of the LoRA at <paramref name="path"/>; reads only the header.</summary>
    /// <exception cref="HippogriffException">The file does not exist, or it is damaged.</exception>
    public static IReadOnlyList<string> WordsOf(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(PathOf(path));
        return LoraCards.WordsOf(file);
    }

    /// <summary>Reads a LoRA and validates it against a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The model's network.</param>
    /// <param name="vocabulary">The model's words.</param>
    /// <param name="model">The model's name and hash.</param>
    /// <exception cref="HippogriffException">It is not a LoRA, is damaged or incomplete, has NaN, or was made for
    /// another model.</exception>
    public static Lora Read(string path, TextToImageNetwork network, Vocabulary vocabulary, LoraBase model) =>
        Read(path, new OwnAdapterTarget(network), vocabulary, model);

    /// <summary>The same for the networks of any model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">The networks and the names of their layers in files.</param>
    /// <param name="vocabulary">The model's vocabulary; null if it has none.</param>
    /// <param name="model">The model's name and hash.</param>
    /// <inheritdoc cref="Read(string, TextToImageNetwork, Vocabulary, LoraBase)" path="/exception"/>
    public static Lora Read(string path, IAdapterTarget target, Vocabulary? vocabulary, LoraBase model)
    {
        using SafetensorsFile file = SafetensorsFile.Open(PathOf(path));
        LoraBase? made = MadeFor(file);
        if (made is not null && made.Hash != model.Hash)
            throw new HippogriffException(
                $"The LoRA '{path}' was made for the model {Quoted.Name(made.Model)} (hash "
                    + $"{Quoted.Name(made.Hash)}), not for {model.Model} (hash {model.Hash}); "
                    + "draw with that model, or train the LoRA again.",
                FaultKind.Incompatible
            );
        LoraParts parts = LoraParts.Of(file, target, model.Model);
        RequireWhole(file, parts);
        try
        {
            return Read(file, parts, vocabulary, model) with { Base = made };
        }
        catch
        {
            foreach (LoraParts.Changed layer in parts.Layers)
                layer.Tensors.Free();
            throw;
        }
    }

    /// <summary>All layers are there that a file of our own announces.</summary>
    private static void RequireWhole(SafetensorsFile file, LoraParts parts)
    {
        if (
            file.Metadata.TryGetValue(LayerCount, out string? said)
            && int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count != parts.Layers.Count
        )
            throw new HippogriffException(
                $"The LoRA '{file.Path}' is incomplete: it holds {parts.Layers.Count} of {Counted.Of(count, "layer")}.",
                FaultKind.DamagedFile
            );
    }

    private static Lora Read(SafetensorsFile file, LoraParts parts, Vocabulary? vocabulary, LoraBase model)
    {
        using DisposeScope scope = NewDisposeScope();
        List<AdapterChange> changes = [];
        foreach (LoraParts.Changed layer in parts.Layers)
        foreach ((FoundChange change, IReadOnlyList<AdapterLayers.Found> targets) in layer.Changes)
        foreach (AdapterLayers.Found found in targets)
            changes.Add(change.Make(found.Target) with { Place = found.Place, IsOfBias = change.IsOfBias });
        Dictionary<string, Tensor> words = [];
        foreach ((string word, string tensor) in parts.Words)
        {
            RequireNew(file.Path, word, vocabulary!, model);
            words[word] = LayerTensors.Finite(file, tensor).view(-1);
        }
        foreach (Tensor tensor in words.Values)
            tensor.DetachFromDisposeScope();
        return new Lora(NameOf(file.Path), null, [.. changes.OfType<LoraLayer>()], words)
        {
            Others = [.. changes.Where(change => change is not LoraLayer)],
            Fit = parts.Fit,
        };
    }

    /// <summary>How much of a LoRA a model takes; reads only the header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">The networks and the names of their layers in files.</param>
    /// <param name="model">The model's name.</param>
    /// <exception cref="HippogriffException">It is not a LoRA, is damaged, or does not fit at all.</exception>
    public static LoraFit FitOf(string path, IAdapterTarget target, string model)
    {
        using SafetensorsFile file = SafetensorsFile.Open(PathOf(path));
        return LoraParts.Of(file, target, model).Fit;
    }

    /// <summary>
    /// The file of a LoRA: itself, or in a folder the one that peft or diffusers has written.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    public static string PathOf(string path) =>
        Directory.Exists(path)
        && s_usual.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists) is { } file
            ? file
            : path;

    /// <summary>The name of a LoRA: its file's name, or its folder's where all files are called the same.</summary>
    public static string NameOf(string path)
    {
        string file = PathOf(path);
        return
            s_usual.Contains(Path.GetFileName(file))
            && Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) is { Length: > 0 } folder
            ? folder
            : Path.GetFileNameWithoutExtension(file);
    }

    /// <summary>The model that a LoRA was made for; null if the file does not say it.</summary>
    private static LoraBase? MadeFor(SafetensorsFile file) =>
        file.Metadata.TryGetValue(BaseHash, out string? hash)
            ? new LoraBase(file.Metadata.GetValueOrDefault(BaseModel, "?"), hash)
            : null;

    private static void RequireNew(string path, string word, Vocabulary vocabulary, LoraBase model)
    {
        if (vocabulary.Read(word).Unknown is [var split] && split == word)
            return;
        string fault = Vocabulary.Split(word).SequenceEqual([word])
            ? $"the model {model.Model} knows already"
            : "is no word";
        throw new HippogriffException(
            $"The LoRA '{path}' adds the word {Quoted.Name(word)}, which {fault}.",
            FaultKind.Incompatible
        );
    }
}
