namespace Hippogriff.Cli.Parsing;

/// <summary>
/// Commands whose names have changed still run under their old names. Help and completion show the new names only.
/// </summary>
internal static class FormerNames
{
    private static readonly Dictionary<string, string> s_commands = new(StringComparer.Ordinal)
    {
        ["noise"] = "add-noise",
        ["drown"] = "survival",
        ["distil"] = "distill",
    };

    /// <summary>The same command line with the command's present name.</summary>
    public static IReadOnlyList<string> Replace(IReadOnlyList<string> args)
    {
        int at = 0;
        while (at < args.Count && args[at].StartsWith('-'))
            at++; // options of the whole program may come first
        return at < args.Count && s_commands.TryGetValue(args[at], out string? name)
            ? [.. args.Take(at), name, .. args.Skip(at + 1)]
            : args;
    }
}
