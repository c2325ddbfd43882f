using System.CommandLine;
using Hippogriff.Cli;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Trainings;

namespace Hippogriff.Tests.Cli;

public sealed class HelpTests : IDisposable
{
    private readonly CommandRun _run = new();

    public static TheoryData<string> Commands => [.. Names()];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_help_with_examples_that_parse(string command)
    {
        Assert.Equal(0, await _run.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]));
        Assert.Equal("", _run.Error);
        string[] lines = _run.Output.Split('\n', StringSplitOptions.TrimEntries);
        string[] examples = [.. lines.SkipWhile(line => line != "Examples:").Skip(1).Where(line => line.Length > 0)];
        Assert.NotEmpty(examples);
        Assert.All(
            examples,
            example =>
            {
                Assert.StartsWith("hippogriff " + command, example, StringComparison.Ordinal);
                using CommandRun run = new();
                ParseResult parsed = CommandLine.Build(Host()).Parse(example.Split(" | ")[0]["hippogriff ".Length..]);
                Assert.Empty(parsed.Errors);
            }
        );
    }

    [Fact]
    public async Task Without_a_command_the_commands_are_shown()
    {
        Assert.Equal(0, await _run.RunAsync());
        Assert.Contains("generate", _run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', _run.Output);
    }

    [Fact]
    public async Task A_command_below_another_is_shown_without_what_only_the_one_above_takes()
    {
        Assert.Equal(0, await _run.RunAsync("story", "play", "--help"));
        Assert.Contains(" story play [options]", _run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PLOT", _run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("story", "--help"));
        Assert.Contains("PLOT", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_option_is_answered_with_those_there_are_each_once()
    {
        Assert.Equal(2, await _run.RunAsync("--bogus"));
        string[] options =
        [
            .. _run.Error.Split(' ', ',', '.', ';').Where(word => word.StartsWith("--v", StringComparison.Ordinal)),
        ];
        Assert.Equal(options.Distinct(StringComparer.Ordinal), options);
        Assert.Contains("--verbose", options);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        Assert.Equal(0, await _run.RunAsync("--version"));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\s*$", _run.Output);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void No_line_is_wider_than_the_terminal_but_for_examples(int width)
    {
        StringWriter output = new();
        HelpLines lines = new(output, width);
        lines.Paragraph(string.Join(' ', Enumerable.Repeat("word", 60)));
        lines.Rows(
            "Options",
            [
                ("-s, --seed N", string.Join(' ', Enumerable.Repeat("text", 60))),
                ("    --guidance-interval-of-some-length LOW-HIGH", "short"),
            ]
        );
        Assert.All(output.ToString().Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, width));
        Assert.Contains("-s, --seed N  text", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_stand_in_groups_in_order_of_use()
    {
        Assert.Equal(0, await _run.RunAsync("generate", "--help"));
        string[] titles = ["What goes in:", "Model:", "Seed, number and size:", "What comes out:", "Program:"];
        int[] at = [.. titles.Select(title => _run.Output.IndexOf(title, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, at);
        Assert.Equal(at.Order(), at);
        int seed = _run.Output.IndexOf("-s, --seed N", StringComparison.Ordinal);
        Assert.InRange(seed, at[2], at[3]);
    }

    [Theory]
    [InlineData("data")]
    [InlineData("models")]
    [InlineData("studio")]
    public async Task A_command_that_only_holds_others_shows_them(string command)
    {
        Assert.Equal(0, await _run.RunAsync(command));
        Assert.Contains("Commands:", _run.Output, StringComparison.Ordinal);
        Assert.Equal(2, await _run.RunAsync(command, "nonsense"));
        Assert.Contains("has no command 'nonsense'", _run.Error, StringComparison.Ordinal);
    }

    private static CommandHost Host()
    {
        using StringWriter writer = new();
        return new CommandHost
        {
            Terminal = Hippogriff.Cli.Views.Terminal.Piped(writer, writer),
            Clock = TimeProvider.System,
            FreshSeed = () => 0,
            OpenPipeline = (_, _) => throw new InvalidOperationException(),
            RunTraining = (_, _, _) => throw new InvalidOperationException(),
        };
    }

    private static IEnumerable<string> Names() =>
        CommandLine.Build(Host()).Subcommands.Where(one => !one.Hidden).SelectMany(command => Names(command, ""));

    /// <summary>The command where it does something itself, and all below it.</summary>
    private static IEnumerable<string> Names(Command command, string before)
    {
        if (command.Subcommands.Count == 0 || command.Arguments.Count > 0)
            yield return before + command.Name;
        foreach (string inner in command.Subcommands.SelectMany(one => Names(one, $"{before}{command.Name} ")))
            yield return inner;
    }
}
