using System.Text.Json;
using Hippogriff.Devices;
using Hippogriff.Files;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Layers;
using Hippogriff.Models.Text;
using Hippogriff.Texts;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>From a model folder to a model that is ready to draw, and back.</summary>
public static class PipelineLoader
{
    private const string WeightsFile = "model.safetensors",
        ConfigFile = "config.json";
    private const string VocabularyFile = "tokenizer/vocab.txt",
        TextPart = "text_encoder",
        DenoiserPart = "denoiser",
        AutoencoderPart = "vae";

    /// <summary>Loads the model called <paramref name="nameOrPath"/> (null: the default one).</summary>
    /// <inheritdoc cref="Load(ModelFolder, LoadOptions, CancellationToken)"/>
    public static NetworkModel Load(
        string? nameOrPath,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new LoadOptions();
        options.Check(); // before a model is looked for
        return Load(ModelFolder.Find(nameOrPath), options, cancellationToken);
    }

    /// <summary>
    /// Loads the model in a folder; it is called as the folder says. What was loaded is freed where it fails or is
    /// cancelled.
    /// </summary>
    /// <exception cref="HippogriffException">There is no such model, or a part of it is missing or damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled: looked at before every weight, and every megabyte
    /// of the hash.</exception>
    public static NetworkModel Load(
        ModelFolder folder,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        options ??= new LoadOptions();
        Device target = options.Check();
        (ModelIndex index, TextEncoderConfig text, NetworkConfig network, AutoencoderConfig? codec) = Settings(folder);
        Vocabulary vocabulary = Words(folder, text.Vocabulary);
        ModelMeanings meanings = ModelMeanings.Of(folder, vocabulary);
        LoadCount count = new(
            2 * folder.WeightFiles.Sum(file => new FileInfo(file).Length),
            options.Progress,
            cancellationToken
        );
        Stack<nn.Module> loaded = [];
        try
        {
            TextEncoder textEncoder = Part(TextPart, () => NetworkSize.Of(text), () => new TextEncoder(text));
            DenoiserNetwork denoiser = Part(DenoiserPart, network.Numbers, network.Build);
            Autoencoder? autoencoder = codec is null
                ? null
                : Part(AutoencoderPart, () => NetworkSize.Of(codec), () => new Autoencoder(codec));
            string hash = folder.Hash(bytes => count.Add("hash", bytes));
            TextToImageNetwork both = new(textEncoder, denoiser);
            return new NetworkModel(
                folder.Name,
                hash,
                index.Defaults,
                vocabulary,
                both,
                autoencoder,
                index.Prediction,
                meanings
            )
            {
                IsGuidanceDistilled = index.IsGuidanceDistilled,
            };
        }
        catch
        {
            foreach (nn.Module part in loaded)
                part.Dispose();
            throw;
        }

        T Part<T>(string part, Func<long> numbers, Func<T> build)
            where T : nn.Module
        {
            using SafetensorsFile file = SafetensorsFile.Open(folder.FileAt($"{part}/{WeightsFile}"));
            WeightBudget.Require(file, folder.FileAt($"{part}/{ConfigFile}"), numbers);
            T network = FreshModule.Make(build);
            loaded.Push(network);
            return Fill(network, file, target, options.Type, bytes => count.Add(part, bytes));
        }
    }

    /// <summary>All files of settings of a model, each checked and held against the others.</summary>
    private static (ModelIndex Index, TextEncoderConfig Text, NetworkConfig Network, AutoencoderConfig? Codec) Settings(
        ModelFolder folder
    )
    {
        ModelIndex index = Index(folder);
        TextEncoderConfig text = Config<TextEncoderConfig>(folder, TextPart);
        NetworkConfig network = Config<NetworkConfig>(folder, DenoiserPart);
        AutoencoderConfig? codec = index.HasAutoencoder ? Config<AutoencoderConfig>(folder, AutoencoderPart) : null;
        ConfigCheck.Check(text, Origin(TextPart));
        ConfigCheck.Check(network, Origin(DenoiserPart), text.Width, codec?.Latent ?? 3);
        if (codec is not null)
            ConfigCheck.Check(codec, Origin(AutoencoderPart));
        int multiple = ConfigCheck.SizeMultiple(network) * (codec?.Factor ?? 1);
        ConfigCheck.Check(index.Defaults, $"'{folder.FileAt(ModelFolder.IndexFile)}'", multiple);
        return (index, text, network, codec);

        string Origin(string part) => $"'{folder.FileAt($"{part}/{ConfigFile}")}'";
    }

    /// <summary>Looks at the kind of pipeline first: the index of another kind has other fields.</summary>
    private static ModelIndex Index(ModelFolder folder)
    {
        JsonElement index = folder.ReadJson<JsonElement>(ModelFolder.IndexFile);
        string? kind = JsonText.StringOf(index, "_class_name");
        if (kind != ModelIndex.Pipeline)
            throw new HippogriffException(
                $"The model {folder.Name} is "
                    + $"{(kind is null ? "of an unknown kind" : $"a {Quoted.Name(kind)}")}; this version runs "
                    + $"{ModelIndex.Pipeline} models.",
                FaultKind.DamagedFile
            );
        return folder.ReadJson<ModelIndex>(ModelFolder.IndexFile, ModelIndex.Json);
    }

    /// <summary>The design of a model's denoiser, for building another like it.</summary>
    /// <exception cref="HippogriffException">The file is missing or no design.</exception>
    public static NetworkConfig DesignOf(ModelFolder folder) => Config<NetworkConfig>(folder, DenoiserPart);

    /// <inheritdoc cref="ModelFacts.Read"/>
    internal static ModelFacts Facts(ModelFolder folder)
    {
        (ModelIndex index, _, NetworkConfig network, AutoencoderConfig? codec) = Settings(folder);
        return new ModelFacts(
            folder.Name,
            index.Defaults,
            ConfigCheck.SizeMultiple(network) * (codec?.Factor ?? 1),
            index.IsGuidanceDistilled
        );
    }

    private static T Config<T>(ModelFolder folder, string part) =>
        folder.ReadJson<T>($"{part}/{ConfigFile}", ModelIndex.Json);

    private static Vocabulary Words(ModelFolder folder, int expected)
    {
        string path = folder.FileAt(VocabularyFile);
        IReadOnlyList<string> words = RegularFile.ReadLines(path);
        return words.Count == expected
            ? new Vocabulary(words)
            : throw new HippogriffException(
                $"The model {folder.Name} is damaged: {VocabularyFile} has {Counted.Of(words.Count, "word")} "
                    + $"and {TextPart}/{ConfigFile} says {expected}.",
                FaultKind.DamagedFile
            );
    }

    private static T Fill<T>(T network, SafetensorsFile file, Device device, ScalarType? type, Action<long> read)
        where T : nn.Module
    {
        WeightLoader.Load(network, file, read: read);
        network.to(device);
        if (type is { } wanted)
            network.to(wanted);
        network.eval();
        ConvolutionLayout.ChannelsLast(network);
        return network;
    }

    /// <summary>
    /// Writes a model folder that <see cref="Load(ModelFolder, LoadOptions, CancellationToken)"/>
    /// reads, weights in <paramref name="type"/>. model_index.json comes last: without it the folder is no model.
    /// </summary>
    public static void Save(string folder, NetworkModel model, NetworkConfig network, ScalarType type)
    {
        AtomicText(folder, VocabularyFile, string.Join('\n', model.Vocabulary.Words) + "\n");
        WritePart(folder, TextPart, model.Network.TextEncoder.Config, model.Network.TextEncoder, type);
        WritePart(folder, DenoiserPart, network, model.Network.Denoiser, type);
        if (model.Autoencoder is { } autoencoder)
            WritePart(folder, AutoencoderPart, autoencoder.Config, autoencoder, type);
        AtomicText(
            folder,
            ModelFolder.IndexFile,
            ToJson(
                new ModelIndex(
                    ModelIndex.Pipeline,
                    model.Prediction,
                    model.Defaults,
                    model.Autoencoder is not null,
                    model.IsGuidanceDistilled
                )
            )
        );
    }

    private static void WritePart<T>(string folder, string part, T config, nn.Module network, ScalarType type)
    {
        AtomicText(folder, $"{part}/{ConfigFile}", ToJson(config));
        WeightLoader.Save(network, Path.Combine(folder, part, WeightsFile), type);
    }

    private static string ToJson<T>(T value) => JsonSerializer.Serialize(value, ModelIndex.Json) + "\n";

    private static void AtomicText(string folder, string name, string text) =>
        AtomicFile.Write(Path.Combine(folder, name), System.Text.Encoding.UTF8.GetBytes(text));
}
