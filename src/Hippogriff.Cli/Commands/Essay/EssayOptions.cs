using System.CommandLine;
using Hippogriff.Cli.Commands.Story;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Essay;
using Hippogriff.Essay.Measuring;

namespace Hippogriff.Cli.Commands.Essay;

/// <summary>What a line of <c>essay</c> asks for.</summary>
internal sealed record EssayChoices
{
    /// <summary>Names of the claims; null for all.</summary>
    public IReadOnlyList<string>? Claims { get; init; }

    public required EssayPlan Plan { get; init; }

    public string? Model { get; init; }

    public required StoryModelChoice Story { get; init; }

    /// <summary>Folder of the judge; null for the one that comes along.</summary>
    public string? Judge { get; init; }

    /// <summary>File of the page; null for none.</summary>
    public string? Page { get; init; }

    /// <summary>Whether a claim that does not hold is a failure.</summary>
    public bool Strict { get; init; }

    public bool Json { get; init; }
}

/// <summary>The options of <c>essay</c>.</summary>
internal sealed class EssayOptions
{
    private readonly Argument<string[]> _claims = new("CLAIM")
    {
        Description = $"Which claims; left out, all: {string.Join(", ", EssayClaims.Ids)}.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _model = Values.Text(
        "--model",
        "NAME",
        "Name or folder of a model. It draws the pictures. Left out: the default one."
    );
    private readonly Option<string?> _story = Values.Text(
        "--story",
        "NAME",
        "Name or folder of the model that mends plots. Left out: story."
    );
    private readonly Option<string?> _judge = Values.Text(
        "--judge",
        "NAME",
        "Name or folder of a judge. It says what is in a picture. Left out: the one that comes with Hippogriff."
    );
    private readonly Option<string?> _device = DeviceOption.Create();
    private readonly Option<long?> _seed = Values.Seed(
        "Same seed, same result. It is that of the first drawing and of the plots. Default: 1."
    );
    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "Ask less, in a quarter of the time. Ranges are about twice as wide, and fewer claims hold.",
    };
    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Exit with 1 if a claim does not hold or cannot be asked. Without it that is no error.",
    };
    private readonly Option<string?> _out = Values.Text(
        "--out",
        "FILE",
        "Where the result goes. An .html page with numbers, plots and pictures; left out, none is written."
    );
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll([_claims, _model, _story, _judge, _device, _seed, _quick, _strict, _out, _json]);

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">There is no such claim, or the page has another ending.</exception>
    public EssayChoices Read(ParseResult parsed)
    {
        string[] claims = parsed.GetValue(_claims) ?? [];
        EssayClaims.Require(claims);
        if (parsed.GetValue(_out) is { } page && Path.GetExtension(page).ToLowerInvariant() is not (".html" or ".htm"))
            throw new HippogriffException($"--out takes an .html file here, not '{page}'.");
        return new EssayChoices
        {
            Claims = claims.Length == 0 ? null : claims,
            Plan = new EssayPlan(parsed.GetValue(_quick), parsed.GetValue(_seed) ?? 1),
            Model = parsed.GetValue(_model),
            Story = new StoryModelChoice(parsed.GetValue(_story), parsed.GetValue(_device) ?? DeviceOption.Default),
            Judge = parsed.GetValue(_judge) is { } named
                ? InstalledModels.FolderOf(InstalledModels.Judge, named)
                : null,
            Page = parsed.GetValue(_out),
            Strict = parsed.GetValue(_strict),
            Json = parsed.GetValue(_json),
        };
    }
}
