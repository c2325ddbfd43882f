using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Story;
using Hippogriff.Story.Training;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>What a line of <c>story train</c> asks for.</summary>
internal sealed record StoryTrainChoices
{
    /// <summary>Folder of the run.</summary>
    public required string Out { get; init; }

    /// <summary>How a new run trains; a resumed one keeps its own.</summary>
    public required StoryRecipe Recipe { get; init; }

    public required TrainingLength Length { get; init; }

    public bool Resume { get; init; }

    public required string Device { get; init; }

    public bool Json { get; init; }
}

/// <summary>The options of <c>story train</c>.</summary>
internal sealed class StoryTrainOptions
{
    private const int WidthStep = 32;
    private const string Uniform = "uniform",
        Mask = "mask";

    private readonly Option<string?> _data = Values.Text(
        "--data",
        "FILE",
        "Training data. Plots of films: a .jsonl file, one {\"text\": ..., \"genres\": [...], \"title\": ...} a "
            + "line. Left out: only plots that the grammar composes."
    );
    private readonly Option<string> _output = new("--out")
    {
        HelpName = "DIR",
        Required = true,
        Description = "Where the result goes. A folder of checkpoints, the loss curve and the finished model.",
    };
    private readonly Option<double?> _minutes = TrainingOptions.Minutes();
    private readonly Option<int?> _steps = TrainingOptions.Updates();
    private readonly Option<string?> _from = Values.Text(
        "--base",
        "MODEL",
        "Begin with the words and weights of this model instead of random ones. It is a story model; the "
            + "optimiser begins afresh."
    );
    private readonly Option<int?> _batch = Values.Whole(
        "--batch-size",
        1,
        4_096,
        "How many are computed at once. Plots an update. Default: 48."
    );
    private readonly Option<int?> _width = Values.Whole(
        "--width",
        WidthStep,
        1_024,
        $"Width of the network, a multiple of {WidthStep}. Default: 192."
    );
    private readonly Option<int?> _depth = Values.Whole("--layers", 1, 32, "Layers of the network. Default: 4.");
    private readonly Option<double?> _rate = TrainingOptions.Rate("Default: 0.002.");
    private readonly Option<string?> _noise = Values.Name(
        "--corruption",
        [Uniform, Mask],
        "How words are spoiled; mask makes a model to compare with, not one to play with"
    );
    private readonly Option<long?> _seed = Values.Seed(
        "Same seed, same result. It is that of weights, noise and data order. Default: 1."
    );
    private readonly Option<bool> _resume = TrainingOptions.Resume();
    private readonly Option<string?> _device = DeviceOption.Create();
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll([
            _data,
            _output,
            _minutes,
            _steps,
            _from,
            _batch,
            _width,
            _depth,
            _rate,
            _noise,
            _seed,
            _resume,
            _device,
            _json,
        ]);

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">The length is missing or given twice, a resumed run is to change, or a
    /// file does not exist.</exception>
    public StoryTrainChoices Read(ParseResult parsed)
    {
        TrainingLength length = TrainingOptions.LengthOf(parsed, _steps, _minutes);
        TrainingOptions.RequireKept(parsed, _resume, [_data, _from, _batch, _width, _depth, _rate, _noise, _seed]);
        if (parsed.GetValue(_width) is { } width && width % WidthStep != 0)
            throw new HippogriffException($"--width takes multiples of {WidthStep}, not {width}.");
        string folder = parsed.GetRequiredValue(_output);
        return new StoryTrainChoices
        {
            Out = folder,
            Recipe = RecipeOf(parsed, folder),
            Length = length,
            Resume = parsed.GetValue(_resume),
            Device = parsed.GetValue(_device) ?? DeviceOption.Default,
            Json = parsed.GetValue(_json),
        };
    }

    private StoryRecipe RecipeOf(ParseResult parsed, string folder)
    {
        StoryRecipe defaults = new(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
        StoryRecipe recipe = defaults with
        {
            Seed = parsed.GetValue(_seed) ?? defaults.Seed,
            BatchSize = parsed.GetValue(_batch) ?? defaults.BatchSize,
            Width = parsed.GetValue(_width) ?? defaults.Width,
            Depth = parsed.GetValue(_depth) ?? defaults.Depth,
            LearningRateSchedule = defaults.LearningRateSchedule with
            {
                LearningRate = parsed.GetValue(_rate) ?? defaults.LearningRateSchedule.LearningRate,
            },
            Corruption = parsed.GetValue(_noise) == Mask ? Corruption.Mask : Corruption.Uniform,
            From = parsed.GetValue(_from) is { } model ? StoryFolder.Find(model) : null,
            Data = parsed.GetValue(_data) is { } file ? Path.GetFullPath(file) : null,
        };
        return recipe.Data is null || File.Exists(recipe.Data)
            ? recipe
            : throw new HippogriffException(
                $"There is no file '{parsed.GetValue(_data)}'; --data takes a .jsonl file with one plot a line.",
                FaultKind.NotFound
            );
    }
}
