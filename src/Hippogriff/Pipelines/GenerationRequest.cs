using System.Globalization;
using System.Text.Json.Serialization;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Guidance;
using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>
/// What to draw and how. Unset values take the model's defaults (<see cref="DiffusionPipeline.Defaults"/>).
/// </summary>
public sealed record GenerationRequest
{
    /// <summary>What to draw, at most 2,000 characters; empty draws without words.</summary>
    public required string Prompt { get; init; }

    /// <summary>What to stay away from; used only where guidance is above 1.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>
    /// Seed of the first picture; picture i uses Seed + i, up to <see cref="Seeds.Last"/>; what else its batch may
    /// change says <see cref="BatchSize"/>. Unset: drawn at random and reported.
    /// </summary>
    public long? Seed { get; init; }

    /// <summary>Number of pictures, 1 to 64.</summary>
    public int Count { get; init; } = 1;

    /// <summary>
    /// How many pictures are drawn at once, 1 to 8, the usual. It changes time and memory. At the model's own size the
    /// pictures were the same byte for byte; at 64x64 in batches of eight a value of a pixel may differ by 1. With 1
    /// every picture is what its seed gives alone, at every size and on every processor.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>Number of sampling steps, 1 to 1,000.</summary>
    public int? Steps { get; init; }

    /// <summary>Name of the sampler, see <see cref="SamplerRegistry.Names"/>.</summary>
    public string? Sampler { get; init; }

    /// <summary>Name of the schedule, see <see cref="ScheduleRegistry.Names"/>.</summary>
    public string? Schedule { get; init; }

    /// <summary>Guidance scale, 0 to 50; 1 switches guidance off.</summary>
    public double? Guidance { get; init; }

    /// <summary>
    /// Takes back the contrast that strong guidance adds: 0 not at all, 1 wholly (<see cref="Rescale"/>).
    /// </summary>
    public double GuidanceRescale { get; init; }

    /// <summary>
    /// The stretch of the way in which guidance acts, in time from 1 (pure noise) to 0 (clean); outside of it every
    /// step costs one pass (<see cref="Interval"/>).
    /// </summary>
    public GuidanceInterval? GuidanceInterval { get; init; }

    /// <summary>Width in pixels; a multiple of <see cref="DiffusionPipeline.SizeMultiple"/>.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels; a multiple of <see cref="DiffusionPipeline.SizeMultiple"/>.</summary>
    public int? Height { get; init; }

    /// <summary>A picture to start from instead of pure noise.</summary>
    public RgbImage? Source { get; init; }

    /// <summary>
    /// How much noise is added to <see cref="Source"/> before it is cleaned: 0 (not at all: it comes back as it is) to
    /// 1 (nothing left).
    /// </summary>
    public double Strength { get; init; } = 0.6;

    /// <summary>
    /// Where <see cref="Source"/> is painted anew; the rest of it comes back byte for byte. Of the source's size, or of
    /// its proportions and scaled to it. Soft edges blend. Unset: the whole picture is painted anew.
    /// </summary>
    public MaskImage? Mask { get; init; }

    /// <summary>
    /// Softens the mask's edge: deviation of a Gaussian in pixels of what is drawn, 0 (as it is) to 64. What lies
    /// further out than 2.5 times that is kept.
    /// </summary>
    public int MaskBlur { get; init; }

    /// <summary>LoRAs to draw with, at most 8; their changes add up.</summary>
    public IReadOnlyList<LoraChoice> Loras { get; init; } = [];

    /// <summary>Keeps every step in <see cref="GeneratedImage.Steps"/>.</summary>
    public bool KeepSteps { get; init; }

    /// <summary>
    /// Decodes the clean guess of every n-th step and of the last one before it is reported, so that
    /// <see cref="GenerationProgress.Preview"/> has it at any time, on any thread. 0: none; then a preview can be asked
    /// for during the report only.
    /// </summary>
    public int PreviewEvery { get; init; }
}

/// <summary>
/// The settings a picture was really drawn with: nothing unset. This is what is written into the PNG.
/// </summary>
public sealed record GenerationSettings(
    string Prompt,
    string NegativePrompt,
    long Seed,
    int Steps,
    string Sampler,
    string Schedule,
    double Guidance,
    int Width,
    int Height,
    double? Strength,
    string Model,
    string ModelHash
)
{
    /// <summary>How far the edge of the mask was softened, in pixels; null where the whole picture was drawn.</summary>
    public int? MaskBlur { get; init; }

    /// <inheritdoc cref="GenerationRequest.GuidanceRescale"/>
    public double GuidanceRescale { get; init; }

    /// <inheritdoc cref="GenerationRequest.GuidanceInterval"/>
    public GuidanceInterval GuidanceInterval { get; init; } = GuidanceInterval.Whole;

    /// <summary>The LoRAs that changed the model; null where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LoraUses? Loras { get; init; }

    /// <summary>
    /// Words that the model was never taught and what was drawn for them, for example "fox: cat; kitchen: room"; null
    /// where there are none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DrawnAs { get; init; }
}

/// <summary>A stretch of network time, 0 (clean) to 1 (pure noise).</summary>
public sealed record GuidanceInterval(double Low, double High)
{
    /// <summary>From pure noise to clean.</summary>
    public static GuidanceInterval Whole { get; } = new(0, 1);

    /// <summary>"0.1-0.8" as an interval; null where it is none that is possible.</summary>
    public static GuidanceInterval? Read(string text) =>
        text.Split('-', StringSplitOptions.TrimEntries) is [var low, var high]
        && Share(low) is { } from
        && Share(high) is { } to
        && new GuidanceInterval(from, to) is var read
        && read.IsPossible()
            ? read
            : null;

    /// <summary>The interval as <see cref="Read"/> takes it: "0.1-0.8".</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Low:0.######}-{High:0.######}");

    /// <summary>True where it lies within 0 and 1 and has a length; not where an end is no number.</summary>
    public bool IsPossible() => Low >= 0 && Low < High && High <= 1;

    /// <summary>True from above the lower end up to the upper one.</summary>
    public bool Holds(double time) => Low < time && time <= High;

    private static double? Share(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? value
            : null;
}

/// <summary>One step of a finished run as pictures.</summary>
/// <param name="Sigma">Noise level of <paramref name="Noisy"/>.</param>
/// <param name="Noisy">The noisy picture.</param>
/// <param name="Clean">The clean guess.</param>
public sealed record StepPicture(double Sigma, RgbImage Noisy, RgbImage Clean);

/// <summary>A finished picture with what it takes to draw it again.</summary>
public sealed record GeneratedImage(RgbImage Image, GenerationSettings Settings, IReadOnlyList<StepPicture> Steps)
{
    /// <summary>
    /// What the model made of the words: which it did not know, and which it had no place for. Null where a picture was
    /// not drawn by <see cref="TextToImage"/>.
    /// </summary>
    public PromptReading? Reading { get; init; }
}

/// <summary>
/// A model's own default settings, part of its model_index.json. Where the interval of guidance is left out, it is the
/// whole way.
/// </summary>
public sealed record GenerationDefaults(
    int Steps,
    string Sampler,
    string Schedule,
    double Guidance,
    int Width,
    int Height,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GuidanceInterval? GuidanceInterval = null
);
