using Hippogriff.Adapters;
using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Schedulers;
using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.PromptGrammar;
using Hippogriff.Tokenizers;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// The definition of a checkpoint without tensors: enough for lists, validation of requests, memory estimates, and
/// building the model.
/// </summary>
public sealed record ModelDefinition
{
    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Display name of the format: "Hippogriff", "Stable Diffusion 1.5".</summary>
    public required string Kind { get; init; }

    /// <summary>Defaults for missing settings of a request.</summary>
    public required GenerationDefaults Defaults { get; init; }

    /// <summary>Its noise family.</summary>
    public required NoiseFamily Family { get; init; }

    /// <summary>What the denoiser predicts.</summary>
    public required Prediction Prediction { get; init; }

    /// <summary>
    /// How the model's levels are placed and stepped unless a request names others; null for the registries alone.
    /// </summary>
    public SchedulerConfig? Scheduler { get; init; }

    /// <summary>What the network takes of a picture beside the noise.</summary>
    public PictureInput Input { get; init; }

    /// <inheritdoc cref="ModelFacts.ReadsClip"/>
    public bool ReadsClip { get; init; }

    /// <inheritdoc cref="ModelFacts.ZeroSwitchesGuidanceOff"/>
    public bool ZeroSwitchesGuidanceOff { get; init; }

    /// <inheritdoc cref="ModelFacts.UsualBatch"/>
    public int UsualBatch { get; init; } = RequestCheck.LargestBatch;

    /// <inheritdoc cref="ModelFacts.SharesPasses"/>
    public bool SharesPasses { get; init; }

    /// <summary>File name of a VAE that is not the checkpoint's own; null for its own.</summary>
    public string? Vae { get; init; }

    /// <summary>Parts that the checkpoint lacks, "VAE" or "text encoder"; it cannot be loaded without them.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Factor of the network's time: 1 for times from 0 to 1, 1000 for training steps.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Width and height of pictures must be multiples of this.</summary>
    public required int SizeMultiple { get; init; }

    /// <inheritdoc cref="IPictureModel.IsGuidanceDistilled"/>
    public bool IsGuidanceDistilled { get; init; }

    /// <inheritdoc cref="IPictureModel.BytesPerPixel"/>
    public double BytesPerPixel { get; init; } = MemoryNeed.BytesPerPixel;

    /// <summary>The licence; null if the checkpoint does not name it.</summary>
    public string? License { get; init; }

    /// <summary>The networks in loading order.</summary>
    public IReadOnlyList<ModelPart> Parts { get; init; } = [];

    /// <summary>
    /// Reads further data of a model (its vocabulary) before the weights, and returns a function that assembles the
    /// loaded parts. The model then owns them. Null: a <see cref="DiffusionModel"/> of <see cref="Conditioner"/>,
    /// <see cref="Codec"/> and the part that is a <see cref="DenoiserNetwork"/>.
    /// </summary>
    public Func<ModelDefinition, Func<LoadedParts, IPictureModel>>? Prepare { get; init; }

    /// <summary>Reads its list of words; null for a model without one.</summary>
    public Func<ModelWords>? Words { get; init; }

    /// <summary>Reads the tokenizer of a model whose prompts CLIP reads; null for others.</summary>
    public Func<ClipTokenizer>? Tokenizer { get; init; }

    /// <summary>Reads the words of the embeddings that its prompts may have; null for none.</summary>
    public Func<IReadOnlyList<EmbeddingTrigger>>? Embeddings { get; init; }

    /// <summary>Makes the conditioner from the loaded parts; used if <see cref="Prepare"/> is null.</summary>
    public Func<LoadedParts, ITextConditioner>? Conditioner { get; init; }

    /// <summary>Makes the codec from the loaded parts; null for pixel models.</summary>
    public Func<LoadedParts, ILatentCodec>? Codec { get; init; }

    /// <summary>What adapters may change in the loaded parts; null if they may change nothing.</summary>
    public Func<LoadedParts, IAdapterTarget>? Adapters { get; init; }

    /// <summary>Its properties for requests.</summary>
    public ModelFacts Facts =>
        new(Name, Defaults, SizeMultiple, IsGuidanceDistilled)
        {
            BytesPerPixel = BytesPerPixel,
            Kind = Kind,
            Input = Input,
            ReadsClip = ReadsClip,
            ZeroSwitchesGuidanceOff = ZeroSwitchesGuidanceOff,
            UsualBatch = UsualBatch,
            SharesPasses = SharesPasses,
            Vae = Vae,
            Notes = Notes,
        };

    /// <summary>What a user should know before drawing, one sentence each: a variant taken, a part missing.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// The files that are loaded, each once, ordered by name. Others in the folder, such as unused variants, do not
    /// count: neither for the hash nor for the progress.
    /// </summary>
    /// <param name="model">The folder or file that it was read from.</param>
    public IReadOnlyList<string> FilesOf(ModelFolder model) => FilesIn(model, Parts);

    private static IReadOnlyList<string> FilesIn(ModelFolder model, IReadOnlyList<ModelPart> parts) =>
        parts.Count == 0
            ? model.WeightFiles
            :
            [
                .. parts
                    .SelectMany(part => part.Find())
                    .Distinct()
                    .OrderBy(file => Path.GetRelativePath(model.Path, file).Replace('\\', '/'), StringComparer.Ordinal),
            ];

    /// <summary>
    /// First ten hex digits of the SHA-256 of the checkpoint's own files. Parts from other files do not count, as other
    /// programs have it.
    /// </summary>
    /// <param name="model">The folder or file that it was read from.</param>
    /// <param name="read">See <see cref="ModelFolder.HashOf"/>.</param>
    public string Hash(ModelFolder model, Action<long>? read = null) =>
        ModelFolder.HashOf(FilesIn(model, [.. Parts.Where(part => !part.IsOfOtherFile)]), read);

    /// <summary>Refuses to load a checkpoint that is not whole.</summary>
    /// <exception cref="HippogriffException">A part is missing; the message says how to give it.</exception>
    public void RequireWhole()
    {
        if (Missing.Count == 0)
            return;
        string options = string.Join(
            " and ",
            Missing.Select(part => part == "VAE" ? "--vae FILE" : "--text-encoder FILE")
        );
        throw new HippogriffException(
            $"The model {Name} ({Kind}) has no {string.Join(" and no ", Missing)}; give it with {options}, from a "
                + "file of its own or from another checkpoint of this kind.",
            FaultKind.Incompatible
        );
    }

    /// <summary>
    /// What the weights lack or have in other shapes than the networks, a sentence a part; empty if all is there. Only
    /// headers of files are read.
    /// </summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        foreach (ModelPart part in Parts)
        {
            try
            {
                part.Require();
            }
            catch (HippogriffException fault)
            {
                faults.Add(fault.Message);
            }
        }
        return faults;
    }

    /// <summary>Number of parameters in all parts, by the headers of their files.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged.</exception>
    public long Numbers() => Parts.Sum(part => part.Numbers());

    /// <summary>Bytes of the weights in memory for a type; default float32.</summary>
    /// <inheritdoc cref="Numbers" path="/exception"/>
    public long Bytes(ScalarType? type = null) => Numbers() * SafetensorsTypes.SizeOf(type ?? ScalarType.Float32);
}

/// <summary>One network of a checkpoint.</summary>
/// <param name="Name">"text_encoder", "denoiser" or "vae"; reported while loading.</param>
/// <param name="Find">Returns the full paths of its weight files: one file or its shards. Called when they are
/// opened.</param>
/// <param name="Build">Builds the network. Called on the meta device, so networks must create their layers with the
/// functions of <c>Models/Layers/Layer.cs</c>.</param>
public sealed record ModelPart(string Name, Func<IReadOnlyList<string>> Find, Func<nn.Module> Build)
{
    /// <summary>Whether it comes from another file than the checkpoint, which a user named.</summary>
    public bool IsOfOtherFile { get; init; }

    /// <summary>Maps the files' tensors to its own.</summary>
    public WeightMap Map { get; init; } = WeightMap.Same;

    /// <summary>Its configuration file, for messages; null if there is none.</summary>
    public string? Config { get; init; }

    /// <summary>Whether loading checks its weights for NaN and infinity.</summary>
    public bool CheckNumbers { get; init; }

    /// <summary>Holds the headers of its files against the network.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged, or does not fit the network.</exception>
    internal void Require()
    {
        using WeightFiles files = WeightFiles.Open(Find());
        using nn.Module network = FreshModule.OnMeta(Build);
        WeightCheck.Require(files, Map, [.. WeightTarget.Of(network, Map, files)]);
    }

    /// <summary>Number of parameters in its files.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged.</exception>
    public long Numbers()
    {
        using WeightFiles files = WeightFiles.Open(Find());
        return files.ByName.Values.Where(entry => !Map.MayBeLeft(entry.Name)).Sum(entry => entry.Count);
    }
}

/// <summary>The loaded parts of a model.</summary>
/// <param name="Networks">Networks by name, in evaluation mode, on their device.</param>
/// <param name="Hash">See <see cref="IPictureModel.Hash"/>.</param>
public sealed record LoadedParts(IReadOnlyDictionary<string, nn.Module> Networks, string Hash)
{
    /// <summary>The network with that name.</summary>
    public T Get<T>(string name)
        where T : nn.Module => (T)Networks[name];

    /// <summary>The network with that name; null if there is none.</summary>
    public T? TryGet<T>(string name)
        where T : nn.Module => (T?)Networks.GetValueOrDefault(name);
}
