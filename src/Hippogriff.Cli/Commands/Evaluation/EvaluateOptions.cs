using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;
using Hippogriff.Pipelines;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;

namespace Hippogriff.Cli.Commands.Evaluation;

/// <summary>What a line of <c>evaluate</c> asks for.</summary>
internal sealed record EvaluateChoices
{
    /// <summary>Folder of sprites.</summary>
    public required string Data { get; init; }

    /// <summary>The world of the scenes.</summary>
    public required SceneWorld World { get; init; }

    public required EvaluationPlan Plan { get; init; }

    /// <summary>What each prompt is drawn with; its prompt is empty.</summary>
    public required GenerationRequest Request { get; init; }

    public string? Model { get; init; }

    public string? Judge { get; init; }

    /// <summary>Folder of pictures of a new thing.</summary>
    public string? Own { get; init; }

    /// <summary>Folder of the run whose scenes are steered by what is drawn wrongly.</summary>
    public string? Steer { get; init; }

    /// <summary>Folder for the report.</summary>
    public string? Report { get; init; }

    public required string Device { get; init; }

    public bool Json { get; init; }
}

/// <summary>The options of <c>evaluate</c>. Those of a <see cref="GenerationField"/> are checked as it says.</summary>
internal sealed class EvaluateOptions
{
    private const int DefaultSeeds = 4,
        TrainingPictures = 8_192,
        FewTrainingPictures = 2_048,
        DefaultTrainingSeed = 1;

    private readonly Option<string> _data = new("--data")
    {
        HelpName = "DIR",
        Required = true,
        Description = "Training data. A folder of sprites: what the model was trained on, and the judge.",
    };
    private readonly Option<string?> _world = WorldOption.Create();
    private readonly Option<string?> _model = Values.Text(
        "--model",
        "NAME",
        "Name or folder of a model. Left out: the default one."
    );
    private readonly Option<LoraChoice[]> _loras = LoraOption.Create();
    private readonly Option<string?> _judge = Values.Text(
        "--judge",
        "NAME",
        "Name or folder of a judge. In a folder without one, one is trained, about twenty minutes on two "
            + "cores. Left out: the judge that comes with Hippogriff where it knows the world, else out/judge."
    );
    private readonly Option<bool> _quick = new("--quick")
    {
        Description =
            $"Ask less, in a quarter of the time. {PromptSet.Quick} prompts a category instead of "
            + $"{PromptSet.Default}: twice the error.",
    };
    private readonly Option<string?> _only = Values.Name(
        "--only",
        [.. Enum.GetValues<Category>().Select(Categories.NameOf)],
        "Only this category"
    );
    private readonly Option<long?> _promptSeed = Values.SeedCalled(
        "--prompt-seed",
        "Another one composes other prompts of the same kinds. Default: 0."
    );
    private readonly Option<bool> _validation = new("--validation")
    {
        Description =
            "Ask prompts of the training share instead of held-out ones. Choose guidance, steps and the "
            + "like with these; report with the others.",
    };
    private readonly Option<string?> _own = Values.Text(
        "--own",
        "DIR",
        $"Also ask whether a new thing is drawn: captioned pictures of it, {OwnThing.Fewest} at least, "
            + "that the model or LoRA did not learn from."
    );
    private readonly Option<string?> _steer = Values.Text(
        "--steer",
        "RUN",
        "Also write what was missed into the folder of this run, which then composes it more often when it goes on. "
            + "Needs --validation."
    );
    private readonly Option<int?> _seeds = Values.Whole(
        "--count",
        1,
        PromptSet.MostSeeds,
        $"How many. Pictures a prompt. Default: {DefaultSeeds}."
    );
    private readonly FieldOption[] _fields =
    [
        FieldOption.Create(GenerationFields.Steps),
        FieldOption.Create(GenerationFields.Sampler),
        FieldOption.Create(GenerationFields.Schedule),
        FieldOption.Create(GenerationFields.Guidance),
        FieldOption.Create(GenerationFields.GuidanceInterval),
    ];
    private readonly Option<int?> _trainingSeed = Values.Whole(
        "--training-seed",
        0,
        int.MaxValue,
        "Seed of the composed scenes that the model was trained on. It is its recipe's; copies are looked for in "
            + $"them. Default: {DefaultTrainingSeed}."
    );
    private readonly Option<string?> _report = Values.Text(
        "--report",
        "DIR",
        "Also writes report.md there, with every picture, right and wrong marked."
    );
    private readonly Option<string?> _device = DeviceOption.Create();
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll([
            _data,
            _world,
            _model,
            _loras,
            _judge,
            _quick,
            _only,
            _promptSeed,
            _validation,
            _own,
            _steer,
            _seeds,
            .. _fields.Select(field => field.Option),
            _trainingSeed,
            _report,
            _device,
            _json,
        ]);

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">The world cannot be read, or has no prompts of the category.</exception>
    public EvaluateChoices Read(ParseResult parsed)
    {
        SceneWorld world = WorldOption.Load(parsed.GetValue(_world));
        return new EvaluateChoices
        {
            Data = parsed.GetRequiredValue(_data),
            World = world,
            Plan = PlanOf(parsed, world),
            Request = RequestOf(parsed),
            Model = parsed.GetValue(_model),
            Judge = parsed.GetValue(_judge),
            Own = parsed.GetValue(_own),
            Steer = SteerOf(parsed),
            Report = parsed.GetValue(_report),
            Device = parsed.GetValue(_device) ?? DeviceOption.Default,
            Json = parsed.GetValue(_json),
        };
    }

    private string? SteerOf(ParseResult parsed) =>
        parsed.GetValue(_steer) is not { } run ? null
        : !parsed.GetValue(_validation)
            ? throw new HippogriffException(
                "--steer needs --validation, because training must learn nothing from held-out prompts."
            )
        : RunFolder<TrainingRecipe>.IsIn(run) ? run
        : throw new HippogriffException($"'{run}' holds no training run that --steer could lead.");

    private EvaluationPlan PlanOf(ParseResult parsed, SceneWorld world)
    {
        bool few = parsed.GetValue(_quick);
        return new EvaluationPlan(
            parsed.GetValue(_validation) ? PromptShare.Validation : PromptShare.HeldOut,
            Categories.Of(world, parsed.GetValue(_only)),
            few ? PromptSet.Quick : PromptSet.Default,
            parsed.GetValue(_seeds) ?? DefaultSeeds,
            parsed.GetValue(_trainingSeed) ?? DefaultTrainingSeed,
            few ? FewTrainingPictures : TrainingPictures
        )
        {
            PromptSeed = parsed.GetValue(_promptSeed) ?? 0,
        };
    }

    private GenerationRequest RequestOf(ParseResult parsed)
    {
        GenerationOptions options = new GenerationRequest { Prompt = "", Loras = parsed.GetValue(_loras) ?? [] };
        foreach (FieldOption field in _fields)
            if (field.Read(parsed) is { } value)
                options = field.Field.Set(options, value);
        return new GenerationRequest(options);
    }
}
