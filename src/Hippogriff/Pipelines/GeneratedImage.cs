using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>One step of a finished run as pictures.</summary>
/// <param name="Sigma">Noise level of <paramref name="Noisy"/>.</param>
/// <param name="Noisy">The noisy picture.</param>
/// <param name="Clean">The clean guess.</param>
public sealed record StepPicture(double Sigma, RgbImage Noisy, RgbImage Clean);

/// <summary>A finished picture with what it takes to draw it again.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Settings">What it was drawn with, its own seed among them.</param>
/// <param name="Steps">Its steps, where <see cref="GenerationRequest.KeepSteps"/> asked for them; else empty.</param>
public sealed record GeneratedImage(RgbImage Image, GenerationSettings Settings, IReadOnlyList<StepPicture> Steps)
{
    /// <summary>
    /// What the model made of the words: which it did not know, and which it had no place for. Null where a picture was
    /// not drawn by <see cref="TextToImage"/>.
    /// </summary>
    public PromptReading? Reading { get; init; }
}
