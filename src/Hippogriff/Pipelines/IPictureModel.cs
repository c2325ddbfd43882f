using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Latents;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// What a generation needs of a model, whatever is inside: a trained network on a latent, one on pixels, or the closed
/// form over a folder. Called on the one thread that owns the device.
/// </summary>
public interface IPictureModel : IDisposable
{
    /// <summary>Name, as it is written into pictures.</summary>
    string Name { get; }

    /// <summary>First ten hex digits of a hash over all that the pictures depend on.</summary>
    string Hash { get; }

    /// <summary>What it draws with when a request leaves things open.</summary>
    GenerationDefaults Defaults { get; }

    /// <summary>Width and height of pictures must be multiples of this.</summary>
    int SizeMultiple { get; }

    /// <summary>How noise is added to its pictures.</summary>
    NoiseFamily Family { get; }

    /// <summary>
    /// True for a guidance-distilled model. It needs no classifier-free guidance, and supports neither another scale
    /// nor a negative prompt.
    /// </summary>
    bool IsGuidanceDistilled => false;

    /// <summary>Where its tensors live.</summary>
    Device Device { get; }

    /// <summary>
    /// Bytes of memory that each pixel of a batch takes while it is drawn, beside the weights. Refusing a drawing that
    /// does not fit rests on it.
    /// </summary>
    double BytesPerPixel => MemoryNeed.BytesPerPixel;

    /// <summary>From prompts to conditions.</summary>
    ITextConditioner Conditioner { get; }

    /// <summary>From pixels to what is denoised, and back.</summary>
    ILatentCodec Codec { get; }

    /// <summary>Shape [C, h, w] of what is denoised for a picture of the given size in pixels.</summary>
    long[] ShapeFor(int width, int height) => [Codec.Channels, height / Codec.Factor, width / Codec.Factor];

    /// <summary>
    /// The denoiser that follows a condition of K rows: it takes batches of K * N, the first N pictures for the first
    /// row. Making one costs nothing. The condition is used, not owned.
    /// </summary>
    /// <remarks>
    /// What changes from step to step is a denoiser that makes its condition anew at each level:
    /// <code>Denoiser changing = (x, sigma) => model.DenoiserFor(condition.With(ExtraInputs.Control,
    /// Residuals(x, sigma)))(x, sigma);</code>
    /// So a ControlNet adds its residuals, and prompts change on the way. Channels that stay the same (the nine of an
    /// inpainting model, the eight of instruct-pix2pix) are set once as <see cref="ExtraInputs.Channels"/>.
    /// </remarks>
    Denoiser DenoiserFor(Condition condition);

    /// <summary>Changes the model by LoRAs until what comes back is disposed; only one such change at a time.</summary>
    /// <exception cref="HippogriffException">A LoRA is damaged or was made for another model, or the model takes
    /// none.</exception>
    IDisposable? Adapt(IReadOnlyList<LoraChoice> loras) =>
        loras.Count == 0
            ? null
            : throw new HippogriffException(
                $"The model {Name} takes no LoRA, because it has no layers that one could change; leave the LoRA out.",
                FaultKind.Incompatible
            );

    /// <summary>
    /// Whether LoRAs change the model now: then pictures depend on more than <see cref="Hash"/> tells.
    /// </summary>
    bool IsAdapted => false;
}
