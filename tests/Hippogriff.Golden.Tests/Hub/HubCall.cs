using System.Text.RegularExpressions;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>A recorded call of the hub's own library, read from its text.</summary>
internal sealed partial class HubCall
{
    private readonly string _text;

    private HubCall(string text, string kind) => (_text, Kind) = (text, kind);

    /// <summary>"hf_hub_download" or "snapshot_download".</summary>
    public string Kind { get; }

    public string Repository => Arguments[0];

    /// <summary>The file, with the folder that was given beside it.</summary>
    public string File => Named("subfolder") is { } folder ? $"{folder}/{Arguments[1]}" : Arguments[1];

    public string? Revision => Named("revision");

    public string? Token => Named("token");

    public bool SendsNoToken => _text.Contains("token=False", StringComparison.Ordinal);

    public bool SendsToken => _text.Contains("token=True", StringComparison.Ordinal);

    public bool IsForced => _text.Contains("force_download=True", StringComparison.Ordinal);

    public bool IsLocalOnly => _text.Contains("local_files_only=True", StringComparison.Ordinal);

    public bool IsDryRun => _text.Contains("dry_run=True", StringComparison.Ordinal);

    public bool IsIntoFolder => _text.Contains("local_dir=LOCAL", StringComparison.Ordinal);

    public string[]? Allow => List("allow_patterns");

    public string[]? Ignore => List("ignore_patterns");

    /// <summary>The last call in a piece of code; null if there is none.</summary>
    public static HubCall? Read(string code) =>
        CallPattern().Matches(code) is { Count: > 0 } calls
            ? new HubCall(calls[^1].Value, calls[^1].Groups[1].Value)
            : null;

    private string[] Arguments =>
        [
            .. ArgumentPattern().Match(_text).Value.Split('(', 2)[1] is var list
                ? TextPattern().Matches(list).Select(match => Plain(match.Groups[1].Value))
                : [],
        ];

    private string? Named(string name) =>
        Regex.Match(_text, $@"{name}='([^']*)'") is { Success: true } match ? match.Groups[1].Value : null;

    private string[]? List(string name) =>
        Regex.Match(_text, $@"{name}=\[([^\]]*)\]") is { Success: true } match
            ? [.. TextPattern().Matches(match.Groups[1].Value).Select(one => one.Groups[1].Value)]
            : null;

    private static string Plain(string text) => text.Replace(@"\\", @"\", StringComparison.Ordinal);

    [GeneratedRegex(@"(hf_hub_download|snapshot_download)\((?:'[^']*'|\[[^\]]*\]|[^()'\[\]])*\)")]
    private static partial Regex CallPattern();

    /// <summary>The name, and the texts that come before the first named argument.</summary>
    [GeneratedRegex(@"\A\w+\((?:\s*'[^']*'\s*,?)*")]
    private static partial Regex ArgumentPattern();

    [GeneratedRegex(@"'([^']*)'")]
    private static partial Regex TextPattern();
}
