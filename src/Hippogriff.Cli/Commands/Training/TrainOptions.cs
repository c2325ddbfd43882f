using System.CommandLine;
using System.CommandLine.Parsing;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Trainings;
using Hippogriff.Pipelines;
using Hippogriff.Training.Runs;

namespace Hippogriff.Cli.Commands.Training;

/// <summary>The options of <c>train</c>, and which of them go together.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string> _data = new("--data")
    {
        HelpName = "DIR",
        Required = true,
        Description =
            "Training data. Captioned pictures: .txt files beside the pictures, metadata.jsonl, or "
            + "captions.jsonl; a "
            + "zip file of them; a folder of sprites where the recipe composes scenes.",
    };
    private readonly Option<string> _output = new("--out")
    {
        HelpName = "DIR",
        Required = true,
        Description = "Where the result goes. A folder of checkpoints, sheets, the loss curve and the finished model.",
    };
    private readonly Option<string?> _recipe = Values.Text(
        "--recipe",
        "FILE",
        "JSON file that says how: network, batch, learning rate, world of scenes. The other options "
            + "override it. Left out: the built-in one."
    );
    private readonly Option<string?> _world = Values.Text(
        "--world",
        "FILE",
        "JSON file of the world that scenes are composed of. Left out: the recipe's, or the built-in one."
    );
    private readonly Option<string?> _from = Values.Text(
        "--base",
        "MODEL",
        "Begin with the words and weights of this model instead of random ones. Its recipe's network must be the "
            + "same. New words are added to its own."
    );
    private readonly Option<int?> _lora = Values.Whole(
        "--lora-rank",
        1,
        256,
        "Train a LoRA of this rank for the model of --base, instead of a model; 8 is usual. It is a small file "
            + "for a new thing or look."
    );
    private readonly Option<string?> _like = Values.Text(
        "--like",
        "WORD",
        "With --lora-rank: a word of the model that is like the new thing, such as dog. It initialises the new "
            + "word."
    );
    private readonly Option<int?> _prior = Values.Whole(
        "--prior",
        0,
        4096,
        "With --lora-rank: number of pictures that the model draws first, so that it forgets less. Default: 96."
    );
    private readonly Option<bool> _silent = new("--no-captions")
    {
        Description =
            "For a model without words: captions are left out. Any folder of pictures will do; it draws without "
            + "a prompt.",
    };
    private readonly Option<bool> _buckets = new("--buckets")
    {
        Description =
            "Take pictures in a few proportions, from 1:2 to 2:1, instead of squares. A batch holds pictures of "
            + "one "
            + "size.",
    };
    private readonly Option<PictureSize?> _size = Values.Square(
        8,
        1024,
        "Size in pixels. The side of the pictures, which are squares."
    );
    private readonly Option<double?> _minutes = TrainingOptions.Minutes(
        " Pictures that are drawn, for --prior and the sheets, are not counted."
    );
    private readonly Option<int?> _steps = TrainingOptions.Updates();
    private readonly Option<int?> _batch = Values.Whole(
        "--batch-size",
        1,
        65_536,
        "How many are computed at once. Pictures an update. Left out: the recipe's."
    );
    private readonly Option<double?> _rate = TrainingOptions.Rate("Left out: the recipe's.");
    private readonly Option<long?> _seed = Values.Seed(
        "Same seed, same result. It is that of weights, noise and data order. Left out: the recipe's."
    );
    private readonly Option<bool> _resume = TrainingOptions.Resume();
    private readonly Option<int?> _workers = Values.Whole(
        "--workers",
        1,
        1_024,
        "Train in this many processes together, each with batches of its own. A lost one does not lose the run. "
            + "Needs MPICH."
    );
    private readonly Option<int?> _averageEvery = Values.Whole(
        "--average-every",
        1,
        1_000_000,
        "With several workers: average their networks after this many updates, for slow networks. Left out: "
            + "gradients are averaged in every update."
    );
    private readonly Option<string?> _device = DeviceOption.Create();
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Whether the result is told as JSON.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll([
            _data,
            _output,
            _recipe,
            _world,
            _from,
            _lora,
            _like,
            _prior,
            _silent,
            _buckets,
            _size,
            _minutes,
            _steps,
            _batch,
            _rate,
            _seed,
            _resume,
            _workers,
            _averageEvery,
            _device,
            _json,
        ]);

    /// <summary>The options of the line for a worker, which is told nothing of <c>--workers</c>.</summary>
    /// <param name="parsed">The line.</param>
    /// <param name="resume">Whether the worker goes on with the run, which then keeps what it began with.</param>
    public IEnumerable<string> LineFor(ParseResult parsed, bool resume)
    {
        Option[] left = [_workers, _resume, .. resume ? Kept : []];
        IEnumerable<OptionResult> given = parsed
            .CommandResult.Children.OfType<OptionResult>()
            .Where(one => !one.Implicit && !left.Contains(one.Option));
        foreach (OptionResult one in given)
            yield return one.Tokens.Count == 0
                ? one.Option.Name
                : $"{one.Option.Name}={string.Join(' ', one.Tokens.Select(token => token.Value))}";
        if (resume)
            yield return _resume.Name;
        if (parsed.GetValue(VerboseOption.Instance))
            yield return VerboseOption.Instance.Name;
    }

    /// <summary>What a resumed run has from its beginning.</summary>
    private Option[] Kept =>
        [_recipe, _world, _from, _lora, _like, _prior, _silent, _buckets, _size, _batch, _rate, _seed];

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">The length is missing or given twice, or options do not go
    /// together.</exception>
    public TrainingRequest Read(ParseResult parsed)
    {
        TrainingLength length = TrainingOptions.LengthOf(parsed, _steps, _minutes);
        RequireTogether(parsed);
        return new TrainingRequest
        {
            Data = parsed.GetRequiredValue(_data),
            Out = parsed.GetRequiredValue(_output),
            Recipe = parsed.GetValue(_recipe),
            World = parsed.GetValue(_world),
            From = parsed.GetValue(_from),
            Lora = parsed.GetValue(_lora),
            Like = parsed.GetValue(_like),
            Prior = parsed.GetValue(_prior),
            Captions = !parsed.GetValue(_silent),
            Buckets = parsed.GetValue(_buckets),
            Size = parsed.GetValue(_size)?.Width,
            Length = length,
            BatchSize = parsed.GetValue(_batch),
            LearningRate = parsed.GetValue(_rate),
            Seed = parsed.GetValue(_seed),
            Resume = parsed.GetValue(_resume),
            Workers = parsed.GetValue(_workers),
            AverageEvery = parsed.GetValue(_averageEvery),
            Device = parsed.GetValue(_device) ?? DeviceOption.Default,
        };
    }

    /// <summary>Refuses what a resumed run, or a LoRA, has from elsewhere, and what only a LoRA takes.</summary>
    private void RequireTogether(ParseResult parsed)
    {
        TrainingOptions.RequireKept(parsed, _resume, Kept);
        bool isLora = parsed.GetValue(_lora) is not null;
        if (!isLora && parsed.Given(_like, _prior) is { } loose)
            throw new HippogriffException(
                $"{loose.Name} belongs to the training of a LoRA; add --lora-rank 8, or leave it out."
            );
        if (isLora && parsed.Given(_recipe, _world, _size, _silent) is { } model)
            throw new HippogriffException(
                $"A LoRA takes network, size and words of its model, so {model.Name} cannot be given with --lora-rank."
            );
    }
}
