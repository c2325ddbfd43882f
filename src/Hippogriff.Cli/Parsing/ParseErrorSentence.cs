using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Parsing;

/// <summary>Describes a parse error in one sentence that names the mistake and what is allowed.</summary>
internal static class ParseErrorSentence
{
    /// <summary>The sentence, or null if there is nothing to complain about.</summary>
    public static string? Of(ParseResult parsed)
    {
        if (parsed.Action is CommandLineAction { ClearsParseErrors: true } or HelpAction)
            return null;
        Command command = parsed.CommandResult.Command;
        if (!parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash) && StrayOption(parsed) is { } stray)
            return NoSuchOption(parsed, command, stray);
        // Messages of our own parsers are kept; the library's messages are reworded.
        if (parsed.Errors.FirstOrDefault(IsOurs) is { } ours)
            return ours.Message;
        if (parsed.UnmatchedTokens.FirstOrDefault() is { } unmatched)
            return Unmatched(parsed, command, unmatched);
        return parsed.Errors.Count == 0 ? null : Reworded(parsed.Errors[0], command, parsed);
    }

    internal static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "hippogriff";

    /// <summary>Whether <see cref="Values"/> refused a value: it is present once and still an error.</summary>
    private static bool IsOurs(ParseError error) =>
        error.SymbolResult is OptionResult or ArgumentResult && error.SymbolResult.Tokens.Count == 1;

    /// <summary>
    /// The parser passes an unknown option to the next free argument. A prompt that starts with a dash must follow
    /// "--".
    /// </summary>
    private static string? StrayOption(ParseResult parsed) =>
        parsed
            .CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Select(token => token.Value)
            .Concat(parsed.UnmatchedTokens)
            .FirstOrDefault(value => value.Length > 1 && value[0] == '-' && !char.IsAsciiDigit(value[1]));

    private static string NoSuchOption(ParseResult parsed, Command command, string stray)
    {
        string[] options = [.. Options(parsed).Select(option => option.Name)];
        string meant = NearestName.To(stray, options) is { } near
            ? $"did you mean {near}?"
            : $"there are {string.Join(", ", options)}.";
        return $"{PathOf(parsed.CommandResult)} has no option {stray}; {meant}";
    }

    /// <summary>The options of the command and those of the whole program, each once.</summary>
    internal static IEnumerable<Option> Options(ParseResult parsed) =>
        parsed
            .CommandResult.Command.Options.Concat(
                parsed.RootCommandResult.Command.Options.Where(option => option.Recursive)
            )
            .Where(option => !option.Hidden)
            .Distinct();

    private static string Unmatched(ParseResult parsed, Command command, string token)
    {
        if (command.Subcommands.Count > 0 && command.Arguments.Count == 0)
        {
            string[] names = [.. NamesOf(command)];
            string none = $"{PathOf(parsed.CommandResult)} has no command '{token}'",
                all = string.Join(", ", names);
            return NearestName.To(token, names) is { } near
                ? $"{none}; did you mean {near}? There are {all}."
                : $"{none}; there are {all}.";
        }
        string quotes = command.Arguments.Count > 0 ? "; a text of several words needs quotes around it." : ".";
        return $"{PathOf(parsed.CommandResult)} does not know what to do with '{token}'{quotes}";
    }

    private static IEnumerable<string> NamesOf(Command command) =>
        command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);

    private static string Reworded(ParseError error, Command command, ParseResult parsed)
    {
        if (error.SymbolResult is OptionResult option)
        {
            if (option.Tokens.Count == 0)
                return $"{option.Option.Name} needs a value ({Description(option.Option)}).";
            if (option.IdentifierTokenCount > 1)
                return $"{option.Option.Name} is given {option.IdentifierTokenCount} times, once is enough.";
        }
        if (error.SymbolResult is ArgumentResult argument && argument.Tokens.Count == 0)
            return $"{PathOf(parsed.CommandResult)} needs {argument.Argument.HelpName ?? argument.Argument.Name} "
                + $"({Description(argument.Argument)}).";
        if (command.Subcommands.Count > 0)
            return $"{PathOf(parsed.CommandResult)} needs a command: " + $"{string.Join(", ", NamesOf(command))}.";
        return OneLine(error.Message);
    }

    private static string Description(Symbol symbol) => (symbol.Description ?? symbol.Name).Split(". ")[0].TrimEnd('.');

    private static string OneLine(string message) =>
        string.Join(
            ' ',
            message.Split(
                (char[])['\n', '\r', '\t'],
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        );
}
