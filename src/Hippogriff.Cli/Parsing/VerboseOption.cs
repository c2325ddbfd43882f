using System.CommandLine;

namespace Hippogriff.Cli.Parsing;

/// <summary>--verbose, on every command.</summary>
internal static class VerboseOption
{
    public static Option<bool> Instance { get; } =
        new("--verbose") { Description = "Show where an error came from.", Recursive = true };
}
