using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Devices;
using Hippogriff.Evaluation;
using Hippogriff.Insight.Spread;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>What a line of <c>spread</c> asks for.</summary>
internal sealed record SpreadChoices
{
    public required InspectionChoices Inspection { get; init; }

    /// <summary>Prompts from the vague to the specific; empty where ladders are measured.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>File of ladders of prompts, or the name of the built-in ones; null for the prompts alone.</summary>
    public string? Ladders { get; init; }

    /// <summary>Pictures a prompt.</summary>
    public int Count { get; init; }

    /// <summary>Name or folder of a judge; null for none.</summary>
    public string? Judge { get; init; }

    /// <summary>JSON file of the judge's world; null for the built-in one.</summary>
    public string? World { get; init; }

    /// <summary>Loads the judge; null if none is named. The caller owns it.</summary>
    /// <exception cref="HippogriffException">It cannot be loaded, or knows another world.</exception>
    public Judge? OpenJudge() =>
        Judge is { } named
            ? JudgeFolder.Open(
                WorldOption.Load(World),
                InstalledModels.FolderOf(InstalledModels.Judge, named),
                DeviceChoice.Parse(Inspection.Drawing.Device)
            )
            : null;
}

/// <summary>The options of <c>spread</c>.</summary>
internal sealed class SpreadOptions
{
    /// <summary>The name of the built-in ladders.</summary>
    public const string BuiltIn = "first";

    private const int DefaultSeeds = 8;

    private readonly Argument<string[]> _prompts = new("PROMPT")
    {
        Description = "Prompts from the vague to the specific, each in quotes.",
        Arity = new ArgumentArity(0, 16),
    };
    private readonly Option<int?> _seeds = Values.Whole(
        "--count",
        PromptSpread.Fewest,
        PromptSpread.Most,
        $"How many. Pictures a prompt. Default: {DefaultSeeds}."
    );
    private readonly Option<string?> _judge = Values.Text(
        "--judge",
        "NAME",
        "Name or folder of a judge. Also measure in the judge's feature space."
    );
    private readonly Option<string?> _world = WorldOption.Create(" It is the judge's.");
    private readonly Option<string?> _ladders = Values.Text(
        "--ladders",
        "FILE",
        $"No prompts but an experiment on many ladders of them: a JSON list of lists, or '{BuiltIn}' for "
            + "the twenty built-in ones."
    );
    private readonly InspectionOptions _inspection = new();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        command.AddAll(_prompts, _seeds, _judge, _world, _ladders);
        _inspection.AddTo(command);
    }

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">There are neither prompts nor ladders, or both.</exception>
    public SpreadChoices Read(ParseResult parsed)
    {
        if (parsed.GetValue(_judge) is null)
            parsed.RefuseIdle("is the world of a judge; add --judge NAME, or leave it out", _world);
        SpreadChoices choices = new()
        {
            Inspection = _inspection.Read(parsed),
            Prompts = parsed.GetValue(_prompts) ?? [],
            Ladders = parsed.GetValue(_ladders),
            Count = parsed.GetValue(_seeds) ?? DefaultSeeds,
            Judge = parsed.GetValue(_judge),
            World = parsed.GetValue(_world),
        };
        if (choices.Ladders is null && choices.Prompts.Count == 0)
            throw new HippogriffException("hippogriff spread needs at least one PROMPT in quotes, or --ladders FILE.");
        if (choices.Ladders is not null && choices.Prompts.Count > 0)
            throw new HippogriffException("--ladders brings its own prompts, so it takes no PROMPT beside it.");
        return choices;
    }
}
