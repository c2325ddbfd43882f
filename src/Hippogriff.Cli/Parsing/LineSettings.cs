using System.CommandLine;
using System.CommandLine.Parsing;

namespace Hippogriff.Cli.Parsing;

/// <summary>What a line gives to its command, as a picture may tell it to others.</summary>
internal static class LineSettings
{
    private static readonly string[] s_paths = ["DIR", "FILE", "PATH", "PICTURE", "IMAGE", "MASK"];

    /// <summary>The command's name below the program's: "walk", "stereogram solve".</summary>
    public static string CommandOf(ParseResult parsed)
    {
        List<string> names = [];
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult command; at = at.Parent)
            if (command.Command is not RootCommand)
                names.Insert(0, command.Command.Name);
        return string.Join(' ', names);
    }

    /// <summary>
    /// Values of the arguments and options that the line has, by name, without those of output. Folders are left out of
    /// paths: what lies where is nobody else's business.
    /// </summary>
    public static IReadOnlyDictionary<string, string[]> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        Dictionary<string, string[]> given = [];
        foreach (Argument argument in command.Arguments)
            Add(
                argument.HelpName ?? argument.Name,
                argument.HelpName ?? argument.Name,
                parsed.GetResult(argument)?.Tokens
            );
        foreach (Option option in command.Options)
            if (
                parsed.GetResult(option) is { Implicit: false } result
                && OptionConventions.Find(option.Name)?.Group is not (OptionGroup.Output or OptionGroup.Program)
            )
                Add(option.Name, option.HelpName, result.Tokens);
        return given;

        void Add(string name, string? kind, IReadOnlyList<Token>? tokens)
        {
            if (tokens is { Count: > 0 } || name.StartsWith('-'))
                given[name] = [.. (tokens ?? []).Select(token => Told(token.Value, name, kind))];
        }
    }

    /// <summary>A value; of a path only the last name.</summary>
    private static string Told(string value, string name, string? kind) =>
        kind is not null && s_paths.Contains(kind) || name is "--model" or "--judge" or "--lora" || IsFile(value)
            ? Path.GetFileName(Path.TrimEndingDirectorySeparator(value))
            : value;

    private static bool IsFile(string value) => value.Contains(Path.DirectorySeparatorChar) && Path.Exists(value);
}
