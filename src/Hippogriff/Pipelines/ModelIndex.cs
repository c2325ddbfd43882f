using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Denoising;
using Hippogriff.Files;
using Hippogriff.Models;
using Hippogriff.Models.Hourglass;
using Hippogriff.Models.Transformer;
using Hippogriff.Models.UNet;

namespace Hippogriff.Pipelines;

/// <summary>
/// model_index.json of our own models: which parts there are, what the network predicts, what to draw with by default.
/// </summary>
/// <param name="ClassName">Always <see cref="Pipeline"/>; others are public pipelines.</param>
/// <param name="Prediction">What the denoiser network predicts.</param>
/// <param name="Defaults">Default settings.</param>
/// <param name="HasAutoencoder">Whether there is a folder vae/.</param>
/// <param name="IsGuidanceDistilled">See <see cref="IPictureModel.IsGuidanceDistilled"/>.</param>
public sealed record ModelIndex(
    [property: JsonPropertyName("_class_name")] string ClassName,
    Prediction Prediction,
    GenerationDefaults Defaults,
    bool HasAutoencoder,
    [property: JsonPropertyName("guidance_is_baked_in")] bool IsGuidanceDistilled = false
)
{
    public const string Pipeline = "HippogriffPipeline";

    /// <summary>
    /// How JSON files of a model are written: snake_case names, names for enums; what is unknown, missing or null is
    /// refused.
    /// </summary>
    public static JsonSerializerOptions Json { get; } =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            WriteIndented = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectRequiredConstructorParameters = true,
            RespectNullableAnnotations = true,
            Converters = { new EnumNames(JsonNamingPolicy.SnakeCaseLower) },
        };
}

/// <summary>config.json of a denoiser network: exactly one of the designs is set.</summary>
public sealed record NetworkConfig(
    PatchTransformerConfig? Transformer = null,
    UNetConfig? UNet = null,
    HourglassConfig? Hourglass = null
)
{
    /// <summary>How many numbers a network of this design holds.</summary>
    /// <exception cref="OverflowException">More than can be counted.</exception>
    internal long Numbers() =>
        this switch
        {
            { Transformer: { } t } => NetworkSize.Of(t),
            { UNet: { } u } => NetworkSize.Of(u),
            { Hourglass: { } h } => NetworkSize.Of(h),
            _ => 0,
        };

    /// <summary>A fresh network of this design.</summary>
    /// <exception cref="HippogriffException">None or several designs are set.</exception>
    public DenoiserNetwork Build() =>
        this switch
        {
            { Transformer: { } t, UNet: null, Hourglass: null } => new PatchTransformer(t),
            { UNet: { } u, Transformer: null, Hourglass: null } => new UNet(u),
            { Hourglass: { } h, Transformer: null, UNet: null } => new Hourglass(h),
            _ => throw new HippogriffException(
                "A denoiser's configuration names exactly one of transformer, unet and hourglass.",
                FaultKind.DamagedFile
            ),
        };
}
