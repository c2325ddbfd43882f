namespace Hippogriff.Tests.Cli;

public sealed class StandardInputTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_dash_reads_the_prompt_and_writes_the_picture_to_standard_output()
    {
        _run.Input = "a red apple\non a table\n";
        Assert.Equal(0, await _run.RunAsync("generate", "-", "--out", "-", "-s", "7"));
        Assert.Equal("a red apple on a table", Assert.Single(_run.Pipeline.Requests).Prompt);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], _run.StandardOutput.ToArray()[..4]);
        Assert.Equal("", _run.Output);
        Assert.Empty(_run.Files());
    }

    [Fact]
    public async Task A_prompt_may_have_its_name()
    {
        Assert.Equal(0, await _run.RunAsync("generate", "-p", "a cat", "-n", "2", "-o", _run.PathTo("cats/")));
        Assert.Equal("a cat", _run.Pipeline.Requests[0].Prompt);
        Assert.Equal(2, await _run.RunAsync("generate", "a cat", "-p", "a dog"));
        Assert.Contains("--prompt", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompts_may_come_one_a_line_with_comments()
    {
        _run.Input = "# animals\na cat\n\n  # none of these\na dog\n";
        Assert.Equal(0, await _run.RunAsync("generate", "--prompts", "-", "--sheet", _run.PathTo("s.png"), "-s", "1"));
        Assert.Equal(["a cat", "a dog"], _run.Pipeline.Requests.Select(request => request.Prompt));
    }

    [Theory]
    [InlineData("generate", "-")]
    [InlineData("generate", "--prompts", "-", "--sheet", "s.png")]
    public async Task Nothing_on_standard_input_is_said(params string[] args)
    {
        Assert.Equal(2, await _run.RunAsync(args));
        Assert.Contains("standard input", _run.Error, StringComparison.Ordinal);
    }
}
