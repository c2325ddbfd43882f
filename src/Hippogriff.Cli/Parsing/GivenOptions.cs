using System.CommandLine;

namespace Hippogriff.Cli.Parsing;

/// <summary>Which options stand in a line, apart from those that have a default.</summary>
internal static class GivenOptions
{
    /// <summary>The first of these options that the line has; null if it has none of them.</summary>
    public static Option? Given(this ParseResult parsed, params IEnumerable<Option> options) =>
        options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
}
