using System.Text.Json.Serialization;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.OpenAi;

/// <summary>
/// A request to the images API. The fields after User are extensions; OpenAI's clients send them as extra body.
/// </summary>
internal record OpenAiImageRequest
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
    [JsonPropertyName("size")]
    public string? Size { get; init; }

    /// <summary>
    /// auto, medium or standard: the model's own number of steps; low: half of it; high or hd: twice.
    /// </summary>
    [JsonPropertyName("quality")]
    public string? Quality { get; init; }

    /// <summary>b64_json, or url for a URL of this server.</summary>
    [JsonPropertyName("response_format")]
    public string? ResponseFormat { get; init; }

    /// <summary>png, jpeg or webp.</summary>
    [JsonPropertyName("output_format")]
    public string? OutputFormat { get; init; }

    /// <summary>Quality of JPEG and WebP, 0 to 100.</summary>
    [JsonPropertyName("output_compression")]
    public int? OutputCompression { get; init; }

    /// <summary>opaque or auto; transparent is refused.</summary>
    [JsonPropertyName("background")]
    public string? Background { get; init; }

    /// <summary>Whether to answer with server-sent events.</summary>
    [JsonPropertyName("stream")]
    public bool? Stream { get; init; }

    /// <summary>Number of previews in a stream, 0 to 3.</summary>
    [JsonPropertyName("partial_images")]
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

    /// <summary>The negative prompt.</summary>
    [JsonPropertyName("negative_prompt")]
    public string? NegativePrompt { get; init; }

    /// <summary>Seed of the first picture; picture i has seed + i.</summary>
    [JsonPropertyName("seed")]
    public long? Seed { get; init; }

    /// <summary>Number of steps.</summary>
    [JsonPropertyName("steps")]
    public int? Steps { get; init; }

    /// <summary>Guidance scale; 1 disables guidance.</summary>
    [JsonPropertyName("guidance")]
    public double? Guidance { get; init; }

    /// <summary>Name of a sampler.</summary>
    [JsonPropertyName("sampler")]
    public string? Sampler { get; init; }

    /// <summary>Name of a schedule.</summary>
    [JsonPropertyName("schedule")]
    public string? Schedule { get; init; }

    /// <summary>LoRAs, at most 8. In a form, each is a separate field with a JSON object.</summary>
    [JsonPropertyName("loras")]
    public IReadOnlyList<RequestedLora>? Loras { get; init; }

    /// <summary>
    /// Denoising strength for edits and variations, above 0 to 1. Default 1 with a mask, otherwise 0.6.
    /// </summary>
    [JsonPropertyName("strength")]
    public double? Strength { get; init; }

    /// <summary>Blur of the mask's edge in pixels, for edits.</summary>
    [JsonPropertyName("mask_blur")]
    public int? MaskBlur { get; init; }
}

/// <summary>The form of an edit, for the OpenAPI document.</summary>
internal sealed record OpenAiEditForm : OpenAiImageRequest
{
    /// <summary>The picture to edit: PNG, JPEG, WebP, GIF or BMP. image[] is accepted as well.</summary>
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
