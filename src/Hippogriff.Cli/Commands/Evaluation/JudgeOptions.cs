using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Scenes;

namespace Hippogriff.Cli.Commands.Evaluation;

/// <summary>What a line of <c>judge</c> asks for; unset values are those that suit the world.</summary>
internal sealed record JudgeChoices(string Data, SceneWorld World, string Out)
{
    public int? Updates { get; init; }

    public int? BatchSize { get; init; }

    public double? Rate { get; init; }

    public long? Seed { get; init; }

    public bool Resume { get; init; }

    public required string Device { get; init; }

    public bool Json { get; init; }
}

/// <summary>The options of <c>judge</c>.</summary>
internal sealed class JudgeOptions
{
    private readonly Option<string> _data = new("--data")
    {
        HelpName = "DIR",
        Required = true,
        Description = "Training data. A folder of sprites, of which scenes are composed.",
    };
    private readonly Option<string?> _world = Values.Text(
        "--world",
        "FILE",
        "JSON file of the world that scenes are composed of. Left out: the built-in one."
    );
    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Required = true,
        Description =
            "Where the result goes. A folder of checkpoints, the loss curve, the judge so far and the finished one.",
    };
    private readonly Option<int?> _updates = TrainingOptions.Updates();
    private readonly Option<int?> _batch = Values.Whole(
        "--batch-size",
        1,
        4_096,
        "How many are computed at once. Scenes an update. Default: 32, for fine worlds 16."
    );
    private readonly Option<double?> _rate = TrainingOptions.Rate("Default: 0.002, for fine worlds 0.0015.");
    private readonly Option<long?> _seed = Values.Seed(
        "Same seed, same result. It is that of weights and scenes; a judge of another seed is a check. Default: 1000."
    );
    private readonly Option<bool> _resume = TrainingOptions.Resume();
    private readonly Option<string?> _device = DeviceOption.Create();
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        Option[] all = [_data, _world, _out, _updates, _batch, _rate, _seed, _resume, _device, _json];
        foreach (Option option in all)
            command.Add(option);
    }

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">The world cannot be read, or a resumed run is asked to change.</exception>
    public JudgeChoices Read(ParseResult parsed)
    {
        TrainingOptions.RequireKept(parsed, _resume, _batch, _rate, _seed);
        SceneWorld world = parsed.GetValue(_world) is { } file ? SceneWorld.Load(file) : SceneWorld.First;
        return new JudgeChoices(parsed.GetRequiredValue(_data), world, parsed.GetRequiredValue(_out))
        {
            Updates = parsed.GetValue(_updates),
            BatchSize = parsed.GetValue(_batch),
            Rate = parsed.GetValue(_rate),
            Seed = parsed.GetValue(_seed),
            Resume = parsed.GetValue(_resume),
            Device = parsed.GetValue(_device) ?? DeviceOption.Default,
            Json = parsed.GetValue(_json),
        };
    }
}
