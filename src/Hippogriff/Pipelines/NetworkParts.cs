using Hippogriff.Denoising;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;

namespace Hippogriff.Pipelines;

/// <summary>What a model of our own is made of.</summary>
/// <param name="Vocabulary">Its vocabulary.</param>
/// <param name="Network">Text encoder and denoiser.</param>
/// <param name="Autoencoder">The latent's autoencoder; null for pixels.</param>
/// <param name="Prediction">What the denoiser predicts.</param>
public sealed record NetworkParts(
    Vocabulary Vocabulary,
    TextToImageNetwork Network,
    Autoencoder? Autoencoder,
    Prediction Prediction
)
{
    /// <summary>Replaces unknown words; null leaves them out.</summary>
    public ModelMeanings? Meanings { get; init; }

    /// <summary>See <see cref="IPictureModel.IsGuidanceDistilled"/>.</summary>
    public bool IsGuidanceDistilled { get; init; }
}
