using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>
/// Sampling settings from the command line. Unset values come from the picture of --from, then from the model.
/// </summary>
internal sealed record DrawingChoices
{
    public string? Prompt { get; init; }

    public string? Negative { get; init; }

    public string? Model { get; init; }

    /// <summary>LoRAs to draw with; null if none is named.</summary>
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

    /// <summary>Blur of the mask's edge; also set by the picture of --from if it used a mask.</summary>
    public int? MaskBlur { get; init; }

    public string? Out { get; init; }

    public required string Device { get; init; }

    public bool Strip { get; init; }

    /// <summary>The picture whose settings are used.</summary>
    public string? From { get; init; }

    public bool Json { get; init; }

    /// <summary>Hash of the model of the --from picture, if that model is used again.</summary>
    public string? ModelHash { get; init; }

    /// <summary>Whether the size is from another program's picture; it then becomes one that the model draws.</summary>
    public bool SizeIsForeign { get; init; }

    /// <summary>Remarks on settings of the --from picture that could not be used, one sentence each.</summary>
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
