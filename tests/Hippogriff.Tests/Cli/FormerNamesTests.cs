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
        Assert.Equal(now.Split(' '), FormerNames.Replace(line.Split(' ')));

    [Fact]
    public async Task Help_names_the_present_commands_only()
    {
        using CommandRun run = new();
        Assert.Equal(0, await run.RunAsync("--help"));
        Assert.Contains("add-noise", run.Output, StringComparison.Ordinal);
        foreach (string former in new[] { "drown", "distil ", " noise " })
            Assert.DoesNotContain($"\n  {former.Trim()} ", run.Output, StringComparison.Ordinal);
    }
}
