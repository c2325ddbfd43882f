using Hippogriff.Denoising;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines;

/// <summary>
/// What can be said of a model without its weights: enough to refuse a request at once that it could never draw.
/// </summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Defaults">What it draws with when a request leaves things open.</param>
/// <param name="SizeMultiple">Width and height must be multiples of this.</param>
/// <param name="IsGuidanceDistilled">See <see cref="IPictureModel.IsGuidanceDistilled"/>.</param>
public sealed record ModelFacts(string Name, GenerationDefaults Defaults, int SizeMultiple, bool IsGuidanceDistilled)
{
    /// <inheritdoc cref="IPictureModel.BytesPerPixel"/>
    public double BytesPerPixel { get; init; } = MemoryNeed.BytesPerPixel;

    /// <summary>Reads the small files of a model's folder; loads neither weights nor libtorch.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged, or the model is of another kind.</exception>
    public static ModelFacts Read(ModelFolder folder) =>
        CheckpointRegistry.Default.Read(new CheckpointSource(folder)).Facts;

    /// <summary>
    /// The request as it is drawn: everything resolved but the model's hash, its source in the size that is drawn.
    /// Refuses what cannot be drawn as drawing itself would.
    /// </summary>
    /// <param name="request">The request; where it says no seed, one is drawn at random.</param>
    /// <exception cref="HippogriffException">The message names the value and what is allowed.</exception>
    public PreparedRequest Prepare(GenerationRequest request) => RequestCheck.Prepare(request, this, "", Seeds.Random);

    internal static ModelFacts Of(IPictureModel model) =>
        new(model.Name, model.Defaults, model.SizeMultiple, model.IsGuidanceDistilled)
        {
            BytesPerPixel = model.BytesPerPixel,
        };
}
