using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>Text encoder and denoiser in training, and what they work with.</summary>
/// <param name="Network">The network.</param>
/// <param name="Autoencoder">The latent's autoencoder; null for pixels.</param>
/// <param name="Vocabulary">The words of the captions.</param>
/// <param name="Type">Data type of the networks.</param>
/// <param name="Device">Device of the networks.</param>
public sealed record LearningNetwork(
    TextToImageNetwork Network,
    Autoencoder? Autoencoder,
    Vocabulary Vocabulary,
    ScalarType Type,
    Device Device
);
