using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>One step of a finished run as pictures.</summary>
/// <param name="Sigma">Noise level of <paramref name="Noisy"/>.</param>
/// <param name="Noisy">The noisy picture.</param>
/// <param name="Clean">The clean guess.</param>
public sealed record StepPicture(double Sigma, RgbImage Noisy, RgbImage Clean);

/// <summary>A finished picture with the settings to draw it again.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Settings">Its settings, including its own seed.</param>
/// <param name="Steps">Its steps if <see cref="GenerationRequest.KeepSteps"/> is set; otherwise empty.</param>
public sealed record GeneratedImage(RgbImage Image, GenerationSettings Settings, IReadOnlyList<StepPicture> Steps)
{
    /// <summary>How the model read the prompts. Null for a picture not drawn by <see cref="TextToImage"/>.</summary>
    public PromptReading? Reading { get; init; }
}
