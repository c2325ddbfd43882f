using Hippogriff.Models.ClipText;
using Hippogriff.Models.UNet2D;
using Hippogriff.Weights;

namespace Hippogriff.Adapters;

/// <summary>
/// U-Net and CLIP text encoders of Stable Diffusion. Files call their layers as diffusers does, or as latent diffusion,
/// with dots or underscores, below several prefixes.
/// </summary>
/// <param name="unet">The U-Net.</param>
/// <param name="encoders">The text encoders: one, or two for SDXL.</param>
public sealed class PublicAdapterTarget(ConditionalUNet unet, IReadOnlyList<ClipTextEncoder> encoders) : IAdapterTarget
{
    /// <summary>What peft writes before all names.</summary>
    internal const string Peft = "base_model.model.";

    /// <summary>Names that diffusers wrote before version 0.22, whose layers hang on a processor.</summary>
    private static readonly WeightMap s_processors = WeightMap
        .Same.Replace(@"\.(attn\d)\.to_out\.0\.", ".$1.processor.to_out.")
        .Replace(@"\.(attn\d)\.to_([qkv])\.", ".$1.processor.to_$2.");

    private static readonly WeightMap s_text = WeightMap.Same.Prefix("text_model.");

    /// <summary>The same for text encoders.</summary>
    private static readonly WeightMap s_oldText = s_text.Replace(
        @"\.self_attn\.([qkv]|out)_proj\.",
        ".self_attn.to_$1."
    );

    /// <inheritdoc/>
    public bool TakesEmbeddings => true;

    /// <inheritdoc/>
    public IReadOnlyList<AdapterNetwork> Networks { get; } =
    [
        new("unet", unet)
        {
            FlatPrefixes = ["lora_unet_", "lycoris_"],
            DottedPrefixes = ["unet.", "", Peft, Peft + "unet.", "diffusion_model.", "model.diffusion_model."],
            Layouts = [ConditionalUNetKeys.Diffusers, ConditionalUNetKeys.Ldm(unet.Config), s_processors],
        },
        .. encoders.Select(
            (encoder, number) =>
                new AdapterNetwork(number == 0 ? "text_encoder" : "text_encoder_2", encoder)
                {
                    FlatPrefixes =
                        encoders.Count == 1 ? ["lora_te_", "lora_te1_"] : [number == 0 ? "lora_te1_" : "lora_te2_"],
                    DottedPrefixes = number == 0 ? ["text_encoder.", Peft] : ["text_encoder_2."],
                    Layouts = [s_text, WeightMap.Same, s_oldText],
                }
        ),
    ];
}
