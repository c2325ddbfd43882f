using Hippogriff.Models;
using Hippogriff.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>
/// The layers of a network that a LoRA can change, found by type: all linear layers (including attention) and
/// convolutions of text encoder and denoiser.
/// </summary>
internal static class LoraTargets
{
    /// <summary>Name of the word embedding table.</summary>
    public const string WordTable = "text_encoder.token_embedding";

    /// <summary>The layers of any model, ordered by name, with what files of kohya's scripts call them.</summary>
    /// <param name="target">The model.</param>
    /// <param name="which">Whether a layer is taken, by its name; null takes all.</param>
    public static IReadOnlyList<(string Name, string FileName, nn.Module<Tensor, Tensor> Layer)> Of(
        IAdapterTarget target,
        Func<string, bool>? which
    ) =>
        [
            .. target
                .Networks.SelectMany(network =>
                    network
                        .Module.named_modules()
                        .Where(m => m.module is Dense or Linear or Conv2d)
                        .Select(m =>
                            (
                                Name: $"{network.Name}.{m.name}",
                                FileName: network.FileNameOf(m.name),
                                Layer: (nn.Module<Tensor, Tensor>)m.module
                            )
                        )
                )
                .Where(m => which is null || which(m.Name))
                .OrderBy(m => m.Name, StringComparer.Ordinal),
        ];

    /// <summary>A layer's weight: [out, in] or [out, in, kh, kw].</summary>
    public static Parameter WeightOf(nn.Module layer) =>
        layer.named_parameters().First(p => p.name == "weight").parameter;

    /// <summary>The embedding layer.</summary>
    public static Embedding Words(TextToImageNetwork network) =>
        (Embedding)network.named_modules().First(m => m.name == WordTable).module;
}
