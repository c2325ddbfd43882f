using System.CommandLine;

namespace Hippogriff.Cli.Parsing;

/// <summary>--json: one document on standard output and nothing else.</summary>
internal static class JsonOption
{
    public static Option<bool> Create() => new("--json") { Description = "Print one JSON document and nothing else." };
}
