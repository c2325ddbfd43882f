using Hippogriff.Denoising;
using Hippogriff.Imaging;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>What <see cref="TextToImage"/> draws from besides noise, and what it keeps of the steps.</summary>
public sealed record DrawingInputs
{
    /// <summary>Those of a request.</summary>
    /// <param name="prepared">The request.</param>
    /// <param name="isShort">See <see cref="FreesTexts"/>.</param>
    internal static DrawingInputs Of(PreparedRequest prepared, bool isShort) =>
        new()
        {
            Source = prepared.Request.Source,
            Mask = prepared.Mask,
            KeepSteps = prepared.Request.KeepSteps,
            PreviewEvery = prepared.Request.PreviewEvery,
            FreesTexts = isShort,
        };

    /// <summary>A source picture in the output size; null for pure noise.</summary>
    public RgbImage? Source { get; init; }

    /// <summary>The mask in the source's size; null for the whole picture.</summary>
    public MaskImage? Mask { get; init; }

    /// <summary>Whether to keep every step as pictures.</summary>
    public bool KeepSteps { get; init; }

    /// <summary>See <see cref="GenerationRequest.PreviewEvery"/>.</summary>
    public int PreviewEvery { get; init; }

    /// <summary>
    /// Whether memory is short, so that networks which only read prompts are freed once they are encoded.
    /// </summary>
    public bool FreesTexts { get; init; }

    /// <summary>Replaces all draws of noise, in their order; null for those of the seed. For recorded runs.</summary>
    internal Func<Tensor>? Noise { get; init; }

    /// <summary>Called after every step.</summary>
    internal Action<SamplerStep>? OnStep { get; init; }

    /// <summary>
    /// Whether the result is what was decoded, without the source's own pixels where a mask keeps them.
    /// </summary>
    internal bool IsAsDecoded { get; init; }
}
