using Hippogriff.Denoising;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines;

/// <summary>Properties of a model without its weights, enough to validate a request immediately.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Defaults">Defaults for missing settings of a request.</param>
/// <param name="SizeMultiple">Width and height must be multiples of this.</param>
/// <param name="IsGuidanceDistilled">See <see cref="IPictureModel.IsGuidanceDistilled"/>.</param>
public sealed record ModelFacts(string Name, GenerationDefaults Defaults, int SizeMultiple, bool IsGuidanceDistilled)
{
    /// <inheritdoc cref="IPictureModel.BytesPerPixel"/>
    public double BytesPerPixel { get; init; } = MemoryNeed.BytesPerPixel;

    /// <summary>Display name of its kind: "Hippogriff", "Stable Diffusion 1.x".</summary>
    public string Kind { get; init; } = HippogriffFolder.Kind;

    /// <summary>What its network takes of a picture beside the noise.</summary>
    public PictureInput Input { get; init; }

    /// <summary>Whether its prompts are read by CLIP encoders: weights in brackets, clip skip, embeddings.</summary>
    public bool ReadsClip { get; init; }

    /// <summary>
    /// Whether a guidance scale of 0 means none, as in other programs for models of few steps, and not the negative
    /// prompt alone.
    /// </summary>
    public bool ZeroSwitchesGuidanceOff { get; init; }

    /// <summary>Pictures in a batch if a request says nothing; large networks draw one by one.</summary>
    public int UsualBatch { get; init; } = RequestCheck.LargestBatch;

    /// <summary>Whether drawings at the same time can share passes, see <see cref="DiffusionPipeline.SharesPasses"/>.
    /// </summary>
    public bool SharesPasses { get; init; }

    /// <summary>File name of a VAE that is not its own; null for its own.</summary>
    public string? Vae { get; init; }

    /// <inheritdoc cref="ModelDefinition.Notes"/>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Reads the small files of a model; loads neither weights nor libtorch.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged, or the format is unknown.</exception>
    public static ModelFacts Read(ModelFolder folder) =>
        CheckpointRegistry.Default.Read(new CheckpointSource(folder)).Facts;

    /// <summary>
    /// Resolves a request completely except for the model's hash, with its source in the output size. Refuses the same
    /// requests as sampling.
    /// </summary>
    /// <param name="request">The request; without a seed, it gets a random one.</param>
    /// <exception cref="HippogriffException">A value is not valid; the message names it and what is
    /// allowed.</exception>
    public PreparedRequest Prepare(GenerationRequest request) => RequestCheck.Prepare(request, this, "", Seeds.Random);
}
