using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>What a line of <c>attention</c> asks for.</summary>
internal sealed record AttentionChoices
{
    public required InspectionChoices Inspection { get; init; }

    /// <summary>What to draw, or to read in <see cref="Picture"/>; null where it is measured.</summary>
    public string? Prompt { get; init; }

    /// <summary>File of a picture to look at instead of drawing one.</summary>
    public string? Picture { get; init; }

    /// <summary>Whether pictures without each of the words are left out.</summary>
    public bool Plain { get; init; }

    /// <summary>Folder of sprites to measure on; null to show one picture.</summary>
    public string? Scenes { get; init; }

    /// <summary>Scenes to measure on.</summary>
    public int Count { get; init; }

    /// <summary>JSON file of a world; null for the built-in one.</summary>
    public string? World { get; init; }
}

/// <summary>The options of <c>attention</c>.</summary>
internal sealed class AttentionOptions
{
    private const int DefaultScenes = 100;

    private readonly Argument<string?> _prompt = new("PROMPT")
    {
        Description = "What to draw, in quotes; with --picture what to read in it. With --scenes it is left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _picture = Values.Text(
        "--picture",
        "IMAGE",
        "Draw nothing: look at this picture with these words."
    );
    private readonly Option<bool> _plain = new("--no-striking")
    {
        Description = "Leave out the pictures without each of the words, which take most of the time.",
    };
    private readonly Option<string?> _scenes = Values.Text(
        "--scenes",
        "DIR",
        "Measure instead, on composed scenes of this folder of sprites, whose layout is known."
    );
    private readonly Option<int?> _count = Values.Whole(
        "--count",
        1,
        10_000,
        $"How many. Scenes to measure on. Default: {DefaultScenes}."
    );
    private readonly Option<string?> _world = WorldOption.Create();
    private readonly InspectionOptions _inspection = new();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        command.AddAll(_prompt, _picture, _plain, _scenes, _count, _world);
        _inspection.AddTo(command);
    }

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">Two options exclude each other, or there is nothing to show.</exception>
    public AttentionChoices Read(ParseResult parsed)
    {
        if (parsed.GetValue(_scenes) is null)
            parsed.RefuseIdle("says on which scenes to measure; add --scenes DIR, or leave it out", _count, _world);
        else
            parsed.RefuseIdle("shows one picture, and --scenes measures on many", _picture, _plain);
        if (parsed.GetValue(_picture) is not null)
            parsed.RefuseIdle("leaves drawings out, and with --picture nothing is drawn", _plain);
        AttentionChoices choices = new()
        {
            Inspection = _inspection.Read(parsed),
            Prompt = parsed.GetValue(_prompt),
            Picture = parsed.GetValue(_picture),
            Plain = parsed.GetValue(_plain),
            Scenes = parsed.GetValue(_scenes),
            Count = parsed.GetValue(_count) ?? DefaultScenes,
            World = parsed.GetValue(_world),
        };
        if (choices.Scenes is not null && choices.Prompt is not null)
            throw new HippogriffException("--scenes measures with the captions of the scenes, so it takes no PROMPT.");
        if (choices.Scenes is not null && choices.Inspection.Drawing.Size is { } size && size.Width != size.Height)
            throw new HippogriffException(
                $"The scenes of --scenes are squares, so --size takes a square beside it, not {size}."
            );
        if (choices.Scenes is null && choices.Prompt is null)
            throw new HippogriffException("hippogriff attention needs a PROMPT in quotes, or --scenes DIR to measure.");
        return choices;
    }
}
