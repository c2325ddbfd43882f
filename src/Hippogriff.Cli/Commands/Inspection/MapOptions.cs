using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Insight.Meaning;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>What a line of <c>map</c> asks for.</summary>
internal sealed record MapChoices
{
    public required InspectionChoices Inspection { get; init; }

    /// <summary>One or two prompts whose places are shown; may be empty.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>Texts on the map; empty for the model's words.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Whether every word that the model knows is put on the map.</summary>
    public bool All { get; init; }

    /// <summary>JSON file of groups of words; null for the built-in ones.</summary>
    public string? Groups { get; init; }

    public MapLayout Layout { get; init; }

    /// <summary>Whether words are little pictures and not dots.</summary>
    public bool Pictures { get; init; }

    /// <summary>How many of the nearest are named.</summary>
    public int Near { get; init; }

    /// <summary>File of a page to zoom and search; null for a picture.</summary>
    public string? Page =>
        Path.GetExtension(Inspection.Drawing.Out)?.ToLowerInvariant() is ".html" or ".htm"
            ? Inspection.Drawing.Out
            : null;
}

/// <summary>The options of <c>map</c>.</summary>
internal sealed class MapOptions
{
    private const int DefaultNear = 5;
    private const string Axes = "axes";

    private readonly Argument<string[]> _prompts = new("PROMPT")
    {
        Description =
            "One prompt: its way over the map, word by word, and what lies nearest. Two prompts: how "
            + "alike they are, too.",
        Arity = new ArgumentArity(0, 2),
    };
    private readonly Option<string[]> _words = Values.Texts(
        "--texts",
        "TEXT",
        "Put these words or prompts on the map instead of the model's own."
    );
    private readonly Option<bool> _all = new("--all")
    {
        Description =
            "Show all, not only the first or the most telling. Every word that the model knows is put on the map.",
    };
    private readonly Option<string?> _groups = Values.Text(
        "--groups",
        "FILE",
        "JSON file of groups: [{ \"name\": \"animals\", \"words\": [\"cat\"], \"picture\": \"a {0}\" }]. "
            + "Left out: the built-in ones."
    );
    private readonly Option<string?> _layout = Values.Name(
        "--layout",
        ["neighbours", Axes],
        "How it is laid out: neighbours stay neighbours (t-SNE), or on the two directions of greatest "
            + "difference (PCA)"
    );
    private readonly Option<bool> _plain = new("--no-pictures")
    {
        Description = "Show dots instead of little pictures, which the model draws first.",
    };
    private readonly Option<int?> _near = Values.Whole(
        "--near",
        1,
        50,
        $"How many of the nearest are named. Default: {DefaultNear}."
    );
    private readonly InspectionOptions _inspection = new();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        command.AddAll(_prompts, _words, _all, _groups, _layout, _plain, _near);
        _inspection.AddTo(command, draws: false);
    }

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">Two options exclude each other.</exception>
    public MapChoices Read(ParseResult parsed)
    {
        if (parsed.GetValue(_words) is { Length: > 0 })
            parsed.RefuseIdle("is about the model's own words, and --texts puts others on the map", _all, _groups);
        if (parsed.GetValue(_prompts) is not { Length: > 0 })
            parsed.RefuseIdle("names what lies nearest to a PROMPT, and there is none", _near);
        return new MapChoices
        {
            Inspection = _inspection.Read(parsed),
            Prompts = parsed.GetValue(_prompts) ?? [],
            Texts = parsed.GetValue(_words) ?? [],
            All = parsed.GetValue(_all),
            Groups = parsed.GetValue(_groups),
            Layout = parsed.GetValue(_layout) == Axes ? MapLayout.Axes : MapLayout.Neighbours,
            Pictures = !parsed.GetValue(_plain),
            Near = parsed.GetValue(_near) ?? DefaultNear,
        };
    }
}
