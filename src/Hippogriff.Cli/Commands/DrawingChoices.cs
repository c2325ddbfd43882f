using Hippogriff.Cli.Parsing;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands;

/// <summary>What the command line said about a drawing; unset values are the remembered picture's, then the model's.</summary>
internal sealed record DrawingChoices
{
    public string? Prompt { get; init; }

    public string? Negative { get; init; }

    public string? Model { get; init; }

    /// <summary>LoRAs to draw with; null where none is named.</summary>
    public IReadOnlyList<LoraChoice>? Loras { get; init; }

    public long? Seed { get; init; }

    public int Count { get; init; } = 1;

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

    /// <summary>Fills what is unset from the settings of an earlier picture, ours or another program's.</summary>
    public DrawingChoices Over(Infotext remembered)
    {
        GenerationRequest again = remembered.ToRequest();
        GenerationSettings? exact = remembered.Settings;
        string? model = exact?.Model ?? remembered.Model;
        return this with
        {
            Prompt = Prompt ?? again.Prompt,
            Negative = Negative ?? again.NegativePrompt,
            Model = Model ?? model,
            Loras = Loras ?? (exact?.Loras is { } uses ? LoraOption.FilesOf(uses) : null),
            Seed = Seed ?? again.Seed,
            Steps = Steps ?? again.Steps,
            Sampler = Sampler ?? again.Sampler,
            Schedule = Schedule ?? again.Schedule,
            Guidance = Guidance ?? again.Guidance,
            GuidanceRescale = GuidanceRescale ?? again.GuidanceRescale,
            GuidanceInterval = GuidanceInterval ?? again.GuidanceInterval,
            Size = Size ?? (again is { Width: { } width, Height: { } height } ? new PictureSize(width, height) : null),
            Strength = Strength ?? (exact is null ? remembered.Strength : exact.Strength),
            MaskBlur = MaskBlur ?? (exact is null ? remembered.MaskBlur : exact.MaskBlur),
            ModelHash = Model is null || Model == model ? exact?.ModelHash ?? remembered.ModelHash : null,
        };
    }

    public GenerationRequest ToRequest(long seed, RgbImage? source, MaskImage? mask)
    {
        GenerationRequest request = new()
        {
            Prompt = Prompt ?? "",
            NegativePrompt = Negative ?? "",
            Loras = Loras ?? [],
            Seed = seed,
            Count = Count,
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
