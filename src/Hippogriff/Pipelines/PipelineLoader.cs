using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Models;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>Loads and saves our own models, which can be trained and inspected.</summary>
public static class PipelineLoader
{
    /// <summary>Loads the model named <paramref name="nameOrPath"/> (null: the default one).</summary>
    /// <inheritdoc cref="Load(ModelFolder, LoadOptions, CancellationToken)"/>
    public static NetworkModel Load(
        string? nameOrPath,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Own(CheckpointLoader.Load(nameOrPath, options, cancellationToken));

    /// <summary>Loads the model in a folder, with the folder's name.</summary>
    /// <exception cref="HippogriffException">It is not one of our own models.</exception>
    /// <inheritdoc cref="CheckpointLoader.Load(ModelFolder, LoadOptions, CancellationToken)" path="/exception"/>
    public static NetworkModel Load(
        ModelFolder folder,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Own(CheckpointLoader.Load(folder, options, cancellationToken));

    /// <inheritdoc cref="HippogriffFolder.DesignOf"/>
    public static DenoiserConfig DesignOf(ModelFolder folder) => HippogriffFolder.DesignOf(folder);

    /// <summary>
    /// Writes a model folder for <see cref="Load(ModelFolder, LoadOptions, CancellationToken)"/>, with weights in
    /// <paramref name="type"/>. model_index.json is written last: a folder without it is not a model.
    /// </summary>
    public static void Save(string folder, NetworkModel model, DenoiserConfig network, ScalarType type)
    {
        AtomicText(folder, HippogriffFolder.VocabularyFile, string.Join('\n', model.Vocabulary.Words) + "\n");
        WritePart(folder, HippogriffFolder.TextPart, model.Network.TextEncoder.Config, model.Network.TextEncoder, type);
        WritePart(folder, HippogriffFolder.DenoiserPart, network, model.Network.Denoiser, type);
        if (model.Autoencoder is { } autoencoder)
            WritePart(folder, HippogriffFolder.AutoencoderPart, autoencoder.Config, autoencoder, type);
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

    private static NetworkModel Own(IPictureModel model)
    {
        if (model is NetworkModel own)
            return own;
        string name = model.Name;
        model.Dispose();
        throw new HippogriffException(
            $"The model {name} was not made by Hippogriff, and this needs a model that was.",
            FaultKind.Incompatible
        );
    }

    private static void WritePart<T>(string folder, string part, T config, nn.Module network, ScalarType type)
    {
        AtomicText(folder, $"{part}/{HippogriffFolder.ConfigFile}", ToJson(config));
        WeightLoader.Save(network, Path.Combine(folder, part, HippogriffFolder.WeightsFile), type);
    }

    private static string ToJson<T>(T value) => JsonSerializer.Serialize(value, ModelIndex.Json) + "\n";

    private static void AtomicText(string folder, string name, string text) =>
        AtomicFile.Write(Path.Combine(folder, name), System.Text.Encoding.UTF8.GetBytes(text));
}
