using Hippogriff.Models;
using TorchSharp.Modules;

namespace Hippogriff.Adapters;

/// <summary>Text encoder and denoiser of a model of our own.</summary>
/// <param name="network">Both.</param>
public sealed class OwnAdapterTarget(TextToImageNetwork network) : IAdapterTarget
{
    /// <inheritdoc/>
    public IReadOnlyList<AdapterNetwork> Networks { get; } =
    [
        new("text_encoder", network.TextEncoder)
        {
            FlatPrefixes = ["lora_te_", "lora_te1_"],
            DottedPrefixes = ["text_encoder."],
        },
        new("denoiser", network.Denoiser)
        {
            FlatPrefixes = ["lora_unet_"],
            DottedPrefixes = ["denoiser.", "unet.", "transformer."],
        },
    ];

    /// <summary>No: a LoRA of our own covers all layers of its model, so another one is meant for another.</summary>
    public bool MayFitPartly => false;

    /// <inheritdoc/>
    public Parameter WordTable => LoraTargets.WeightOf(LoraTargets.Words(network));
}
