using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>What <see cref="TextToImage"/> draws from besides noise, and what it keeps of the steps.</summary>
public sealed record DrawingInputs
{
    /// <summary>A source picture in the output size; null for pure noise.</summary>
    public RgbImage? Source { get; init; }

    /// <summary>The mask in the source's size; null for the whole picture.</summary>
    public MaskImage? Mask { get; init; }

    /// <summary>Whether to keep every step as pictures.</summary>
    public bool KeepSteps { get; init; }

    /// <summary>See <see cref="GenerationRequest.PreviewEvery"/>.</summary>
    public int PreviewEvery { get; init; }
}
