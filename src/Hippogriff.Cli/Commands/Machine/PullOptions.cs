using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Hub;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>What a line of <c>hippogriff pull</c> asks for.</summary>
/// <param name="Name">The repository, its revision, and what of it.</param>
/// <param name="Settings">Where the hub and its cache are.</param>
/// <param name="Request">What to fetch.</param>
/// <param name="AsJson">Whether one JSON document is printed.</param>
internal sealed record PullChoices(HubName Name, HubSettings Settings, PullRequest Request, bool AsJson);

/// <summary>The options of <c>hippogriff pull</c>.</summary>
internal sealed class PullOptions
{
    /// <summary>Files that are fetched at the same time; stores serve each one slowly.</summary>
    private const int FilesAtOnce = 4;

    private readonly Argument<string> _name = new("NAME")
    {
        Description =
            "owner/name of a model on the hub, a link to its page or to one of its files; owner/name@REVISION, "
            + "owner/name/FILE.",
    };
    private readonly Option<string?> _revision = Values.Text(
        "--revision",
        "NAME",
        "Branch, tag or commit of the repository. Left out: what the name says, or main."
    );
    private readonly Option<string?> _variant = Values.Text(
        "--variant",
        "NAME",
        "Take this variant of the weights, such as fp16, which is half as large. Left out: the plain one."
    );
    private readonly Option<string[]> _include = Values.Texts(
        "--include",
        "PATTERN",
        "Fetch the files that fit these patterns instead of those that a model needs, such as '*.json'."
    );
    private readonly Option<string[]> _exclude = Values.Texts(
        "--exclude",
        "PATTERN",
        "Leave out the files that fit these patterns."
    );
    private readonly Option<string?> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "Where the result goes. Left out: the hub's cache, which other tools share.",
    };
    private readonly Option<string?> _endpoint = Values.Text(
        "--endpoint",
        "URL",
        "Address of the hub. Left out: $HF_ENDPOINT, or the public one. A token is sent to $HF_ENDPOINT only."
    );
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would be fetched." };
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_name);
        foreach (
            Option option in new Option[] { _revision, _variant, _include, _exclude, _out, _endpoint, _dryRun, _json }
        )
            command.Add(option);
    }

    /// <summary>What a line asks for.</summary>
    /// <param name="parsed">The line.</param>
    /// <param name="settings">The settings of the environment.</param>
    /// <exception cref="HippogriffException">The name is none, or two of them contradict each other.</exception>
    public PullChoices Read(ParseResult parsed, HubSettings settings)
    {
        if (parsed.GetValue(_endpoint) is { } endpoint)
            settings = settings.At(endpoint);
        HubName name = HubName.Parse(parsed.GetRequiredValue(_name), settings.Endpoint);
        if (parsed.GetValue(_revision) is { } revision)
        {
            if (name.Revision is { } said && said != revision)
                throw new HippogriffException(
                    $"The name says the revision '{said}' and --revision says '{revision}'; leave one out."
                );
            RepositoryPath.RequireRevision(revision);
            name = name with { Revision = revision };
        }
        string[] include = parsed.GetValue(_include) ?? [],
            exclude = parsed.GetValue(_exclude) ?? [];
        if (name.Path.Length > 0 && include.Length + exclude.Length > 0)
            throw new HippogriffException("A name with a file takes no --include and --exclude.");
        return new PullChoices(
            name,
            settings,
            new PullRequest
            {
                Variant = parsed.GetValue(_variant),
                Folder = parsed.GetValue(_out),
                Include = include.Length > 0 ? include : null,
                Exclude = exclude,
                AtOnce = FilesAtOnce,
                DryRun = parsed.GetValue(_dryRun),
            },
            parsed.GetValue(_json)
        );
    }
}
