using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Apis.Bodies;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>
/// A request to txt2img or img2img. Unknown fields are ignored, as in Stable Diffusion's web UI. Fields that would
/// change the picture but are not supported are refused.
/// </summary>
internal record SdImageRequest : ISaysFields
{
    /// <summary>
    /// This server's own fields: options of a drawing that the web UI has no field, or none of this meaning, for. LoRAs
    /// are named in the prompt.
    /// </summary>
    public static IReadOnlyList<GenerationField> Fields { get; } =
    [
        GenerationFields.GuidanceRescale,
        GenerationFields.GuidanceInterval,
        GenerationFields.EmbeddedGuidance,
        PublicFields.ImageGuidance,
        PublicFields.ClipSkip,
        PublicFields.PromptWeighting,
        GenerationFields.Eta,
        GenerationFields.NoiseSource,
        SourceFields.SourceFit,
    ];

    /// <inheritdoc/>
    [JsonIgnore]
    public Dictionary<GenerationField, object?> Said { get; } = [];

    /// <summary>
    /// What to draw; empty draws without words. LoRAs are named in it as <c>&lt;lora:NAME:NUMBER&gt;</c>, see the list
    /// of loras.
    /// </summary>
    [JsonPropertyName("prompt")]
    public string? Prompt { get; init; }

    /// <summary>The negative prompt.</summary>
    [JsonPropertyName("negative_prompt")]
    public string? NegativePrompt { get; init; }

    /// <summary>Seed of the first picture; -1 for a random one. Picture i has seed + i.</summary>
    [JsonPropertyName("seed")]
    public long? Seed { get; init; }

    /// <summary>
    /// Name of the sampler, as in the list of samplers, optionally followed by a schedule ("DPM++ 2M Karras").
    /// </summary>
    [JsonPropertyName("sampler_name")]
    public string? SamplerName { get; init; }

    /// <summary>An older name of sampler_name.</summary>
    [JsonPropertyName("sampler_index")]
    public string? SamplerIndex { get; init; }

    /// <summary>Name of the schedule; "Automatic" is the model's own.</summary>
    [JsonPropertyName("scheduler")]
    public string? Scheduler { get; init; }

    /// <summary>Number of steps; default: the model's own.</summary>
    [JsonPropertyName("steps")]
    public int? Steps { get; init; }

    /// <summary>Guidance scale. Ignored for a guidance-distilled model.</summary>
    [JsonPropertyName("cfg_scale")]
    public double? CfgScale { get; init; }

    /// <summary>
    /// Width in pixels. Sizes below twice the model's own are drawn as requested. Larger ones, such as 512 for a small
    /// model, are reduced to the model's own pixel count with the same aspect ratio.
    /// </summary>
    [JsonPropertyName("width"), Range(1, int.MaxValue)]
    public int? Width { get; init; }

    /// <summary>Height in pixels, see width.</summary>
    [JsonPropertyName("height"), Range(1, int.MaxValue)]
    public int? Height { get; init; }

    /// <summary>Pictures per batch.</summary>
    [JsonPropertyName("batch_size")]
    public int? BatchSize { get; init; }

    /// <summary>Number of batches.</summary>
    [JsonPropertyName("n_iter")]
    public int? Iterations { get; init; }

    /// <summary>img2img: one source picture, in base64 or as a data URI.</summary>
    [JsonPropertyName("init_images")]
    public IReadOnlyList<string>? InitImages { get; init; }

    /// <summary>img2img and second passes: denoising strength, above 0 to 1; default 0.75.</summary>
    [JsonPropertyName("denoising_strength"), Range(0.0, 1.0)]
    public double? DenoisingStrength { get; init; }

    /// <summary>img2img: the mask, a picture that is white (or opaque) where the source is repainted.</summary>
    [JsonPropertyName("mask")]
    public string? Mask { get; init; }

    /// <summary>img2img: blur of the mask's edge, in pixels of the requested size.</summary>
    [JsonPropertyName("mask_blur"), Range(0, int.MaxValue)]
    public int? MaskBlur { get; init; }

    /// <summary>img2img: 1 repaints where the mask is black.</summary>
    [JsonPropertyName("inpainting_mask_invert"), Range(0, 1)]
    public int? InpaintingMaskInvert { get; init; }

    /// <summary>img2img: whether the answer's parameters include the given pictures.</summary>
    [JsonPropertyName("include_init_images")]
    public bool? IncludeInitImages { get; init; }

    /// <summary>Whether the answer has the pictures; default true. The gallery keeps them in any case.</summary>
    [JsonPropertyName("send_images")]
    public bool? SendImages { get; init; }

    /// <summary>Settings for this request only; sd_model_checkpoint is supported.</summary>
    [JsonPropertyName("override_settings")]
    public Dictionary<string, JsonElement>? OverrideSettings { get; init; }

    /// <summary>txt2img: whether each picture is enlarged, and drawn on in a second pass ("hires fix").</summary>
    [JsonPropertyName("enable_hr")]
    public bool? EnableHr { get; init; }

    /// <summary>Second pass: factor of the sides, 1 to 8; default 2. The size has to be within the limits.</summary>
    [JsonPropertyName("hr_scale")]
    public double? HrScale { get; init; }

    /// <summary>Second pass: width in pixels in place of the factor; 0: by the height, or by the factor.</summary>
    [JsonPropertyName("hr_resize_x"), Range(0, int.MaxValue)]
    public int? HrWidth { get; init; }

    /// <summary>Second pass: height in pixels in place of the factor; 0: by the width, or by the factor.</summary>
    [JsonPropertyName("hr_resize_y"), Range(0, int.MaxValue)]
    public int? HrHeight { get; init; }

    /// <summary>Second pass: its steps; default 0: as many as the first pass has.</summary>
    [JsonPropertyName("hr_second_pass_steps")]
    public int? HrSteps { get; init; }

    /// <summary>Second pass: what enlarges the picture: an upscaler or a latent mode; default Latent.</summary>
    [JsonPropertyName("hr_upscaler")]
    public string? HrUpscaler { get; init; }

    /// <summary>Second pass: its prompt, empty for the same.</summary>
    [JsonPropertyName("hr_prompt")]
    public string? HrPrompt { get; init; }

    /// <summary>Second pass: its negative prompt, empty for the same.</summary>
    [JsonPropertyName("hr_negative_prompt")]
    public string? HrNegativePrompt { get; init; }

    /// <summary>Second pass: its sampler; left out for the same.</summary>
    [JsonPropertyName("hr_sampler_name")]
    public string? HrSamplerName { get; init; }

    /// <summary>Second pass: its schedule; left out for the same.</summary>
    [JsonPropertyName("hr_scheduler")]
    public string? HrScheduler { get; init; }

    /// <summary>Refused if it names another model than draws the first pass.</summary>
    [JsonPropertyName("hr_checkpoint_name")]
    public string? HrCheckpoint { get; init; }

    /// <summary>Refused if true.</summary>
    [JsonPropertyName("restore_faces")]
    public bool? RestoreFaces { get; init; }

    /// <summary>Refused if true.</summary>
    [JsonPropertyName("tiling")]
    public bool? Tiling { get; init; }

    /// <summary>Refused if it is not 0.</summary>
    [JsonPropertyName("subseed_strength")]
    public double? SubseedStrength { get; init; }

    /// <summary>
    /// The settings of a picture, as its metadata has them. They fill the fields that the request leaves out.
    /// </summary>
    [JsonPropertyName("infotext")]
    public string? Infotext { get; init; }

    /// <summary>Passed over with a warning: there are no stored styles.</summary>
    [JsonPropertyName("styles")]
    public IReadOnlyList<string>? Styles { get; init; }

    /// <summary>Refused if it names one: there are no scripts.</summary>
    [JsonPropertyName("script_name")]
    public string? ScriptName { get; init; }

    /// <summary>Refused if one of them is switched on and has something to do: there are no scripts.</summary>
    [JsonPropertyName("alwayson_scripts")]
    public Dictionary<string, JsonElement>? AlwaysOnScripts { get; init; }
}
