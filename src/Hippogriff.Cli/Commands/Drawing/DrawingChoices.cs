using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>
/// What the command line said about a drawing; unset values are the remembered picture's, then the model's.
/// </summary>
internal sealed record DrawingChoices
{
    public string? Prompt { get; init; }

    public string? Negative { get; init; }

    public string? Model { get; init; }

    /// <summary>LoRAs to draw with; null where none is named.</summary>
    public IReadOnlyList<LoraChoice>? Loras { get; init; }

    public long? Seed { get; init; }

    public int Count { get; init; } = 1;

    public int? BatchSize { get; init; }

    public int? Steps { get; init; }

    public string? Sampler { get; init; }

    public string? Schedule { get; init; }

    public double? Guidance { get; init; }

    public double? GuidanceRescale { get; init; }

    public GuidanceInterval? GuidanceInterval { get; init; }

    public PictureSize? Size { get; init; }

    public double? Strength { get; init; }

    /// <summary>Softening of the mask's edge; set by a remembered picture too, if a mask was used.</summary>
    public int? MaskBlur { get; init; }

    public string? Out { get; init; }

    public required string Device { get; init; }

    public bool Strip { get; init; }

    /// <summary>The picture whose settings are taken over.</summary>
    public string? From { get; init; }

    public bool Json { get; init; }

    /// <summary>Hash of the model that drew the remembered picture, where that model is used again.</summary>
    public string? ModelHash { get; init; }

    /// <summary>
    /// The size is that of a picture which another program drew: it becomes one that the model draws.
    /// </summary>
    public bool SizeIsForeign { get; init; }

    /// <summary>What of the remembered picture could not be followed, a sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    public GenerationRequest ToRequest(long seed, RgbImage? source, MaskImage? mask)
    {
        GenerationRequest request = new()
        {
            Prompt = Prompt ?? "",
            NegativePrompt = Negative ?? "",
            Loras = Loras ?? [],
            Seed = seed,
            Count = Count,
            BatchSize = BatchSize,
            Steps = Steps,
            Sampler = Sampler,
            Schedule = Schedule,
            Guidance = Guidance,
            GuidanceRescale = GuidanceRescale ?? 0,
            GuidanceInterval = GuidanceInterval,
            Width = Size?.Width,
            Height = Size?.Height,
            Source = source,
            Mask = mask,
            MaskBlur = mask is null ? 0 : MaskBlur ?? 0,
            KeepSteps = Strip,
        };
        return Strength is { } strength ? request with { Strength = strength } : request;
    }
}
