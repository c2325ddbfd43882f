namespace Hippogriff.EndToEnd.Tests.Pages;

/// <summary>The scripts of <c>hippogriff completion</c> in the shells themselves.</summary>
public sealed class CompletionShellTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("generate --sampler he", "heun")]
    [InlineData("gen", "generate")]
    [InlineData("generate --guidance-i", "--guidance-interval")]
    [InlineData("models show fir", "first", "first-fast")]
    public async Task Bash_offers_what_may_stand_next(string line, params string[] words)
    {
        string[] typed = [.. line.Split(' ')];
        Assert.Equal(
            words,
            await OfferedAsync(
                $"""
                source <(hippogriff completion bash)
                COMP_WORDS=(hippogriff {string.Join(' ', typed)}); COMP_CWORD={typed.Length}
                _hippogriff; printf '%s\n' "${"{"}COMPREPLY[@]{"}"}"
                """
            )
        );
    }

    [Theory]
    [InlineData("generate --sampler he", "heun")]
    [InlineData("gen", "generate")]
    public async Task Fish_offers_what_may_stand_next(string line, string word)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fish"), "fish is not installed.");
        string[] offered = await OfferedAsync(
            $"fish -c 'hippogriff completion fish | source; complete -C \"hippogriff {line}\"'"
        );
        Assert.Contains(offered, one => one.Split('\t')[0] == word);
    }

    private static async Task<string[]> OfferedAsync(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "These shells are those of Linux and macOS.");
        using PageShell shell = new(PageScriptTests.Root, []);
        (int code, string output) = await shell.RunAsync(script, s_limit);
        Assert.True(code == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
