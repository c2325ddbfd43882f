using System.CommandLine;

namespace Hippogriff.Cli.Parsing;

/// <summary>
/// Commands and options whose names have changed still run under their old names. Help and completion show the new
/// names only.
/// </summary>
internal static class FormerNames
{
    private static readonly Dictionary<string, string> s_commands = new(StringComparer.Ordinal)
    {
        ["noise"] = "add-noise",
        ["drown"] = "survival",
        ["distil"] = "distill",
        ["info"] = "models show", // as other programs call it
        ["models info"] = "models show",
    };

    /// <summary>Options by command: an old name, and the one that means this in every command.</summary>
    private static readonly Dictionary<string, (string Old, string New)[]> s_options = new(StringComparer.Ordinal)
    {
        ["train"] =
        [
            ("--steps", "--updates"),
            ("--from", "--base"),
            ("--batch", "--batch-size"),
            ("--lora", "--lora-rank"),
        ],
        ["distill"] = [("--steps", "--updates"), ("--prompts", "--batch-size")],
        ["story"] = [("--from", "--start")],
        ["story train"] =
        [
            ("--steps", "--updates"),
            ("--from", "--base"),
            ("--batch", "--batch-size"),
            ("--noise", "--corruption"),
            ("--depth", "--layers"),
        ],
        ["walk"] = [("--seeds", "--count")],
        ["survival"] = [("--seeds", "--count")],
        ["spread"] = [("--seeds", "--count")],
        ["evaluate"] = [("--seeds", "--count")],
        ["map"] = [("--words", "--texts")],
        ["serve"] = [("--data", "--studio")],
        ["studio check"] = [("--data", "--studio")],
        ["studio repair"] = [("--data", "--studio")],
        ["studio backup"] = [("--data", "--studio")],
        ["studio restore"] = [("--data", "--studio")],
    };

    /// <summary>
    /// The same command line with present names; <c>help COMMAND</c> and <c>COMMAND help</c> become <c>COMMAND
    /// --help</c>.
    /// </summary>
    public static IReadOnlyList<string> Replace(IReadOnlyList<string> args, Command root)
    {
        int at = 0;
        while (at < args.Count && args[at].StartsWith('-'))
            at++; // options of the whole program may come first
        if (at == args.Count)
            return args;
        string[] now = [.. args];
        if (now[at] == "help")
            return HelpFor(Replace(now[(at + 1)..], root), root);
        foreach ((string old, string present) in s_commands)
            if (old.Split(' ') is var words && now.AsSpan(at).StartsWith(words))
            {
                now = [.. now[..at], .. present.Split(' '), .. now[(at + words.Length)..]];
                break;
            }
        (string path, int end) = PathIn(now, at, root);
        if (end > at && end == now.Length - 1 && now[end] == "help")
            now[end] = "--help";
        foreach ((string old, string present) in s_options.GetValueOrDefault(path, []))
            for (int i = end; i < now.Length && now[i] != "--"; i++)
                if (now[i] == old || now[i].StartsWith(old + "=", StringComparison.Ordinal))
                    now[i] = present + now[i][old.Length..];
        return now;
    }

    /// <summary>A command that is not there is left to be told.</summary>
    private static IReadOnlyList<string> HelpFor(IReadOnlyList<string> rest, Command root) =>
        rest.Count == 0 || root.Subcommands.Any(command => command.Name == rest[0]) ? [.. rest, "--help"] : rest;

    /// <summary>The command that the line names, such as "story train", and where what follows it begins.</summary>
    private static (string Path, int End) PathIn(string[] args, int start, Command root)
    {
        Command command = root;
        int at = start;
        while (at < args.Length && command.Subcommands.FirstOrDefault(below => below.Name == args[at]) is { } next)
            (command, at) = (next, at + 1);
        return (string.Join(' ', args[start..at]), at);
    }
}
