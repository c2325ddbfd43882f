using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;

namespace Hippogriff.Cli.Parsing;

/// <summary>A command's help: description, usage, arguments, options in groups, subcommands and examples.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    private const int PipedWidth = 100,
        LeastWidth = 40,
        MostWidth = 120;

    private readonly Terminal _terminal;
    private readonly IReadOnlyList<(string Title, string[] Names)> _groups;
    private readonly IReadOnlyList<string> _rootExamples;

    private HelpPage(
        Terminal terminal,
        IReadOnlyList<(string Title, string[] Names)> groups,
        IReadOnlyList<string> rootExamples,
        bool asked
    ) => (_terminal, _groups, _rootExamples, ClearsParseErrors) = (terminal, groups, rootExamples, asked);

    /// <summary>
    /// --help shows help even if the rest of the line is wrong. A command with subcommands only shows it if nothing is
    /// wrong.
    /// </summary>
    public override bool ClearsParseErrors { get; }

    /// <param name="root">Gets the page for <c>--help</c>, and for commands that do nothing by themselves.</param>
    /// <param name="terminal">Tells the width.</param>
    /// <param name="groups">The commands in groups.</param>
    /// <param name="rootExamples">Examples of the first page.</param>
    public static void Install(
        RootCommand root,
        Terminal terminal,
        IReadOnlyList<(string Title, string[] Names)> groups,
        params string[] rootExamples
    )
    {
        root.Options.OfType<HelpOption>().Single().Action = new HelpPage(terminal, groups, rootExamples, asked: true);
        HelpPage bare = new(terminal, groups, rootExamples, asked: false);
        Bare(root);

        void Bare(Command command)
        {
            if (command.Action is null && command.Subcommands.Count > 0)
                command.Action = bare;
            foreach (Command below in command.Subcommands)
                Bare(below);
        }
    }

    public override int Invoke(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string path = ParseErrorSentence.PathOf(parsed.CommandResult);
        HelpLines lines = new(
            parsed.InvocationConfiguration.Output,
            _terminal.IsWatched ? Math.Clamp(_terminal.Results.Profile.Width, LeastWidth, MostWidth) : PipedWidth
        );
        lines.Paragraph(command.Description ?? "");
        WriteUsage(lines, command, path);
        lines.Rows("Arguments", [.. command.Arguments.Select(one => (NameOf(one), one.Description ?? ""))]);
        foreach ((string title, Command[] commands) in GroupsOf(command))
            lines.Rows(title, [.. commands.Select(below => (below.Name, FirstSentence(below.Description ?? "")))]);
        foreach ((string title, Option[] options) in GroupsOf(parsed))
            lines.Rows(title, [.. options.Select(option => (LabelOf(option), HelpOf(option)))]);
        lines.Examples(
            command switch
            {
                DocumentedCommand documented => documented.Examples,
                RootCommand => _rootExamples,
                _ => [],
            }
        );
        if (command.Subcommands.Count > 0 && command.Arguments.Count == 0)
            lines.Paragraph($"{path} COMMAND --help shows the options of a command.");
        return ExitCode.Fine;
    }

    private static void WriteUsage(HelpLines lines, Command command, string path)
    {
        string arguments = string.Concat(command.Arguments.Select(one => $" {UsageOf(one)}"));
        if (command.Arguments.Count > 0 || command.Subcommands.Count == 0)
            lines.Usage($"{path}{arguments} [options]");
        if (command.Subcommands.Count > 0)
            lines.Usage($"{path} COMMAND [options]");
        lines.Blank();
    }

    /// <summary>The commands below in their groups; those of no group come last.</summary>
    private IEnumerable<(string Title, Command[] Commands)> GroupsOf(Command command)
    {
        Command[] shown = [.. command.Subcommands.Where(below => !below.Hidden)];
        if (command is not RootCommand)
            return [("Commands", shown)];
        return
        [
            .. _groups.Select(group =>
                (group.Title, group.Names.SelectMany(name => shown.Where(one => one.Name == name)).ToArray())
            ),
            ("More", [.. shown.Where(one => !_groups.Any(group => group.Names.Contains(one.Name)))]),
        ];
    }

    private static IEnumerable<(string Title, Option[] Options)> GroupsOf(ParseResult parsed)
    {
        List<OptionConvention> order = [.. OptionConventions.All];
        return ParseErrorSentence
            .Options(parsed)
            .OrderBy(option => order.FindIndex(one => one.Name == option.Name) is var at && at < 0 ? order.Count : at)
            .GroupBy(option => OptionConventions.Find(option.Name)?.Group ?? OptionGroup.Program)
            .Select(group => (OptionConventions.TitleOf(group.Key), group.ToArray()));
    }

    private static string NameOf(Argument argument) => argument.HelpName ?? argument.Name;

    private static string UsageOf(Argument argument)
    {
        string name = NameOf(argument) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string LabelOf(Option option)
    {
        string forms = string.Join(", ", OptionConventions.FormsOf(option));
        string value = option.Arity.MaximumNumberOfValues == 0 || option.HelpName is null ? "" : $" {option.HelpName}";
        string several = option.AllowMultipleArgumentsPerToken ? "..." : "";
        return (forms.StartsWith("--", StringComparison.Ordinal) ? "    " : "") + forms + value + several;
    }

    private static string HelpOf(Option option) =>
        (option.Description ?? "") + (option.Required ? " It has to be given." : "");

    private static string FirstSentence(string text) =>
        text.IndexOf(". ", StringComparison.Ordinal) is var end and > 0 ? text[..(end + 1)] : text;
}
