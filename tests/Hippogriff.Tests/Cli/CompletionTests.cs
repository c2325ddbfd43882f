using System.CommandLine;
using Hippogriff.Cli.Parsing;

namespace Hippogriff.Tests.Cli;

public sealed class CompletionTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("gen|", "generate")]
    [InlineData("|", "generate")]
    [InlineData("|", "help")]
    [InlineData("help gen|", "generate")]
    [InlineData("story pl|", "play")]
    [InlineData("data |", "scenes")]
    [InlineData("generate --sa|", "--sampler")]
    [InlineData("generate cat --verb|", "--verbose")]
    [InlineData("generate --sampler he|", "heun")]
    [InlineData("generate --sampler=he|", "--sampler=heun")]
    [InlineData("generate --sampler = he|", "heun")]
    [InlineData("generate --schedule |", "karras")]
    [InlineData("drown a.png --schedule |", "karras")]
    [InlineData("generate --device c|", "cuda")]
    [InlineData("generate --lora a --lo|", "--lora")]
    [InlineData("story --genre we|", "western")]
    [InlineData("completion |", "zsh")]
    public void What_may_stand_next_is_offered(string line, string word) =>
        Assert.Contains(word, Words(Complete(line)));

    [Theory]
    [InlineData("generate --sampler heun --sa|", "--sampler")] // once is enough
    [InlineData("generate --st|", "--steps-of-old")]
    [InlineData("|", "complete")] // what scripts ask is no command for people
    [InlineData("|", "noise")]
    [InlineData("generate -- --sa|", "--sampler")]
    [InlineData("generate play|", "play")]
    public void What_may_not_stand_there_is_not_offered(string line, string word) =>
        Assert.DoesNotContain(word, Words(Complete(line)));

    [Theory]
    [InlineData("generate cat --out |", true)]
    [InlineData("generate cat --from |", true)]
    [InlineData("denoise |", true)]
    [InlineData("generate cat --seed |", false)]
    [InlineData("generate cat --sampler |", false)]
    public void Names_of_files_are_offered_where_one_may_stand(string line, bool files) =>
        Assert.Equal(files, Complete(line).Files);

    [Fact]
    public async Task Scripts_ask_a_hidden_command()
    {
        Assert.Equal(0, await _run.RunAsync("complete", "--", "generate", "--schedule", "kar"));
        Assert.Equal("karras", _run.Output.Trim());
        Assert.Equal(0, await _run.RunAsync("complete", "--", "generate", "--out", ""));
        Assert.Equal(":files", _run.Output.Trim());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Each_shell_has_a_script_that_asks_it(string shell)
    {
        Assert.Equal(0, await _run.RunAsync("completion", shell));
        Assert.Contains(" complete -- ", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_shell_is_refused_by_name()
    {
        Assert.Equal(2, await _run.RunAsync("completion", "tcsh"));
        Assert.Contains("tcsh", _run.Error, StringComparison.Ordinal);
        Assert.Contains("bash", _run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Words(Completed completed) => completed.Candidates.Select(one => one.Word);

    private Completed Complete(string line) =>
        Completion.Of((Command)_run.Parse("doctor").RootCommandResult.Command, line[..line.IndexOf('|')].Split(' '));
}
