using Hippogriff.Cli.Hosting;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using static TorchSharp.torch;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>
/// Sampling settings from the command line. Unset values come from the picture of --from, then from the model.
/// </summary>
internal sealed record DrawingChoices
{
    /// <summary>What to draw and how; LoRAs are files.</summary>
    public GenerationOptions Options { get; init; } = new();

    /// <summary>What of the options stands on the line, and is not a remembered picture's.</summary>
    public IReadOnlySet<GenerationField> Said { get; init; } = new HashSet<GenerationField>();

    public string? Model { get; init; }

    public int? BatchSize { get; init; }

    public string? Out { get; init; }

    public required string Device { get; init; }

    /// <summary>Type of the model's numbers; null for float32.</summary>
    public ScalarType? Type { get; init; }

    /// <summary>Whether the type is the faster one of float32 and bfloat16, by a measurement.</summary>
    public bool TypeIsMeasured { get; init; }

    /// <summary>Parts from other files, for public checkpoints.</summary>
    public CheckpointChoices Checkpoint { get; init; } = CheckpointChoices.None;

    public bool Strip { get; init; }

    /// <summary>The picture whose settings are used.</summary>
    public string? From { get; init; }

    public bool Json { get; init; }

    /// <summary>The remembered picture was made from another one.</summary>
    public bool HadSource { get; init; }

    /// <summary>The remembered picture was painted through a mask.</summary>
    public bool HadMask { get; init; }

    /// <summary>Hash of the model that drew the remembered picture, where that model is used again.</summary>
    public string? ModelHash { get; init; }

    /// <summary>Whether the size is from another program's picture; it then becomes one that the model draws.</summary>
    public bool SizeIsForeign { get; init; }

    /// <summary>Remarks on settings of the --from picture that could not be used, one sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>What to draw; null if neither the line nor a picture says it.</summary>
    public string? Prompt => Said.Contains(GenerationFields.Prompt) || From is not null ? Options.Prompt : null;

    public long? Seed => Options.Seed;

    public int Count => Options.Count;

    public PictureSize? Size => Options is { Width: { } width, Height: { } height } ? new(width, height) : null;

    /// <summary>The model that is opened.</summary>
    public WantedPipeline ToWanted() =>
        new(Model, Device)
        {
            Size = Size,
            Type = Type,
            TypeIsMeasured = TypeIsMeasured,
            Choices = Checkpoint,
        };

    /// <summary>The choices with another value that the line says.</summary>
    public DrawingChoices With(GenerationField field, object? value)
    {
        GenerationOptions options = field.Set(Options, value);
        HashSet<GenerationField> said = [.. Said, field];
        if (field == GenerationFields.Sampler && options.Schedule != Options.Schedule)
            said.Add(GenerationFields.Schedule); // the name of a sampler may say a schedule, too
        return this with { Options = options, Said = said };
    }

    /// <summary>The choices with what the line leaves out taken from <paramref name="options"/>.</summary>
    public DrawingChoices Over(GenerationOptions options) =>
        this with
        {
            Options = Said.Aggregate(options, (all, field) => field.Set(all, field.Get(Options))),
        };

    /// <summary>The request, its pictures in whatever size they have.</summary>
    /// <param name="model">The model that draws it; null if no size of another program has to become its
    /// own.</param>
    /// <param name="seed">Seed of the first picture.</param>
    /// <param name="source">A picture to start from; null for none.</param>
    /// <param name="mask">Where it is repainted; null for everywhere.</param>
    public GenerationRequest ToRequest(ModelFacts? model, long seed, RgbImage? source = null, MaskImage? mask = null)
    {
        PictureSize? drawn =
            SizeIsForeign && model is not null
                ? Size?.Drawable(model.Defaults, model.SizeMultiple).Nearest(model.SizeMultiple)
                : null;
        return new GenerationRequest(Options)
        {
            Seed = seed,
            Width = drawn?.Width ?? Options.Width,
            Height = drawn?.Height ?? Options.Height,
            Source = source,
            Mask = mask,
            MaskBlur = mask is null ? 0 : Options.MaskBlur,
            BatchSize = BatchSize,
            KeepSteps = Strip,
        };
    }
}
