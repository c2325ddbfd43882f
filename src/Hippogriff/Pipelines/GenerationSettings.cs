using System.Text.Json.Serialization;
using Hippogriff.Denoising;

namespace Hippogriff.Pipelines;

/// <summary>The complete settings of a picture, as written into its metadata.</summary>
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

    /// <summary>Scale of classifier-free guidance; 1 if there was none.</summary>
    public required double Guidance { get; init; }

    /// <summary>Width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Denoising strength for a source picture; null if there was none.</summary>
    public double? Strength { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>First ten hex digits of the hash of the model's weights.</summary>
    public required string ModelHash { get; init; }

    /// <summary>Blur of the mask's edge in pixels; null without a mask.</summary>
    public int? MaskBlur { get; init; }

    /// <inheritdoc cref="GenerationOptions.GuidanceRescale"/>
    public double GuidanceRescale { get; init; }

    /// <inheritdoc cref="GenerationOptions.GuidanceInterval"/>
    public GuidanceInterval GuidanceInterval { get; init; } = GuidanceInterval.Whole;

    /// <summary>Guidance as an input of the network; null for a model without it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EmbeddedGuidance { get; init; }

    /// <inheritdoc cref="GenerationOptions.ImageGuidance"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ImageGuidance { get; init; }

    /// <inheritdoc cref="GenerationOptions.ClipSkip"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ClipSkip { get; init; }

    /// <inheritdoc cref="GenerationOptions.PromptWeighting"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PromptWeighting { get; init; }

    /// <summary>File name of a VAE that was not the model's own; null for its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Vae { get; init; }

    /// <summary>The requested share of fresh noise; null if the sampler used its own or takes none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Eta { get; init; }

    /// <summary>
    /// Its place in a batch with one generator of noise (<see cref="PlaceInBatch"/>); null for one generator a picture.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NoiseSource { get; init; }

    /// <summary>The LoRAs used; null if there were none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LoraUses? Loras { get; init; }

    /// <summary>
    /// Unknown words and their replacements, for example "fox: cat; kitchen: room"; null if there are none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DrawnAs { get; init; }

    /// <summary>Unknown words that were left out, for example "zeppelin, bicycle"; null if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LeftOut { get; init; }

    /// <summary>Words behind the last one that was read, separated by spaces; null if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NotRead { get; init; }

    /// <summary>The settings of a picture of the same request.</summary>
    /// <param name="number">How many pictures further on, 0 or more.</param>
    /// <exception cref="HippogriffException">Its seed would be above <see cref="Seeds.Last"/>.</exception>
    internal GenerationSettings OfPicture(int number) =>
        NoiseSource is { } shared && PlaceInBatch.TryRead(shared) is { } place
            ? this with
            {
                NoiseSource = place.Next(number).ToString(),
            }
            : this with
            {
                Seed = Seeds.At(Seed, number),
            };

    /// <summary>
    /// Options that draw this picture again. LoRAs have the names of the settings; a source picture, its mask and the
    /// model are not included.
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
            ImageGuidance = ImageGuidance,
            ClipSkip = ClipSkip,
            PromptWeighting = PromptWeighting,
            Eta = Eta,
            NoiseSource = NoiseSource,
            Width = Width,
            Height = Height,
            Loras = Loras?.Select(lora => new LoraChoice(lora.Name, lora.Weight)).ToArray(),
            Strength = Strength ?? new GenerationOptions().Strength,
            MaskBlur = MaskBlur ?? 0,
        };
}
