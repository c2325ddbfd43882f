namespace Hippogriff.Extensions.AI;

/// <summary>
/// What a request may say beyond the options of Microsoft.Extensions.AI: keys of its AdditionalProperties. Case, dashes
/// and underscores do not matter, and the names in brackets, which other programs use, mean the same. Properties that
/// are not listed here are passed over: they may be meant for another generator.
/// </summary>
public static class ImageProperties
{
    /// <summary>Seed of the first picture, a whole number.</summary>
    public const string Seed = "seed";

    /// <summary>
    /// How many of the pictures are drawn at once, 1 to 8, a whole number: see
    /// <see cref="Pipelines.GenerationRequest.BatchSize"/>.
    /// </summary>
    public const string BatchSize = "batch_size";

    /// <summary>Number of sampling steps, 1 to 1,000 (num_inference_steps).</summary>
    public const string Steps = "steps";

    /// <summary>How strongly the words pull, 0 to 50 (guidance_scale, cfg_scale).</summary>
    public const string Guidance = "guidance";

    /// <summary>Share of the contrast of strong guidance that is taken back, 0 to 1.</summary>
    public const string GuidanceRescale = "guidance_rescale";

    /// <summary>
    /// The stretch of the way in which guidance acts, a <see cref="Pipelines.GuidanceInterval"/> or a text like
    /// "0.1-0.8", clean to noise.
    /// </summary>
    public const string GuidanceInterval = "guidance_interval";

    /// <summary>
    /// LoRAs to draw with: a <see cref="Pipelines.LoraChoice"/> or several. Files are named by the program only, never
    /// by a text, which may have come from elsewhere.
    /// </summary>
    public const string Loras = "loras";

    /// <summary>What to stay away from, a text.</summary>
    public const string NegativePrompt = "negative_prompt";

    /// <summary>Name of the sampler (sampler_name).</summary>
    public const string Sampler = "sampler";

    /// <summary>Name of the schedule (scheduler).</summary>
    public const string Schedule = "schedule";

    /// <summary>How much noise is added to an original picture, above 0 to 1 (denoising_strength).</summary>
    public const string Strength = "strength";

    /// <summary>
    /// Where an original picture is painted anew: a picture as DataContent, bytes, data URI or base64 text, white (or
    /// opaque, where it has transparent places) where it is painted; or a <see cref="Imaging.MaskImage"/>.
    /// </summary>
    public const string Mask = "mask";

    /// <summary>Softening of the mask's edge in pixels, 0 to 64.</summary>
    public const string MaskBlur = "mask_blur";

    /// <summary>Quality of JPEG and WebP, 0 to 100 (output_compression).</summary>
    public const string Quality = "quality";

    /// <summary>In the answer, with each picture: its size, such as "128x128".</summary>
    public const string Size = "size";

    /// <summary>
    /// In the answer: the size that was asked for, where another one was drawn because the model does not draw that
    /// one.
    /// </summary>
    public const string AskedSize = "asked_size";

    /// <summary>
    /// In the answer: sentences about words that were drawn as others, not known, or behind the last that is read. Left
    /// out where there are none.
    /// </summary>
    public const string Warnings = "warnings";

    /// <summary>The key as it is compared, the other programs' names brought to ours.</summary>
    internal static string Bare(string key)
    {
        string bare = key.Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal)
            .ToLowerInvariant();
        return bare switch
        {
            "numinferencesteps" => "steps",
            "guidancescale" or "cfgscale" => "guidance",
            "samplername" => "sampler",
            "scheduler" => "schedule",
            "denoisingstrength" => "strength",
            "outputcompression" => "quality",
            _ => bare,
        };
    }
}
