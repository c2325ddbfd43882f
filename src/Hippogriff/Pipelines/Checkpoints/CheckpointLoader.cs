using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.Models.Layers;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// From a checkpoint of any known kind to a model that is ready to draw. Networks are built without numbers, held
/// against the headers of their files, and then filled tensor by tensor in the asked type on the asked device.
/// </summary>
public static class CheckpointLoader
{
    /// <summary>Loads the model called <paramref name="nameOrPath"/> (null: the default one).</summary>
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

    /// <summary>Loads a model. What was loaded is freed where it fails or is cancelled.</summary>
    /// <exception cref="HippogriffException">It is of no known kind, or a part of it is missing or
    /// damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled: looked at before every weight, and every megabyte
    /// of the hash.</exception>
    public static IPictureModel Load(
        ModelFolder model,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Load(model, CheckpointRegistry.Default, options, cancellationToken);

    /// <summary>The same with kinds of checkpoints of one's own.</summary>
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
        ModelDefinition definition = registry.Read(new CheckpointSource(model));
        Func<LoadedParts, IPictureModel> assemble =
            definition.Prepare?.Invoke(definition) ?? (parts => Assembled(definition, parts));
        long bytes = model.WeightFiles.Sum(file => new FileInfo(file).Length);
        LoadCount count = new(2 * bytes, options.Progress, cancellationToken);
        Dictionary<string, nn.Module> networks = [];
        try
        {
            foreach (ModelPart part in definition.Parts)
                Fill(part, device, options.Type, count, networks);
            string hash = model.Hash(read => count.Add("hash", read));
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
        using WeightFiles files = WeightFiles.Open(part.Find());
        nn.Module network = FreshModule.OnMeta(part.Build);
        networks.Add(part.Name, network);
        WeightBudget.Require(
            files,
            part.Config ?? files.Path,
            () => network.state_dict().Values.Sum(tensor => tensor.numel())
        );
        WeightLoader.Load(
            network,
            files,
            new WeightLoading
            {
                Map = part.Map,
                Device = device,
                Type = type,
                CheckNumbers = part.CheckNumbers,
                Make = device.type == DeviceType.CPU ? ConvolutionLayout.Empty : null,
                Read = bytes => count.Add(part.Name, bytes),
            }
        );
        Move(network, device, type);
        network.eval();
    }

    /// <summary>A network whose layers were made elsewhere than on the meta device was filled where it was.</summary>
    private static void Move(nn.Module network, Device device, ScalarType? type)
    {
        network.to(device);
        if (type is { } wanted)
            network.to(wanted);
    }

    private static DiffusionModel Assembled(ModelDefinition definition, LoadedParts loaded) =>
        new(
            definition,
            loaded.Hash,
            loaded.Networks.Values.OfType<DenoiserNetwork>().Single(),
            definition.Conditioner!(loaded),
            definition.Codec?.Invoke(loaded) ?? PixelCodec.Shared
        )
        {
            Adapters = definition.Adapters?.Invoke(loaded),
        };
}
