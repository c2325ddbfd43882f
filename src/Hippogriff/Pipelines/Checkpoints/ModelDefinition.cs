using Hippogriff.Adapters;
using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// What a checkpoint is, without a tensor: enough for lists, for refusing a request, for the memory it will take, and
/// for building the model. Our own models are one kind among others.
/// </summary>
public sealed record ModelDefinition
{
    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of model it is, for people: "Hippogriff", "Stable Diffusion 1.5".</summary>
    public required string Kind { get; init; }

    /// <summary>What it draws with when a request leaves things open.</summary>
    public required GenerationDefaults Defaults { get; init; }

    /// <summary>How noise is added to its pictures.</summary>
    public required NoiseFamily Family { get; init; }

    /// <summary>What the denoiser predicts.</summary>
    public required Prediction Prediction { get; init; }

    /// <summary>
    /// What the network's time is multiplied with: 1 where it is 0 to 1, 1000 where it counts training steps.
    /// </summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Width and height of pictures must be multiples of this.</summary>
    public required int SizeMultiple { get; init; }

    /// <inheritdoc cref="IPictureModel.IsGuidanceDistilled"/>
    public bool IsGuidanceDistilled { get; init; }

    /// <inheritdoc cref="IPictureModel.BytesPerPixel"/>
    public double BytesPerPixel { get; init; } = MemoryNeed.BytesPerPixel;

    /// <summary>The licence where the checkpoint says it; null where it does not.</summary>
    public string? License { get; init; }

    /// <summary>The networks, in the order in which they are loaded.</summary>
    public IReadOnlyList<ModelPart> Parts { get; init; } = [];

    /// <summary>
    /// Reads what else a model needs (its words), before any weight, and answers what assembles the loaded parts, which
    /// the model owns from then on. Null: <see cref="DiffusionModel"/> of <see cref="Conditioner"/>,
    /// <see cref="Codec"/> and the part that is a <see cref="DenoiserNetwork"/>.
    /// </summary>
    public Func<ModelDefinition, Func<LoadedParts, IPictureModel>>? Prepare { get; init; }

    /// <summary>Makes the conditioner of the loaded parts; asked for where <see cref="Prepare"/> is null.</summary>
    public Func<LoadedParts, ITextConditioner>? Conditioner { get; init; }

    /// <summary>Makes the codec of the loaded parts; null for models on pixels.</summary>
    public Func<LoadedParts, ILatentCodec>? Codec { get; init; }

    /// <summary>What adapters may change in the loaded parts; null where they may change nothing.</summary>
    public Func<LoadedParts, IAdapterTarget>? Adapters { get; init; }

    /// <summary>What a request must know of it.</summary>
    public ModelFacts Facts => new(Name, Defaults, SizeMultiple, IsGuidanceDistilled) { BytesPerPixel = BytesPerPixel };

    /// <summary>Numbers in all parts, by the headers of their files.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged.</exception>
    public long Numbers() => Parts.Sum(part => part.Numbers());

    /// <summary>Bytes that the weights take in memory in a type; float32 where none is said.</summary>
    /// <inheritdoc cref="Numbers" path="/exception"/>
    public long Bytes(ScalarType? type = null) => Numbers() * SafetensorsTypes.SizeOf(type ?? ScalarType.Float32);
}

/// <summary>One network of a checkpoint.</summary>
/// <param name="Name">"text_encoder", "denoiser", "vae"; told while it is loaded.</param>
/// <param name="Find">Full paths of the files that hold its weights: one, or the shards of one. Asked when they are
/// opened.</param>
/// <param name="Build">Makes the network. It is called where tensors have shapes and no numbers, so networks make their
/// layers by the functions of <c>Models/Layers/Layer.cs</c>.</param>
public sealed record ModelPart(string Name, Func<IReadOnlyList<string>> Find, Func<nn.Module> Build)
{
    /// <summary>How its tensors follow from those of the files.</summary>
    public WeightMap Map { get; init; } = WeightMap.Same;

    /// <summary>The file of settings that it is built by, for messages; null where there is none.</summary>
    public string? Config { get; init; }

    /// <summary>Whether its weights are looked through for NaN and infinity when they are loaded.</summary>
    public bool CheckNumbers { get; init; }

    /// <summary>Numbers in its files.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged.</exception>
    public long Numbers()
    {
        using WeightFiles files = WeightFiles.Open(Find());
        return files.ByName.Values.Where(entry => !Map.MayBeLeft(entry.Name)).Sum(entry => entry.Count);
    }
}

/// <summary>The parts of a model when all are loaded.</summary>
/// <param name="Networks">By name, in evaluation mode, on their device.</param>
/// <param name="Hash">See <see cref="IPictureModel.Hash"/>.</param>
public sealed record LoadedParts(IReadOnlyDictionary<string, nn.Module> Networks, string Hash)
{
    /// <summary>The network of that name.</summary>
    public T Get<T>(string name)
        where T : nn.Module => (T)Networks[name];

    /// <summary>The network of that name; null where the model has none.</summary>
    public T? TryGet<T>(string name)
        where T : nn.Module => (T?)Networks.GetValueOrDefault(name);
}
