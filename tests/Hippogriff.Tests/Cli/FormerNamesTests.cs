using System.CommandLine;
using Hippogriff.Cli.Parsing;

namespace Hippogriff.Tests.Cli;

public sealed class FormerNamesTests
{
    [Theory]
    [InlineData("noise a.png --levels 4", "add-noise a.png --levels 4")]
    [InlineData("drown a.png", "survival a.png")]
    [InlineData("distil --data drown", "distill --data drown")]
    [InlineData("--verbose noise a.png", "--verbose add-noise a.png")]
    [InlineData("generate noise", "generate noise")]
    [InlineData("--verbose", "--verbose")]
    public void A_command_still_runs_under_its_former_name(string line, string now) =>
        Assert.Equal(now.Split(' '), Replaced(line));

    [Theory]
    [InlineData("help generate", "generate --help")]
    [InlineData("generate help", "generate --help")]
    [InlineData("help drown", "survival --help")]
    [InlineData("story play help", "story play --help")]
    [InlineData("help", "--help")]
    [InlineData("help genrate", "genrate")]
    [InlineData("generate help --steps 3", "generate help --steps 3")]
    [InlineData("generate -- help", "generate -- help")]
    public void Help_may_stand_as_a_word_before_or_behind_a_command(string line, string now) =>
        Assert.Equal(now.Split(' '), Replaced(line));

    [Fact]
    public async Task Help_names_the_present_commands_only()
    {
        using CommandRun run = new();
        Assert.Equal(0, await run.RunAsync("--help"));
        Assert.Contains("add-noise", run.Output, StringComparison.Ordinal);
        foreach (string former in new[] { "drown", "distil ", " noise " })
            Assert.DoesNotContain($"\n  {former.Trim()} ", run.Output, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Replaced(string line)
    {
        using CommandRun run = new();
        return FormerNames.Replace(line.Split(' '), (Command)run.Parse("doctor").RootCommandResult.Command);
    }
}
