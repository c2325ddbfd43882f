using System.Text.Json.Serialization;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Guidance;

namespace Hippogriff.Pipelines;

/// <summary>
/// What to draw and how. All of it is portable: texts, numbers and names, no picture and no tensor, so it is stored,
/// sent and compared as it is. A <see cref="GenerationRequest"/> adds what only this process has. Unset values take the
/// model's defaults (<see cref="GenerationDefaults"/>). Ranges, help and the names of every option in other places
/// stand in <see cref="GenerationFields"/>.
/// </summary>
public record GenerationOptions
{
    /// <summary>What to draw, at most 2,000 characters; empty draws without words.</summary>
    public virtual string Prompt { get; init; } = "";

    /// <summary>What to stay away from; used only where guidance is above 1.</summary>
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

    /// <summary>Name of the sampler, see <see cref="SamplerRegistry.Names"/>.</summary>
    public string? Sampler { get; init; }

    /// <summary>Name of the schedule, see <see cref="ScheduleRegistry.Names"/>.</summary>
    public string? Schedule { get; init; }

    /// <summary>Scale of classifier-free guidance, 0 to 50; 1 switches it off.</summary>
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

    /// <summary>
    /// Guidance that is an input of the network, as distilled public models take it, 0 to 100. It has no effect on a
    /// model that takes none (<see cref="GenerationDefaults.EmbeddedGuidance"/> is null).
    /// </summary>
    public double? EmbeddedGuidance { get; init; }

    /// <summary>
    /// Share of fresh noise that a stochastic sampler adds, 0 (none) to 1 (its full amount). Unset: the sampler's own
    /// (<see cref="SamplerEntry.DefaultEta"/>). It has no effect with a sampler that takes none.
    /// </summary>
    public double? Eta { get; init; }

    /// <summary>Width in pixels; a multiple of what the model's sizes are multiples of.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels, see <see cref="Width"/>.</summary>
    public int? Height { get; init; }

    /// <summary>LoRAs to draw with, at most 8; their changes add up. Null or empty: none.</summary>
    public IReadOnlyList<LoraChoice>? Loras { get; init; }

    /// <summary>How a source picture of another size is brought to the size that is drawn.</summary>
    [JsonConverter(typeof(SourceFits.Json))]
    public SourceFit SourceFit { get; init; }

    /// <summary>
    /// How much noise is added to a source picture before it is cleaned: 0 (not at all: it comes back as it is) to 1
    /// (nothing left of it). Without a source it has no effect.
    /// </summary>
    public double Strength { get; init; } = 0.6;

    /// <summary>
    /// Softens the mask's edge: deviation of a Gaussian in pixels of what is drawn, 0 (as it is) to 64. What lies
    /// further out than 2.5 times that is kept. Without a mask it has no effect.
    /// </summary>
    public int MaskBlur { get; init; }

    /// <summary>These options alone, without what a derived record adds to them.</summary>
    public GenerationOptions ToOptions() => GetType() == typeof(GenerationOptions) ? this : new(this);
}

/// <summary>How a source picture, and its mask, is brought to the size that is drawn.</summary>
public enum SourceFit
{
    /// <summary>Scaled until it fills the size, then cut around the middle.</summary>
    Cover,

    /// <summary>
    /// Scaled until all of it is inside, in the middle; what stays free is filled from its edges, and is painted anew
    /// where there is a mask.
    /// </summary>
    Contain,

    /// <summary>It has to have the size that is drawn; another one is refused.</summary>
    Exact,
}
