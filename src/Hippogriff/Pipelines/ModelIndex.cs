using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Denoising;
using Hippogriff.Files;

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
    /// <summary>The kind of model that this library writes.</summary>
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
