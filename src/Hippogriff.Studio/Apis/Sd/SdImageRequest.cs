using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>
/// What txt2img and img2img take. Fields that are not listed are ignored, as Stable Diffusion's web UI does; those
/// that would change the picture and cannot be followed are refused.
/// </summary>
internal record SdImageRequest
{
    /// <summary>
    /// What to draw; empty draws without words. LoRAs are named in it as <c>&lt;lora:NAME:NUMBER&gt;</c>, see the list
    /// of loras.
    /// </summary>
    [JsonPropertyName("prompt")]
    public string? Prompt { get; init; }

    /// <summary>What to stay away from.</summary>
    [JsonPropertyName("negative_prompt")]
    public string? NegativePrompt { get; init; }

    /// <summary>Seed of the first picture; -1 for a random one. Picture i has seed + i.</summary>
    [JsonPropertyName("seed")]
    public long? Seed { get; init; }

    /// <summary>
    /// Name of the sampler, as the list of samplers spells it or with a schedule behind it ("DPM++ 2M Karras").
    /// </summary>
    [JsonPropertyName("sampler_name")]
    public string? SamplerName { get; init; }

    /// <summary>An older name of sampler_name.</summary>
    [JsonPropertyName("sampler_index")]
    public string? SamplerIndex { get; init; }

    /// <summary>Name of the schedule; "Automatic" is the model's own.</summary>
    [JsonPropertyName("scheduler")]
    public string? Scheduler { get; init; }

    /// <summary>Number of steps; the model's own where it is not said.</summary>
    [JsonPropertyName("steps")]
    public int? Steps { get; init; }

    /// <summary>Guidance scale. Passed over for a distilled model, which has its own distilled in.</summary>
    [JsonPropertyName("cfg_scale")]
    public double? CfgScale { get; init; }

    /// <summary>
    /// Width in pixels. Below twice the model's own it is drawn as asked; anything larger, such as 512 of a small
    /// model, becomes the size with as many pixels as the model's own and the proportions asked for.
    /// </summary>
    [JsonPropertyName("width")]
    public int? Width { get; init; }

    /// <summary>Height in pixels, see width.</summary>
    [JsonPropertyName("height")]
    public int? Height { get; init; }

    /// <summary>Pictures at once.</summary>
    [JsonPropertyName("batch_size")]
    public int? BatchSize { get; init; }

    /// <summary>How often batch_size pictures are drawn.</summary>
    [JsonPropertyName("n_iter")]
    public int? Iterations { get; init; }

    /// <summary>img2img: the picture to begin with, in base64 or as a data URI; one.</summary>
    [JsonPropertyName("init_images")]
    public IReadOnlyList<string>? InitImages { get; init; }

    /// <summary>img2img: how much noise is added to the picture, above 0 to 1; 0.75 where it is not said.</summary>
    [JsonPropertyName("denoising_strength")]
    public double? DenoisingStrength { get; init; }

    /// <summary>img2img: a picture, white (or opaque) where the other is repainted.</summary>
    [JsonPropertyName("mask")]
    public string? Mask { get; init; }

    /// <summary>img2img: softening of the mask's edge, in pixels of the size asked for.</summary>
    [JsonPropertyName("mask_blur")]
    public int? MaskBlur { get; init; }

    /// <summary>img2img: 1 paints where the mask is black.</summary>
    [JsonPropertyName("inpainting_mask_invert")]
    public int? InpaintingMaskInvert { get; init; }

    /// <summary>img2img: repeats the given pictures in parameters.</summary>
    [JsonPropertyName("include_init_images")]
    public bool? IncludeInitImages { get; init; }

    /// <summary>Answers with the pictures; true if it is not said. The gallery keeps them either way.</summary>
    [JsonPropertyName("send_images")]
    public bool? SendImages { get; init; }

    /// <summary>Settings for this request alone; sd_model_checkpoint is followed.</summary>
    [JsonPropertyName("override_settings")]
    public Dictionary<string, JsonElement>? OverrideSettings { get; init; }

    /// <summary>Refused where true.</summary>
    [JsonPropertyName("enable_hr")]
    public bool? EnableHr { get; init; }

    /// <summary>Refused where true.</summary>
    [JsonPropertyName("restore_faces")]
    public bool? RestoreFaces { get; init; }

    /// <summary>Refused where true.</summary>
    [JsonPropertyName("tiling")]
    public bool? Tiling { get; init; }

    /// <summary>Refused where it is not 0.</summary>
    [JsonPropertyName("subseed_strength")]
    public double? SubseedStrength { get; init; }

    /// <summary>Refused where it is not empty.</summary>
    [JsonPropertyName("styles")]
    public IReadOnlyList<string>? Styles { get; init; }

    /// <summary>Refused where it is not empty: there are no scripts.</summary>
    [JsonPropertyName("script_name")]
    public string? ScriptName { get; init; }

    /// <summary>Refused where it is not empty: there are no scripts.</summary>
    [JsonPropertyName("alwayson_scripts")]
    public Dictionary<string, JsonElement>? AlwaysOnScripts { get; init; }
}
