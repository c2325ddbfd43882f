using System.Text.Json.Serialization;

namespace Hippogriff.Pipelines;

/// <summary>
/// The settings that a picture was really drawn with: nothing unset. This is what is written into its metadata.
/// </summary>
public sealed record GenerationSettings
{
    /// <inheritdoc cref="GenerationOptions.Prompt"/>
    public required string Prompt { get; init; }

    /// <inheritdoc cref="GenerationOptions.NegativePrompt"/>
    public required string NegativePrompt { get; init; }

    /// <summary>The picture's own seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Number of sampling steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Name of the sampler.</summary>
    public required string Sampler { get; init; }

    /// <summary>Name of the schedule.</summary>
    public required string Schedule { get; init; }

    /// <summary>Scale of classifier-free guidance; 1 where there was none.</summary>
    public required double Guidance { get; init; }

    /// <summary>Width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>How much noise was added to a source picture; null where there was none.</summary>
    public double? Strength { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>First ten hex digits of the hash over the model's weights.</summary>
    public required string ModelHash { get; init; }

    /// <summary>How far the edge of the mask was softened, in pixels; null where the whole picture was drawn.</summary>
    public int? MaskBlur { get; init; }

    /// <inheritdoc cref="GenerationOptions.GuidanceRescale"/>
    public double GuidanceRescale { get; init; }

    /// <inheritdoc cref="GenerationOptions.GuidanceInterval"/>
    public GuidanceInterval GuidanceInterval { get; init; } = GuidanceInterval.Whole;

    /// <summary>Guidance that was an input of the network; null for a model that takes none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EmbeddedGuidance { get; init; }

    /// <summary>
    /// Share of fresh noise that was asked for; null where the sampler took its own, or takes none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Eta { get; init; }

    /// <summary>The LoRAs that changed the model; null where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LoraUses? Loras { get; init; }

    /// <summary>
    /// Words that the model was never taught and what was drawn for them, for example "fox: cat; kitchen: room"; null
    /// where there are none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DrawnAs { get; init; }

    /// <summary>
    /// Options that draw this one picture again. LoRAs are named as the settings name them; a source picture, its mask
    /// and the model are not part of options.
    /// </summary>
    public GenerationOptions ToOptions() =>
        new()
        {
            Prompt = Prompt,
            NegativePrompt = NegativePrompt,
            Seed = Seed,
            Steps = Steps,
            Sampler = Sampler,
            Schedule = Schedule,
            Guidance = Guidance,
            GuidanceRescale = GuidanceRescale,
            GuidanceInterval = GuidanceInterval,
            EmbeddedGuidance = EmbeddedGuidance,
            Eta = Eta,
            Width = Width,
            Height = Height,
            Loras = Loras?.Select(lora => new LoraChoice(lora.Name, lora.Weight)).ToArray(),
            Strength = Strength ?? new GenerationOptions().Strength,
            MaskBlur = MaskBlur ?? 0,
        };
}
