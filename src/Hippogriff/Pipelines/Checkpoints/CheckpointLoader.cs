using Hippogriff.Adapters;
using Hippogriff.Conditioning;
using Hippogriff.Files;
using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.Models.Layers;
using Hippogriff.PromptEncoding;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// Loads a checkpoint of any known format as a model. Networks are built on the meta device and checked against the
/// headers of their files. They are then filled tensor by tensor in the requested type and on the requested device.
/// </summary>
public static class CheckpointLoader
{
    /// <summary>Loads the model named <paramref name="nameOrPath"/> (null: the default one).</summary>
    /// <inheritdoc cref="Load(ModelFolder, LoadOptions, CancellationToken)"/>
    public static IPictureModel Load(
        string? nameOrPath,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new LoadOptions();
        options.Check(); // before a model is looked for
        return Load(CheckpointRegistry.Default.Library().Find(nameOrPath), options, cancellationToken);
    }

    /// <summary>Loads a model. On failure or cancellation, everything loaded is freed.</summary>
    /// <exception cref="HippogriffException">The format is unknown, or a part is missing or damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; checked before every weight and every megabyte of
    /// the hash.</exception>
    public static IPictureModel Load(
        ModelFolder model,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Load(model, CheckpointRegistry.Default, options, cancellationToken);

    /// <summary>The same with custom checkpoint formats.</summary>
    /// <inheritdoc cref="Load(ModelFolder, LoadOptions, CancellationToken)"/>
    public static IPictureModel Load(
        ModelFolder model,
        CheckpointRegistry registry,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        options ??= new LoadOptions();
        Device device = options.Check();
        ModelDefinition definition = registry.Read(new CheckpointSource(model) { Choices = options.Choices });
        definition.RequireWhole();
        if (device.type == DeviceType.CPU)
            MemoryNeed.RequireForLoading(definition, options.Type);
        Func<LoadedParts, IPictureModel> assemble =
            definition.Prepare?.Invoke(definition) ?? (parts => Assembled(definition, parts, device, options.Type));
        long bytes = definition.FilesOf(model).Sum(RegularFile.LengthOf);
        LoadCount count = new(2 * bytes, options.Progress, cancellationToken);
        Dictionary<string, nn.Module> networks = [];
        try
        {
            foreach (ModelPart part in definition.Parts)
                Fill(part, device, options.Type, count, networks);
            string hash = definition.Hash(model, read => count.Add("hash", read));
            count.Finish("hash");
            return assemble(new LoadedParts(networks, hash));
        }
        catch
        {
            foreach (nn.Module network in networks.Values)
                network.Dispose();
            throw;
        }
    }

    private static void Fill(
        ModelPart part,
        Device device,
        ScalarType? type,
        LoadCount count,
        Dictionary<string, nn.Module> networks
    )
    {
        nn.Module network = FreshModule.OnMeta(part.Build);
        networks.Add(part.Name, network);
        ReloadedPart.Fill(part, network, device, type, bytes => count.Add(part.Name, bytes));
    }

    private static DiffusionModel Assembled(
        ModelDefinition definition,
        LoadedParts loaded,
        Device device,
        ScalarType? type
    )
    {
        DenoiserNetwork denoiser = loaded.Networks.Values.OfType<DenoiserNetwork>().Single();
        ITextConditioner conditioner = definition.Conditioner!(loaded);
        ILatentCodec codec = definition.Codec?.Invoke(loaded) ?? PixelCodec.Shared;
        IAdapterTarget? adapters = definition.Adapters?.Invoke(loaded);
        nn.Module[] owned = [.. loaded.Networks.Values];
        return conditioner is ClipConditioner clip
            ? new ClipModel(definition, loaded.Hash, denoiser, clip, codec)
            {
                Adapters = adapters,
                Owned = owned,
                Texts =
                [
                    .. definition
                        .Parts.Where(part => part.Name == PublicTexts.TextEncoder)
                        .Select(part => new ReloadedPart(part, loaded.Networks[part.Name], device, type)),
                ],
            }
            : new DiffusionModel(definition, loaded.Hash, denoiser, conditioner, codec)
            {
                Adapters = adapters,
                Owned = owned,
            };
    }
}
