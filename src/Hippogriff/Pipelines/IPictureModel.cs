using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Schedulers;
using Hippogriff.Latents;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// A model for picture generation: a latent network, a pixel network, or the closed form over a folder. Called on the
/// thread that owns the device.
/// </summary>
public interface IPictureModel : IDisposable
{
    /// <summary>Name to write into pictures.</summary>
    string Name { get; }

    /// <summary>First ten hex digits of a hash of everything that pictures depend on.</summary>
    string Hash { get; }

    /// <summary>Defaults for missing settings of a request.</summary>
    GenerationDefaults Defaults { get; }

    /// <summary>Width and height of pictures must be multiples of this.</summary>
    int SizeMultiple { get; }

    /// <summary>Its noise family.</summary>
    NoiseFamily Family { get; }

    /// <summary>
    /// True for a guidance-distilled model. It needs no classifier-free guidance, and supports neither another scale
    /// nor a negative prompt.
    /// </summary>
    bool IsGuidanceDistilled => false;

    /// <summary>Device of its tensors.</summary>
    Device Device { get; }

    /// <summary>Type of the numbers that its networks compute with.</summary>
    ScalarType Type => ScalarType.Float32;

    /// <summary>
    /// The name of a weight that holds NaN or infinity; null if none does. Reads all weights, so it is asked only after
    /// a drawing has failed.
    /// </summary>
    string? BrokenWeight() => null;

    /// <summary>
    /// Bytes of memory that each pixel of a batch takes while it is drawn, beside the weights. Refusing a drawing that
    /// does not fit rests on it.
    /// </summary>
    double BytesPerPixel => MemoryNeed.BytesPerPixel;

    /// <summary>Memory that can be freed once the prompts are encoded.</summary>
    TextMemory TextMemory => default;

    /// <summary>
    /// Frees the networks that only read prompts. They are read again from their files when the next prompt is encoded.
    /// Nothing happens to a model that keeps them.
    /// </summary>
    void FreeTexts() { }

    /// <summary>Converts prompts to conditions.</summary>
    ITextConditioner Conditioner { get; }

    /// <summary>Converts pixels to the denoised tensor and back.</summary>
    ILatentCodec Codec { get; }

    /// <summary>Shape [C, h, w] of the denoised tensor for a picture of the given size in pixels.</summary>
    long[] ShapeFor(int width, int height) => [Codec.Channels, height / Codec.Factor, width / Codec.Factor];

    /// <summary>Its properties for requests.</summary>
    ModelFacts Facts => new(Name, Defaults, SizeMultiple, IsGuidanceDistilled) { BytesPerPixel = BytesPerPixel };

    /// <summary>
    /// The scheduler for a sampler and a schedule, if the model comes with one that fits them. Null if the registries'
    /// samplers and schedules are meant.
    /// </summary>
    SchedulerConfig? SchedulerFor(string sampler, string schedule) => null;

    /// <summary>
    /// This model in the levels of a scheduler's run; used only if <see cref="SchedulerFor"/> gives one. The model
    /// stays the owner of everything.
    /// </summary>
    IPictureModel Following(SchedulerRun run) =>
        throw new NotSupportedException("This model comes without a scheduler.");

    /// <summary>
    /// What the network predicts, if guidance is rescaled on that, as other programs do; null if it is rescaled on the
    /// clean guess.
    /// </summary>
    Prediction? RescaledPrediction => null;

    /// <summary>
    /// The denoiser for a condition of K rows. It takes batches of K * N, with the first N pictures for the first row.
    /// Creating one is free. The condition is used, not owned.
    /// </summary>
    /// <remarks>
    /// A condition that changes between steps is a denoiser that makes it at each level:
    /// <code>Denoiser changing = (x, sigma) => model.DenoiserFor(condition.With(ExtraInputs.Control,
    /// Residuals(x, sigma)))(x, sigma);</code>
    /// In this way a ControlNet adds its residuals, and prompts can change during sampling. Constant channels (nine for
    /// an inpainting model, eight for instruct-pix2pix) are set once as <see cref="ExtraInputs.Channels"/>.
    /// </remarks>
    Denoiser DenoiserFor(Condition condition);

    /// <summary>Applies LoRAs until the result is disposed; only once at a time.</summary>
    /// <exception cref="HippogriffException">A LoRA is damaged or for another model, or the model does not support
    /// LoRAs.</exception>
    IDisposable? Adapt(IReadOnlyList<LoraChoice> loras) =>
        loras.Count == 0
            ? null
            : throw new HippogriffException(
                $"The model {Name} takes no LoRA, because it has no layers that one could change; leave the LoRA out.",
                FaultKind.Incompatible
            );

    /// <summary>
    /// Which LoRAs fit the model only in part, a sentence each. Reads their headers; may be called on any thread.
    /// </summary>
    /// <exception cref="HippogriffException">A LoRA is damaged or for another model.</exception>
    IReadOnlyList<string> FitsOf(IReadOnlyList<LoraChoice> loras) => [];

    /// <summary>Whether LoRAs are applied, so that pictures depend on more than <see cref="Hash"/>.</summary>
    bool IsAdapted => false;
}
