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
    [InlineData("train --from a --lora 8 --batch=2", "train --base a --lora-rank 8 --batch-size=2")]
    [InlineData("train --steps 3", "train --updates 3")]
    [InlineData("story train --noise mask --depth 4", "story train --corruption mask --layers 4")]
    [InlineData("story --noise 0.5 --from gold", "story --noise 0.5 --start gold")]
    [InlineData("generate a --from b.png --steps 3", "generate a --from b.png --steps 3")]
    [InlineData("map --words cat -- --words", "map --texts cat -- --words")]
    [InlineData("studio check --data a", "studio check --studio a")]
    [InlineData("drown a.png --seeds 2", "survival a.png --count 2")]
    [InlineData("info a.png --json", "models show a.png --json")]
    [InlineData("models info -", "models show -")]
    public void Commands_and_options_still_run_under_their_former_names(string line, string now) =>
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
