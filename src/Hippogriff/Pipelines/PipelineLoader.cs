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
    /// <exception cref="HippogriffException">There is no such model, or a part of it is missing or damaged.</exception>
    public static NetworkModel Load(string? nameOrPath, string device)
    {
        Device target = DeviceChoice.Parse(device);
        ModelFolder folder = ModelFolder.Find(nameOrPath);
        ModelIndex index = folder.ReadJson<ModelIndex>(ModelFolder.IndexFile, ModelIndex.Json);
        if (index.ClassName != ModelIndex.Pipeline)
            throw new HippogriffException($"The model {folder.Name} is a {index.ClassName}; this version runs {ModelIndex.Pipeline} models.");
        Vocabulary vocabulary = new(File.ReadAllLines(folder.FileAt(VocabularyFile)));
        TextEncoder textEncoder = Part(folder, TextPart, target, new TextEncoder(folder.ReadJson<TextEncoderConfig>($"{TextPart}/{ConfigFile}", ModelIndex.Json)));
        DenoiserNetwork denoiser = Part(folder, DenoiserPart, target, folder.ReadJson<NetworkConfig>($"{DenoiserPart}/{ConfigFile}", ModelIndex.Json).Build());
        Autoencoder? autoencoder = !index.HasAutoencoder ? null
            : Part(folder, AutoencoderPart, target, new Autoencoder(folder.ReadJson<AutoencoderConfig>($"{AutoencoderPart}/{ConfigFile}", ModelIndex.Json)));
        return new NetworkModel(folder.Name, folder.Hash(), index.Defaults, vocabulary, new TextToImageNetwork(textEncoder, denoiser), autoencoder, index.Prediction);
    }

    private static T Part<T>(ModelFolder folder, string part, Device device, T network) where T : nn.Module
    {
        using SafetensorsFile file = SafetensorsFile.Open(folder.FileAt($"{part}/{WeightsFile}"));
        WeightLoader.Load(network, file);
        network.to(device);
        network.eval();
        ConvolutionLayout.ChannelsLast(network);
        return network;
    }

    /// <summary>Writes a model folder that <see cref="Load"/> reads, weights in <paramref name="type"/>. model_index.json comes last: without it the folder is no model.</summary>
    public static void Save(string folder, NetworkModel model, NetworkConfig network, ScalarType type)
    {
        AtomicText(folder, VocabularyFile, string.Join('\n', model.Vocabulary.Words) + "\n");
        WritePart(folder, TextPart, model.Network.TextEncoder.Config, model.Network.TextEncoder, type);
        WritePart(folder, DenoiserPart, network, model.Network.Denoiser, type);
        if (model.Autoencoder is { } autoencoder) WritePart(folder, AutoencoderPart, autoencoder.Config, autoencoder, type);
        AtomicText(folder, ModelFolder.IndexFile, ToJson(new ModelIndex(ModelIndex.Pipeline, model.Prediction, model.Defaults, model.Autoencoder is not null)));
    }

    private static void WritePart<T>(string folder, string part, T config, nn.Module network, ScalarType type)
    {
        AtomicText(folder, $"{part}/{ConfigFile}", ToJson(config));
        WeightLoader.Save(network, Path.Combine(folder, part, WeightsFile), type);
    }

    private static string ToJson<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value, ModelIndex.Json) + "\n";

    private static void AtomicText(string folder, string name, string text) =>
        Files.AtomicFile.Write(Path.Combine(folder, name), System.Text.Encoding.UTF8.GetBytes(text));
}
