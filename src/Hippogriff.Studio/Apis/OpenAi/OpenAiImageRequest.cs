using System.Text.Json.Serialization;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.OpenAi;

/// <summary>
/// What the images API takes. The fields after User are this server's own; OpenAI's clients send them as extra body.
/// </summary>
internal record OpenAiImageRequest
{
    /// <summary>What to draw.</summary>
    [JsonPropertyName("prompt")]
    public string? Prompt { get; init; }

    /// <summary>
    /// A model's name. Names that are not installed here, such as gpt-image-1, mean the default model, unless the
    /// server is set to refuse them.
    /// </summary>
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>Number of pictures.</summary>
    [JsonPropertyName("n")]
    public int? N { get; init; }

    /// <summary>
    /// WIDTHxHEIGHT or auto, the model's own size. Below twice the model's own it is drawn as asked; anything larger,
    /// such as 1024x1024 of a small model, is drawn with as many pixels as the model's own size and the proportions
    /// asked for. The answer says the size that was drawn.
    /// </summary>
    [JsonPropertyName("size")]
    public string? Size { get; init; }

    /// <summary>
    /// auto, medium or standard: the model's own number of steps; low: half of it; high or hd: twice.
    /// </summary>
    [JsonPropertyName("quality")]
    public string? Quality { get; init; }

    /// <summary>b64_json or url, an address of this server.</summary>
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

    /// <summary>Answers with server-sent events.</summary>
    [JsonPropertyName("stream")]
    public bool? Stream { get; init; }

    /// <summary>Number of previews in a stream, 0 to 3.</summary>
    [JsonPropertyName("partial_images")]
    public int? PartialImages { get; init; }

    /// <summary>Taken and passed over: nothing is moderated here.</summary>
    [JsonPropertyName("moderation")]
    public string? Moderation { get; init; }

    /// <summary>Taken and passed over: say the style in the prompt.</summary>
    [JsonPropertyName("style")]
    public string? Style { get; init; }

    /// <summary>Taken and passed over: use strength.</summary>
    [JsonPropertyName("input_fidelity")]
    public string? InputFidelity { get; init; }

    /// <summary>Taken and passed over.</summary>
    [JsonPropertyName("user")]
    public string? User { get; init; }

    /// <summary>What to stay away from.</summary>
    [JsonPropertyName("negative_prompt")]
    public string? NegativePrompt { get; init; }

    /// <summary>Seed of the first picture; picture i has seed + i.</summary>
    [JsonPropertyName("seed")]
    public long? Seed { get; init; }

    /// <summary>Number of steps.</summary>
    [JsonPropertyName("steps")]
    public int? Steps { get; init; }

    /// <summary>How strongly the words pull; 1 switches guidance off.</summary>
    [JsonPropertyName("guidance")]
    public double? Guidance { get; init; }

    /// <summary>Name of a sampler.</summary>
    [JsonPropertyName("sampler")]
    public string? Sampler { get; init; }

    /// <summary>Name of a schedule.</summary>
    [JsonPropertyName("schedule")]
    public string? Schedule { get; init; }

    /// <summary>LoRAs to draw with, at most 8. In a form each is a field of its own, its value a JSON object.</summary>
    [JsonPropertyName("loras")]
    public IReadOnlyList<RequestedLora>? Loras { get; init; }

    /// <summary>
    /// Edits and variations: how far the picture is changed, above 0 to 1. 1 where there is a mask, else 0.6.
    /// </summary>
    [JsonPropertyName("strength")]
    public double? Strength { get; init; }

    /// <summary>Edits: softening of the mask's edge in pixels.</summary>
    [JsonPropertyName("mask_blur")]
    public int? MaskBlur { get; init; }
}

/// <summary>The form of an edit, as the OpenAPI document shows it.</summary>
internal sealed record OpenAiEditForm : OpenAiImageRequest
{
    /// <summary>The picture to edit: PNG, JPEG, WebP, GIF or BMP. image[] is taken as well.</summary>
    [JsonPropertyName("image")]
    public required IFormFile Image { get; init; }

    /// <summary>A picture that is transparent where the other is to be repainted, of the same proportions.</summary>
    [JsonPropertyName("mask")]
    public IFormFile? Mask { get; init; }
}

/// <summary>The form of a variation, as the OpenAPI document shows it.</summary>
internal sealed record OpenAiVariationForm : OpenAiImageRequest
{
    /// <summary>The picture to vary. One that this program drew says its prompt itself.</summary>
    [JsonPropertyName("image")]
    public required IFormFile Image { get; init; }
}
