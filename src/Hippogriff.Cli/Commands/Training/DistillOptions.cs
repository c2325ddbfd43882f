using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Data.Scenes;
using Hippogriff.Pipelines;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Runs;

namespace Hippogriff.Cli.Commands.Training;

/// <summary>What a line of <c>distill</c> asks for.</summary>
internal sealed record DistillChoices
{
    /// <summary>What the teacher was trained on.</summary>
    public required string Data { get; init; }

    /// <summary>Folder of the run.</summary>
    public required string Out { get; init; }

    /// <summary>The teacher; null for the default model.</summary>
    public string? Model { get; init; }

    /// <summary>The world of composed scenes; null for the built-in one.</summary>
    public SceneWorld? World { get; init; }

    /// <summary>Null for the teacher's.</summary>
    public double? Guidance { get; init; }

    /// <summary>Its guidance is not set yet; an interval that is not named is the teacher's.</summary>
    public required DistillationSettings Settings { get; init; }

    public required double Rate { get; init; }

    public required long Seed { get; init; }

    public required TrainingLength Length { get; init; }

    public required string Device { get; init; }

    public bool Resume { get; init; }

    public bool Json { get; init; }
}

/// <summary>The options of <c>distill</c>, and which of them go together.</summary>
internal sealed class DistillOptions
{
    private const double DefaultRate = 3e-4;
    private static readonly DistillationSettings s_defaults = new();

    private readonly Option<string> _data = new("--data")
    {
        HelpName = "DIR",
        Required = true,
        Description = "Training data. What the model was trained on; only the captions are used.",
    };
    private readonly Option<string> _output = new("--out")
    {
        HelpName = "DIR",
        Required = true,
        Description = "Where the result goes. A folder of checkpoints, sheets, the loss curve and the fast model.",
    };
    private readonly Option<string?> _model = Values.Text(
        "--model",
        "NAME",
        "Name or folder of a model. It is learned from. Left out: the default one."
    );
    private readonly Option<string?> _world = WorldOption.Create(" It is for sprites in --data.");
    private readonly Option<int?> _draw = Values.Whole(
        "--draw-steps",
        1,
        64,
        $"Steps that the fast model draws in. Default: {s_defaults.Steps}."
    );
    private readonly Option<int?> _substeps = Values.Whole(
        "--substeps",
        1,
        16,
        $"Steps of the teacher for each of these. Default: {s_defaults.Substeps}."
    );
    private readonly Option<double?> _guidance = Values.Number(
        "--guidance",
        0,
        50,
        "Guidance scale; 1 switches guidance off. It is distilled in. Left out: the model's."
    );
    private readonly Option<GuidanceInterval?> _interval = Values.Interval(
        "--guidance-interval",
        "Guide only in this interval, from 1 (pure noise) to 0 (clean), such as 0.1-0.8. It is "
            + "distilled in. Left out: the model's."
    );
    private readonly Option<int?> _prompts = Values.Whole(
        "--batch-size",
        1,
        4096,
        $"How many are computed at once. Prompts an update; each gives as many lessons as the fast model has "
            + $"steps. Default: {s_defaults.Prompts}."
    );
    private readonly Option<double?> _minutes = TrainingOptions.Minutes();
    private readonly Option<int?> _steps = TrainingOptions.Updates();
    private readonly Option<double?> _rate = TrainingOptions.Rate($"Default: {DefaultRate}.");
    private readonly Option<long?> _seed = Values.Seed(
        "Same seed, same result. It is that of noise and prompts. Default: 1."
    );
    private readonly Option<bool> _resume = TrainingOptions.Resume();
    private readonly Option<string?> _device = DeviceOption.Create();
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll([
            _data,
            _output,
            _model,
            _world,
            _draw,
            _substeps,
            _guidance,
            _interval,
            _prompts,
            _minutes,
            _steps,
            _rate,
            _seed,
            _resume,
            _device,
            _json,
        ]);

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">The length is missing or given twice, a resumed run is to change, or the
    /// world cannot be read.</exception>
    public DistillChoices Read(ParseResult parsed)
    {
        TrainingLength length = TrainingOptions.LengthOf(parsed, _steps, _minutes);
        TrainingOptions.RequireKept(
            parsed,
            _resume,
            [_model, _draw, _substeps, _guidance, _interval, _prompts, _rate, _seed]
        );
        return new DistillChoices
        {
            Data = parsed.GetRequiredValue(_data),
            Out = parsed.GetRequiredValue(_output),
            Model = parsed.GetValue(_model),
            World = parsed.GetValue(_world) is { } file ? SceneWorld.Load(file) : null,
            Guidance = parsed.GetValue(_guidance),
            Settings = s_defaults with
            {
                Steps = parsed.GetValue(_draw) ?? s_defaults.Steps,
                Substeps = parsed.GetValue(_substeps) ?? s_defaults.Substeps,
                GuidanceInterval = parsed.GetValue(_interval),
                Prompts = parsed.GetValue(_prompts) ?? s_defaults.Prompts,
            },
            Rate = parsed.GetValue(_rate) ?? DefaultRate,
            Seed = parsed.GetValue(_seed) ?? 1,
            Length = length,
            Device = parsed.GetValue(_device) ?? DeviceOption.Default,
            Resume = parsed.GetValue(_resume),
            Json = parsed.GetValue(_json),
        };
    }
}
