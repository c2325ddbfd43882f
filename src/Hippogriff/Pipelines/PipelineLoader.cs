using System.Text.Json;
using Hippogriff.Devices;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Layers;
using Hippogriff.Models.Text;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>From a model folder to a model that is ready to draw, and back.</summary>
public static class PipelineLoader
{
    private const string WeightsFile = "model.safetensors", ConfigFile = "config.json";
    private const string VocabularyFile = "tokenizer/vocab.txt", TextPart = "text_encoder", DenoiserPart = "denoiser", AutoencoderPart = "vae";

    /// <summary>Loads the model called <paramref name="nameOrPath"/> (null: the default one) to a device.</summary>
    /// <inheritdoc cref="Load(ModelFolder, string, IProgress{LoadProgress}, CancellationToken)"/>
    public static NetworkModel Load(
        string? nameOrPath, string device, IProgress<LoadProgress>? progress = null, CancellationToken cancellation = default)
    {
        DeviceChoice.Parse(device); // refused before a model is looked for
        return Load(ModelFolder.Find(nameOrPath), device, progress, cancellation);
    }

    /// <summary>Loads the model in a folder to a device; it is called as the folder says. What was loaded is freed where it fails or is cancelled.</summary>
    /// <exception cref="HippogriffException">There is no such model, or a part of it is missing or damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled: looked at before every weight, and every megabyte of the hash.</exception>
    public static NetworkModel Load(
        ModelFolder folder, string device, IProgress<LoadProgress>? progress = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Device target = DeviceChoice.Parse(device);
        ModelIndex index = Index(folder);
        TextEncoderConfig text = Config<TextEncoderConfig>(folder, TextPart);
        NetworkConfig network = Config<NetworkConfig>(folder, DenoiserPart);
        AutoencoderConfig? codec = index.HasAutoencoder ? Config<AutoencoderConfig>(folder, AutoencoderPart) : null;
        ConfigCheck.Check(text, $"'{folder.FileAt($"{TextPart}/{ConfigFile}")}'");
        ConfigCheck.Check(network, $"'{folder.FileAt($"{DenoiserPart}/{ConfigFile}")}'", text.Width, codec?.Latent ?? 3);
        if (codec is not null) ConfigCheck.Check(codec, $"'{folder.FileAt($"{AutoencoderPart}/{ConfigFile}")}'");
        Vocabulary vocabulary = Words(folder, text.Vocabulary);
        LoadCount count = new(2 * folder.WeightFiles.Sum(file => new FileInfo(file).Length), progress, cancellation);
        Stack<nn.Module> loaded = [];
        try
        {
            TextEncoder textEncoder = Part(TextPart, () => new TextEncoder(text));
            DenoiserNetwork denoiser = Part(DenoiserPart, network.Build);
            Autoencoder? autoencoder = codec is null ? null : Part(AutoencoderPart, () => new Autoencoder(codec));
            string hash = folder.Hash(bytes => count.Add("hash", bytes));
            TextToImageNetwork both = new(textEncoder, denoiser);
            return new NetworkModel(folder.Name, hash, index.Defaults, vocabulary, both, autoencoder, index.Prediction)
            {
                GuidanceIsBakedIn = index.GuidanceIsBakedIn,
            };
        }
        catch
        {
            foreach (nn.Module part in loaded) part.Dispose();
            throw;
        }

        T Part<T>(string part, Func<T> make) where T : nn.Module
        {
            T built = FreshModule.Make(make);
            loaded.Push(built);
            return Fill(folder, part, target, built, bytes => count.Add(part, bytes));
        }
    }

    /// <summary>Looks at the kind of pipeline first: the index of another kind has other fields.</summary>
    private static ModelIndex Index(ModelFolder folder)
    {
        JsonElement index = folder.ReadJson<JsonElement>(ModelFolder.IndexFile);
        string? kind = index.ValueKind == JsonValueKind.Object && index.TryGetProperty("_class_name", out JsonElement name) ? name.ToString() : null;
        if (kind != ModelIndex.Pipeline)
            throw new HippogriffException($"The model {folder.Name} is {(kind is null ? "of an unknown kind" : $"a {Quoted.Name(kind)}")}; this version runs {ModelIndex.Pipeline} models.", FaultKind.DamagedFile);
        return folder.ReadJson<ModelIndex>(ModelFolder.IndexFile, ModelIndex.Json);
    }

    /// <summary>The design of a model's denoiser, for building another like it.</summary>
    /// <exception cref="HippogriffException">The file is missing or no design.</exception>
    public static NetworkConfig DesignOf(ModelFolder folder) => Config<NetworkConfig>(folder, DenoiserPart);

    /// <inheritdoc cref="ModelFacts.Read"/>
    internal static ModelFacts Facts(ModelFolder folder)
    {
        ModelIndex index = Index(folder);
        AutoencoderConfig? codec = index.HasAutoencoder ? Config<AutoencoderConfig>(folder, AutoencoderPart) : null;
        return new ModelFacts(folder.Name, index.Defaults, ConfigCheck.SizeMultiple(DesignOf(folder)) * (codec?.Factor ?? 1), index.GuidanceIsBakedIn);
    }

    private static T Config<T>(ModelFolder folder, string part) => folder.ReadJson<T>($"{part}/{ConfigFile}", ModelIndex.Json);

    private static Vocabulary Words(ModelFolder folder, int expected)
    {
        string path = folder.FileAt(VocabularyFile);
        string[] words;
        try { words = File.ReadAllLines(path); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException($"'{path}' cannot be read: {error.Message.TrimEnd('.')}.", error);
        }
        return words.Length == expected
            ? new Vocabulary(words)
            : throw new HippogriffException($"The model {folder.Name} is damaged: {VocabularyFile} has {words.Length} words and {TextPart}/{ConfigFile} says {expected}.", FaultKind.DamagedFile);
    }

    private static T Fill<T>(ModelFolder folder, string part, Device device, T network, Action<long> read) where T : nn.Module
    {
        using SafetensorsFile file = SafetensorsFile.Open(folder.FileAt($"{part}/{WeightsFile}"));
        WeightLoader.Load(network, file, read: read);
        network.to(device);
        network.eval();
        ConvolutionLayout.ChannelsLast(network);
        return network;
    }

    /// <summary>Writes a model folder that <see cref="Load(ModelFolder, string, IProgress{LoadProgress}, CancellationToken)"/> reads, weights in <paramref name="type"/>. model_index.json comes last: without it the folder is no model.</summary>
    public static void Save(string folder, NetworkModel model, NetworkConfig network, ScalarType type)
    {
        AtomicText(folder, VocabularyFile, string.Join('\n', model.Vocabulary.Words) + "\n");
        WritePart(folder, TextPart, model.Network.TextEncoder.Config, model.Network.TextEncoder, type);
        WritePart(folder, DenoiserPart, network, model.Network.Denoiser, type);
        if (model.Autoencoder is { } autoencoder) WritePart(folder, AutoencoderPart, autoencoder.Config, autoencoder, type);
        AtomicText(folder, ModelFolder.IndexFile, ToJson(new ModelIndex(ModelIndex.Pipeline, model.Prediction, model.Defaults, model.Autoencoder is not null, model.GuidanceIsBakedIn)));
    }

    private static void WritePart<T>(string folder, string part, T config, nn.Module network, ScalarType type)
    {
        AtomicText(folder, $"{part}/{ConfigFile}", ToJson(config));
        WeightLoader.Save(network, Path.Combine(folder, part, WeightsFile), type);
    }

    private static string ToJson<T>(T value) => JsonSerializer.Serialize(value, ModelIndex.Json) + "\n";

    private static void AtomicText(string folder, string name, string text) =>
        Files.AtomicFile.Write(Path.Combine(folder, name), System.Text.Encoding.UTF8.GetBytes(text));
}
