using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Apis.Bodies;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.OpenAi;

/// <summary>
/// What the images API takes. <see cref="Fields"/> are this server's own; OpenAI's clients send them as extra body.
/// </summary>
internal record OpenAiImageRequest : ISaysFields
{
    /// <summary>The prompt.</summary>
    [JsonPropertyName("prompt")]
    public string? Prompt { get; init; }

    /// <summary>
    /// Name of a model. Unknown names such as gpt-image-1 mean the default model, unless the server is configured to
    /// refuse them.
    /// </summary>
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>Number of pictures.</summary>
    [JsonPropertyName("n")]
    public int? N { get; init; }

    /// <summary>
    /// WIDTHxHEIGHT or auto, the model's own size. Sizes below twice the model's own are drawn as requested. Larger
    /// ones, such as 1024x1024 for a small model, are reduced to the pixel count of the model's own size with the same
    /// aspect ratio. The answer has the drawn size.
    /// </summary>
    [JsonPropertyName("size"), RegularExpression("^(auto|[0-9]+(x[0-9]+)?)$")]
    public string? Size { get; init; }

    /// <summary>
    /// auto, medium or standard: the model's own number of steps; low: half of it; high or hd: twice.
    /// </summary>
    [JsonPropertyName("quality"), AllowedValues("auto", "low", "medium", "high", "standard", "hd")]
    public string? Quality { get; init; }

    /// <summary>
    /// b64_json, or url for a URL of this server. Left out: url for models named dall-e-* and for variations by other
    /// models than gpt-*, else b64_json.
    /// </summary>
    [JsonPropertyName("response_format"), AllowedValues("b64_json", "url")]
    public string? ResponseFormat { get; init; }

    /// <summary>png, jpeg or webp.</summary>
    [JsonPropertyName("output_format"), AllowedValues("png", "jpeg", "webp")]
    public string? OutputFormat { get; init; }

    /// <summary>Quality of JPEG and WebP, 0 to 100.</summary>
    [JsonPropertyName("output_compression"), Range(0, 100)]
    public int? OutputCompression { get; init; }

    /// <summary>opaque or auto; transparent is refused.</summary>
    [JsonPropertyName("background"), AllowedValues("auto", "opaque")]
    public string? Background { get; init; }

    /// <summary>Whether to answer with server-sent events.</summary>
    [JsonPropertyName("stream")]
    public bool? Stream { get; init; }

    /// <summary>Number of previews in a stream, 0 to 3.</summary>
    [JsonPropertyName("partial_images"), Range(0, 3)]
    public int? PartialImages { get; init; }

    /// <summary>Ignored: there is no moderation.</summary>
    [JsonPropertyName("moderation")]
    public string? Moderation { get; init; }

    /// <summary>Ignored: describe the style in the prompt.</summary>
    [JsonPropertyName("style")]
    public string? Style { get; init; }

    /// <summary>Ignored: use strength.</summary>
    [JsonPropertyName("input_fidelity")]
    public string? InputFidelity { get; init; }

    /// <summary>Ignored.</summary>
    [JsonPropertyName("user")]
    public string? User { get; init; }

    /// <summary>Ignored.</summary>
    [JsonPropertyName("safety_identifier")]
    public string? SafetyIdentifier { get; init; }

    /// <summary>Ignored: some clients send headers for the request in its body.</summary>
    [JsonPropertyName("extra_headers")]
    public JsonElement? ExtraHeaders { get; init; }

    /// <summary>
    /// This server's own fields: every option of a drawing that has no field of OpenAI's.
    /// </summary>
    public static IReadOnlyList<GenerationField> Fields { get; } =
    [
        .. GenerationFields.All.Except([
            GenerationFields.Prompt,
            GenerationFields.Count,
            GenerationFields.Width,
            GenerationFields.Height,
        ]),
    ];

    /// <inheritdoc/>
    [JsonIgnore]
    public Dictionary<GenerationField, object?> Said { get; } = [];
}

/// <summary>The form of an edit, for the OpenAPI document.</summary>
internal sealed record OpenAiEditForm : OpenAiImageRequest
{
    /// <summary>
    /// The picture to edit: PNG, JPEG, WebP, GIF or BMP. image[] is accepted as well. Of several the first is edited.
    /// </summary>
    [JsonPropertyName("image")]
    public required IFormFile Image { get; init; }

    /// <summary>The mask: a picture with the same aspect ratio, transparent where the other is repainted.</summary>
    [JsonPropertyName("mask")]
    public IFormFile? Mask { get; init; }
}

/// <summary>The form of a variation, for the OpenAPI document.</summary>
internal sealed record OpenAiVariationForm : OpenAiImageRequest
{
    /// <summary>The picture to vary. If this program drew it, its prompt is read from it.</summary>
    [JsonPropertyName("image")]
    public required IFormFile Image { get; init; }
}
