using System.Text.Json.Serialization;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Guiding;

namespace Hippogriff.Pipelines;

/// <summary>
/// The options of a drawing. They are portable: texts, numbers and names, without pictures or tensors, so they can be
/// stored, sent and compared. A <see cref="GenerationRequest"/> adds objects of this process. Unset values take the
/// model's defaults (<see cref="GenerationDefaults"/>). <see cref="GenerationFields"/> has ranges, help and other names
/// of every option.
/// </summary>
public record GenerationOptions
{
    /// <summary>The prompt, at most 2,000 characters; may be empty.</summary>
    public virtual string Prompt { get; init; } = "";

    /// <summary>The negative prompt; used only with guidance above 1.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>
    /// Seed of the first picture; picture i uses Seed + i, up to <see cref="Seeds.Last"/>. Unset: drawn at random and
    /// reported.
    /// </summary>
    public long? Seed { get; init; }

    /// <summary>Number of pictures, 1 to 64.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Number of sampling steps, 1 to 1,000.</summary>
    public int? Steps { get; init; }

    /// <summary>
    /// Name of the sampler, see <see cref="SamplerRegistry.Names"/>. Other programs' names of a sampler with a schedule
    /// ("DPM++ 2M Karras") are taken, too; a schedule of its own comes first.
    /// </summary>
    public string? Sampler { get; init; }

    /// <summary>Name of the schedule, see <see cref="ScheduleRegistry.Names"/>.</summary>
    public string? Schedule { get; init; }

    /// <summary>Scale of classifier-free guidance, 0 to 50; 1 disables it.</summary>
    public double? Guidance { get; init; }

    /// <summary>
    /// Reduces the excess contrast of strong guidance: 0 not at all, 1 completely (<see cref="Rescale"/>).
    /// </summary>
    public double GuidanceRescale { get; init; }

    /// <summary>
    /// The times at which guidance is applied, from 1 (pure noise) to 0 (clean); outside the interval a step needs one
    /// pass (<see cref="Interval"/>).
    /// </summary>
    public GuidanceInterval? GuidanceInterval { get; init; }

    /// <summary>
    /// Guidance that is an input of the network, as distilled public models take it, 0 to 100. It has no effect on a
    /// model that takes none (<see cref="GenerationDefaults.EmbeddedGuidance"/> is null).
    /// </summary>
    public double? EmbeddedGuidance { get; init; }

    /// <summary>
    /// Guidance by the picture to change, of models that edit pictures by words, 0 to 50: higher ones keep more of it.
    /// </summary>
    public double? ImageGuidance { get; init; }

    /// <summary>
    /// Which state of a CLIP text encoder is used, counted from the end: 1 is that of its last layer, 2 that before it.
    /// Unset: as the model was trained.
    /// </summary>
    public int? ClipSkip { get; init; }

    /// <summary>
    /// How prompts for CLIP encoders are read, see <see cref="PromptWeightings.Names"/>. Unset: as A1111 does.
    /// </summary>
    public string? PromptWeighting { get; init; }

    /// <summary>
    /// Share of fresh noise that a stochastic sampler adds, 0 (none) to 1 (its full amount). Unset: the sampler's own
    /// (<see cref="SamplerEntry.DefaultEta"/>). It has no effect with a sampler that takes none.
    /// </summary>
    public double? Eta { get; init; }

    /// <summary>
    /// In which order noise is drawn, see <see cref="NoiseSources.Names"/>, or a <see cref="PlaceInBatch"/> as a text.
    /// Unset: one generator a picture.
    /// </summary>
    public string? NoiseSource { get; init; }

    /// <summary>Width in pixels; a multiple of <see cref="ModelFacts.SizeMultiple"/>.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels, see <see cref="Width"/>.</summary>
    public int? Height { get; init; }

    /// <summary>LoRAs, at most 8; their updates are added. Null or empty: none.</summary>
    public IReadOnlyList<LoraChoice>? Loras { get; init; }

    /// <summary>How a source picture is fitted to the output size.</summary>
    [JsonConverter(typeof(SourceFits.Json))]
    public SourceFit SourceFit { get; init; }

    /// <summary>
    /// Denoising strength for a source picture: 0 (no noise, the source is returned) to 1 (pure noise). It has no
    /// effect without a source.
    /// </summary>
    public double Strength { get; init; } = 0.6;

    /// <summary>
    /// Blur of the mask's edge: standard deviation of a Gaussian in output pixels, 0 (none) to 64. Pixels further than
    /// 2.5 deviations from the mask are kept. It has no effect without a mask.
    /// </summary>
    public int MaskBlur { get; init; }

    /// <summary>The options with a sampler; a schedule in its name ("DPM++ 2M Karras") is taken, too.</summary>
    internal GenerationOptions WithSampler(string? label) =>
        label is not null && DisplayNames.SamplerFromDisplay(label) is (var sampler, { } schedule)
            ? this with
            {
                Sampler = sampler,
                Schedule = schedule,
            }
            : this with
            {
                Sampler = label,
            };

    /// <summary>These options without the additions of a derived record.</summary>
    public GenerationOptions ToOptions() => GetType() == typeof(GenerationOptions) ? this : new(this);
}

/// <summary>How a source picture and its mask are fitted to the output size.</summary>
public enum SourceFit
{
    /// <summary>Scaled to fill the size, then centre-cropped.</summary>
    Cover,

    /// <summary>
    /// Scaled to fit inside and centred. The rest is filled from its edges; with a mask it is repainted.
    /// </summary>
    Contain,

    /// <summary>Must have the output size; other sizes are refused.</summary>
    Exact,
}
