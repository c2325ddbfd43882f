using Hippogriff.Denoising;
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

    /// <summary>Shape [C, h, w] of what is denoised for a picture of the given size in pixels.</summary>
    long[] ShapeFor(int width, int height);

    /// <summary>
    /// The denoiser that follows <paramref name="prompts"/>: K prompts make it take batches of K * N, the first N rows
    /// for the first prompt. An empty prompt is no words at all. Lives in the caller's dispose scope.
    /// </summary>
    Denoiser For(params string[] prompts);

    /// <summary>
    /// The denoiser that follows <paramref name="prompt"/> alone, and the one that follows both (batches of 2 * N, the
    /// first half for <paramref name="negative"/>). A model whose words cost something encodes them once for both.
    /// </summary>
    (Denoiser Prompted, Denoiser Both) ForGuidance(string negative, string prompt) =>
        (For(prompt), For(negative, prompt));

    /// <summary>Pixels [N, 3, H, W] in [-1, 1] to what is denoised [N, C, h, w].</summary>
    Tensor Encode(Tensor pixels);

    /// <summary>The way back: [N, C, h, w] to pixels [N, 3, H, W], about [-1, 1].</summary>
    Tensor Decode(Tensor x);

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
