using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Denoising;
using Hippogriff.Files;

namespace Hippogriff.Pipelines;

/// <summary>model_index.json of our own models: parts, prediction type and default settings.</summary>
/// <param name="ClassName">Always <see cref="Pipeline"/>; other values are pipelines of diffusers.</param>
/// <param name="Prediction">What the denoiser network predicts.</param>
/// <param name="Defaults">Default settings.</param>
/// <param name="HasAutoencoder">Whether there is an autoencoder in vae/.</param>
/// <param name="IsGuidanceDistilled">See <see cref="IPictureModel.IsGuidanceDistilled"/>.</param>
public sealed record ModelIndex(
    [property: JsonPropertyName("_class_name")] string ClassName,
    Prediction Prediction,
    GenerationDefaults Defaults,
    bool HasAutoencoder,
    [property: JsonPropertyName("guidance_is_baked_in")] bool IsGuidanceDistilled = false
)
{
    /// <summary>The kind of model that this library writes.</summary>
    public const string Pipeline = "HippogriffPipeline";

    /// <summary>
    /// JSON options for a model's files: snake_case names, names for enums; unknown, missing and null values are
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
