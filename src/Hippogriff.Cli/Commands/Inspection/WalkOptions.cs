using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Denoising;
using Hippogriff.Insight.Chance;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>What a line of <c>walk</c> asks for.</summary>
internal sealed record WalkChoices
{
    public required InspectionChoices Inspection { get; init; }

    /// <summary>Where the walk begins.</summary>
    public required string From { get; init; }

    /// <summary>Where it ends; the same words if only the seed changes.</summary>
    public required string To { get; init; }

    /// <summary>The seed where it ends.</summary>
    public long ToSeed { get; init; }

    /// <summary>Pictures of the walk, both ends included.</summary>
    public int Frames { get; init; }

    /// <summary>More prompts of a table; empty for a walk.</summary>
    public IReadOnlyList<string> With { get; init; } = [];

    /// <summary>Seeds of the table.</summary>
    public int Count { get; init; }

    /// <summary>The seed where it begins.</summary>
    public long Seed => Inspection.Seed;

    /// <summary>Where it begins and ends, in words.</summary>
    public string Title
    {
        get
        {
            string seeds = $"from seed {Seed} to seed {ToSeed}";
            return From == To
                ? $"{From}, {seeds}"
                : $"from {From} to {To}, {(ToSeed == Seed ? $"seed {ToSeed}" : seeds)}";
        }
    }
}

/// <summary>The options of <c>walk</c>.</summary>
internal sealed class WalkOptions
{
    private const int DefaultFrames = 9,
        DefaultSeeds = 6;

    private readonly Argument<string> _prompt = new("PROMPT") { Description = "Where the walk begins, in quotes." };
    private readonly Option<string?> _to = Values.Text(
        "--to",
        "PROMPT",
        "Walk to these words; left out, the words stay."
    );
    private readonly Option<long?> _toSeed = Values.SeedCalled(
        "--to-seed",
        "Walk to this seed. Left out: the next seed where the words stay, the same seed where they change."
    );
    private readonly Option<int?> _frames = Values.Whole(
        "--frames",
        LatentWalk.Fewest,
        LatentWalk.Most,
        $"Pictures of the walk, both ends included. Default: {DefaultFrames}."
    );
    private readonly Option<string[]> _with = Values.Texts(
        "--with",
        "PROMPT",
        "More prompts, each in quotes. No walk but a table: PROMPT and these, a row each, with several seeds, a "
            + "column each."
    );
    private readonly Option<int?> _seeds = Values.Whole(
        "--count",
        1,
        16,
        $"How many. Seeds of the table. Default: {DefaultSeeds}."
    );
    private readonly InspectionOptions _inspection = new();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        command.AddAll(_prompt, _to, _toSeed, _frames, _with, _seeds);
        _inspection.AddTo(command, films: true);
    }

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">An option of a walk is given for a table, or one of a table for a
    /// walk.</exception>
    public WalkChoices Read(ParseResult parsed)
    {
        if (parsed.GetValue(_with) is { Length: > 0 })
            parsed.RefuseIdle("belongs to a walk, and --with lays out a table", _to, _toSeed, _frames);
        else
            parsed.RefuseIdle("is the number of seeds of a table; add --with PROMPT, or leave it out", _seeds);
        InspectionChoices inspection = _inspection.Read(parsed);
        string from = parsed.GetRequiredValue(_prompt),
            to = parsed.GetValue(_to) ?? from;
        WalkChoices choices = new()
        {
            Inspection = inspection,
            From = from,
            To = to,
            ToSeed = parsed.GetValue(_toSeed) ?? (to == from ? Seeds.At(inspection.Seed, 1) : inspection.Seed),
            Frames = parsed.GetValue(_frames) ?? DefaultFrames,
            With = parsed.GetValue(_with) ?? [],
            Count = parsed.GetValue(_seeds) ?? DefaultSeeds,
        };
        return choices.With.Count > 0 && inspection.Film is not null
            ? throw new HippogriffException("A table has no film: --film needs a walk, not --with.")
            : choices;
    }
}
