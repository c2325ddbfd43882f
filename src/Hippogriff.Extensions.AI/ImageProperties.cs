using Hippogriff.Pipelines;

namespace Hippogriff.Extensions.AI;

/// <summary>
/// Keys of a request's AdditionalProperties, for settings beyond the options of Microsoft.Extensions.AI. Case, hyphens
/// and underscores are ignored. Names in parentheses are aliases that other programs use. Other properties are ignored:
/// they may be meant for another generator.
/// </summary>
public static class ImageProperties
{
    /// <summary>Seed of the first picture, a whole number.</summary>
    public const string Seed = "seed";

    /// <summary>
    /// How many of the pictures are drawn at once, 1 to 8, a whole number: see
    /// <see cref="GenerationRequest.BatchSize"/>.
    /// </summary>
    public const string BatchSize = "batch_size";

    /// <summary>Number of sampling steps, 1 to 1,000 (num_inference_steps).</summary>
    public const string Steps = "steps";

    /// <summary>Guidance scale, 0 to 50 (guidance_scale, cfg_scale).</summary>
    public const string Guidance = "guidance";

    /// <summary>Guidance rescale: share of the excess contrast of strong guidance to remove, 0 to 1.</summary>
    public const string GuidanceRescale = "guidance_rescale";

    /// <summary>
    /// The times at which guidance is applied: a <see cref="Pipelines.GuidanceInterval"/> or a text like "0.1-0.8",
    /// from clean to noise.
    /// </summary>
    public const string GuidanceInterval = "guidance_interval";

    /// <summary>
    /// LoRAs to draw with: a <see cref="LoraChoice"/> or several. Files are named by the program only, never
    /// by a text, which may have come from elsewhere.
    /// </summary>
    public const string Loras = "loras";

    /// <summary>Negative prompt, a text.</summary>
    public const string NegativePrompt = "negative_prompt";

    /// <summary>Name of the sampler (sampler_name).</summary>
    public const string Sampler = "sampler";

    /// <summary>Name of the schedule (scheduler).</summary>
    public const string Schedule = "schedule";

    /// <summary>Share of fresh noise that a stochastic sampler adds, 0 to 1.</summary>
    public const string Eta = "eta";

    /// <summary>In which order noise is drawn: picture or batch.</summary>
    public const string NoiseSource = "noise_source";

    /// <summary>Guidance that is an input of the network, for models that take one, 0 to 100.</summary>
    public const string EmbeddedGuidance = "embedded_guidance";

    /// <summary>Guidance by an original picture, of models that change pictures by words, 0 to 50.</summary>
    public const string ImageGuidance = "image_guidance";

    /// <summary>Which layer of a CLIP text encoder is read, counted from its end, 1 to 32.</summary>
    public const string ClipSkip = "clip_skip";

    /// <summary>Which program's brackets and long prompts are followed, for models with a CLIP text encoder.</summary>
    public const string PromptWeighting = "prompt_weighting";

    /// <summary>How an original picture of another size is fitted: cover, contain or exact.</summary>
    public const string SourceFit = "source_fit";

    /// <summary>How much noise is added to an original picture, 0 to 1 (denoising_strength).</summary>
    public const string Strength = "strength";

    /// <summary>
    /// The mask of an original picture: a <see cref="Imaging.MaskImage"/>, or a picture as DataContent, bytes, data URI
    /// or base64 text. White is repainted; in a picture with transparency, opaque areas are.
    /// </summary>
    public const string Mask = "mask";

    /// <summary>Blur of the mask's edge in pixels, 0 to 64.</summary>
    public const string MaskBlur = "mask_blur";

    /// <summary>Quality of JPEG and WebP, 0 to 100 (output_compression).</summary>
    public const string Quality = "quality";

    /// <summary>In the answer, with each picture: its size, such as "128x128".</summary>
    public const string Size = "size";

    /// <summary>In the answer: the requested size, if the model does not draw it and another was used.</summary>
    public const string AskedSize = "asked_size";

    /// <summary>
    /// In the answer: warnings about words that were replaced, unknown, or beyond the model's limit. Absent if there
    /// are none.
    /// </summary>
    public const string Warnings = "warnings";

    /// <summary>The normalised key, with aliases mapped to our names.</summary>
    internal static string Bare(string key)
    {
        string bare = key.Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal)
            .ToLowerInvariant();
        return GenerationFields.Find(key) is { } field ? field.Property.ToLowerInvariant()
            : bare is "outputcompression" ? "quality"
            : bare;
    }
}
