using System.CommandLine;
using System.CommandLine.Completions;

namespace Hippogriff.Cli.Parsing;

/// <summary>One word that may stand next on a command line.</summary>
/// <param name="Word">The word.</param>
/// <param name="Help">What it means; may be empty.</param>
internal sealed record Candidate(string Word, string Help = "");

/// <summary>The completions at the end of a command line.</summary>
/// <param name="Candidates">Words that begin as the last one does.</param>
/// <param name="Files">Whether file and folder names are possible as well.</param>
internal sealed record Completed(IReadOnlyList<Candidate> Candidates, bool Files);

/// <summary>
/// Completes a command line for a shell: commands, options that were not given yet, and values of options.
/// </summary>
internal static class Completion
{
    private static readonly string[] s_paths = ["DIR", "FILE", "PATH", "PICTURE", "IMAGE", "MASK"];

    /// <param name="root">The whole command line.</param>
    /// <param name="words">The words behind the program's name; the last one is incomplete, perhaps empty.</param>
    public static Completed Of(Command root, IReadOnlyList<string> words)
    {
        string last = words.Count > 0 ? words[^1] : "";
        string[] before = [.. FormerNames.Replace([.. words.SkipLast(1).Where(word => word != "=")], root)];
        if (before is [.., "--help"] && words.Contains("help"))
            before = before[..^1];
        LineSoFar line = LineSoFar.Read(root, before);
        if (line.HasOnlyArguments)
            return new Completed([], Files: true);
        if (last.StartsWith("--", StringComparison.Ordinal) && last.IndexOf('=') is var equals and > 0)
            return Find(root, line.Command, last[..equals]) is { } assigned
                ? ValuesOf(assigned, last[(equals + 1)..], last[..(equals + 1)])
                : new Completed([], Files: false);
        if (last.StartsWith('-') && last != "-")
            return new Completed(OptionsOf(root, line.Command, line.Given, last), Files: false);
        if (line.Open is { } open)
            return ValuesOf(open, last, "");
        return Arguments(root, line.Command, line.HasArgument, last);
    }

    /// <summary>Where a line stands before the word that is completed.</summary>
    /// <param name="Command">The command that its words have named.</param>
    private sealed record LineSoFar(Command Command)
    {
        /// <summary>Options that it has.</summary>
        public List<Option> Given { get; } = [];

        /// <summary>An option that may take the next word as its value; null for none.</summary>
        public Option? Open { get; private init; }

        /// <summary>Whether a word was an argument, behind which no command is named.</summary>
        public bool HasArgument { get; private init; }

        /// <summary>Whether "--" stands in it, behind which all words are arguments.</summary>
        public bool HasOnlyArguments { get; private init; }

        public static LineSoFar Read(Command root, IEnumerable<string> words) =>
            words.Aggregate(new LineSoFar(root), (line, word) => line.Then(root, word));

        private LineSoFar Then(Command root, string word)
        {
            if (HasOnlyArguments)
                return this;
            if (word == "--")
                return this with { HasOnlyArguments = true, Open = null };
            if (word.StartsWith('-') && Find(root, Command, word.Split('=')[0]) is { } option)
            {
                Given.Add(option);
                bool takes = option.Arity.MaximumNumberOfValues > 0 && !word.Contains('=', StringComparison.Ordinal);
                return this with { Open = takes ? option : null };
            }
            if (Open is not null)
                return this with { Open = Open.AllowMultipleArgumentsPerToken ? Open : null };
            return !HasArgument && Command.Subcommands.FirstOrDefault(one => one.Name == word) is { } below
                ? this with
                {
                    Command = below,
                }
                : this with
                {
                    HasArgument = true,
                };
        }
    }

    private static Completed Arguments(Command root, Command command, bool hasArgument, string last)
    {
        IEnumerable<Candidate> commands = hasArgument
            ? []
            : command
                .Subcommands.Where(one => !one.Hidden)
                .Select(one => new Candidate(one.Name, OneSentence(one.Description)));
        if (command == root)
            commands = commands.Append(new Candidate("help", "Show the help of a command."));
        IEnumerable<Candidate> values = command.Arguments.SelectMany(one => Told(one));
        return new Completed(
            [.. commands.Concat(values).Where(one => one.Word.StartsWith(last, StringComparison.OrdinalIgnoreCase))],
            Files: command.Arguments.Count > 0
        );
    }

    private static Completed ValuesOf(Option option, string last, string prefix) =>
        new(
            [
                .. Told(option)
                    .Where(one => one.Word.StartsWith(last, StringComparison.OrdinalIgnoreCase))
                    .Select(one => one with { Word = prefix + one.Word }),
            ],
            Files: s_paths.Any(path => option.HelpName?.Contains(path, StringComparison.Ordinal) == true)
                || option.Name is "--model" or "--base"
        );

    private static IEnumerable<Candidate> Told(Symbol symbol)
    {
        IEnumerable<CompletionItem> items = symbol switch
        {
            Option option => option.CompletionSources.SelectMany(source => source(CompletionContext.Empty)),
            Argument argument => argument.CompletionSources.SelectMany(source => source(CompletionContext.Empty)),
            _ => [],
        };
        return items.Select(item => new Candidate(item.Label)).Where(one => one.Word.Length > 0);
    }

    private static List<Candidate> OptionsOf(Command root, Command command, List<Option> given, string last) =>
        [
            .. Options(root, command)
                .Where(option => !given.Contains(option) || option.Arity.MaximumNumberOfValues > 1)
                .SelectMany(option =>
                    OptionConventions
                        .FormsOf(option)
                        .Where(form => form.StartsWith(last, StringComparison.Ordinal))
                        .OrderByDescending(form => form.Length)
                        .Take(1)
                        .Select(form => new Candidate(form, OneSentence(option.Description)))
                )
                .OrderBy(one => one.Word, StringComparer.Ordinal),
        ];

    private static Option? Find(Command root, Command command, string word) =>
        Options(root, command).FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));

    private static IEnumerable<Option> Options(Command root, Command command) =>
        command.Options.Concat(root.Options.Where(option => option.Recursive)).Where(one => !one.Hidden).Distinct();

    private static string OneSentence(string? text) => (text ?? "").Split(". ")[0].TrimEnd('.');
}
