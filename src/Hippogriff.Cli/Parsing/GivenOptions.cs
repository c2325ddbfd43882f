using System.CommandLine;

namespace Hippogriff.Cli.Parsing;

/// <summary>Which options stand in a line, apart from those that have a default.</summary>
internal static class GivenOptions
{
    /// <summary>The first of these options that the line has; null if it has none of them.</summary>
    public static Option? Given(this ParseResult parsed, params IEnumerable<Option> options) =>
        options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>Refuses the first of these options that the line has, because it would change nothing.</summary>
    /// <param name="parsed">The line.</param>
    /// <param name="why">The sentence behind the option's name, without its full stop.</param>
    /// <param name="options">Options that have no effect in this line.</param>
    /// <exception cref="HippogriffException">The line has one of them.</exception>
    public static void RefuseIdle(this ParseResult parsed, string why, params IEnumerable<Option> options)
    {
        if (parsed.Given(options) is { } idle)
            throw new HippogriffException($"{idle.Name} {why}.");
    }
}
