using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Configuration;

namespace Hippogriff.Cli.Commands.Studio.Keys;

/// <summary>Where the file of keys lies, as <c>serve</c> has it.</summary>
internal sealed class KeysPlace
{
    private readonly Option<string?> _data = StudioCommand.Data();
    private readonly Option<string?> _file = Values.Text(
        "--keys",
        "FILE",
        "File with the hashes of API keys. Default: keys.json in the studio's folder."
    );

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => command.AddAll([_data, _file]);

    /// <summary>The studio's folder where the keys lie in it; null where the file was named.</summary>
    public string? InFolder(ParseResult parsed) =>
        parsed.GetValue(_file) is null ? StudioCommand.Folder(parsed, _data) : null;

    /// <summary>The keys.</summary>
    public ApiKeys Keys(ParseResult parsed) =>
        ApiKeys.Of(new StudioOptions { Data = StudioCommand.Folder(parsed, _data), Keys = parsed.GetValue(_file) });
}
