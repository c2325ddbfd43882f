namespace Hippogriff.Tests.Cli;

/// <summary>A picture on standard input, whose settings <c>models show -</c> shows.</summary>
public sealed class PictureOnInputTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("a.png", "generate", "a red cat", "--seed", "4")]
    [InlineData("a.jpg", "generate", "a red cat", "--seed", "4")]
    [InlineData("a.webp", "generate", "a red cat", "--seed", "4")]
    [InlineData("sheet.png", "generate", "a red cat", "--seed", "4", "--sheet", "sheet.png")]
    public async Task It_says_the_same_as_the_file(string file, params string[] line)
    {
        string path = _run.PathTo(file);
        string[] whole = line.Contains("--sheet") ? [.. line[..^1], path] : [.. line, "--out", path];
        Assert.True(0 == await _run.RunAsync(whole), _run.Error);
        foreach (
            string[] form in (string[][])
                [
                    [],
                    ["--json"],
                ]
        )
        {
            Assert.Equal(0, await _run.RunAsync(["models", "show", path, .. form]));
            string said = _run.Output;
            Assert.Contains("a red cat", said, StringComparison.Ordinal);
            _run.InputBytes = await File.ReadAllBytesAsync(path);
            Assert.Equal(0, await _run.RunAsync(["models", "show", "-", .. form]));
            Assert.Equal(said, _run.Output);
            Assert.Equal(0, await _run.RunAsync(["info", "-", .. form])); // what a newcomer types
            Assert.Equal(said, _run.Output);
        }
    }

    [Theory]
    [InlineData("", "there is none")]
    [InlineData("no picture", "PNG, JPEG or WebP")]
    [InlineData("\u0089PNG\r\n\u001a\n", "standard input")] // cut short
    public async Task What_is_no_picture_is_refused_in_a_sentence(string input, string said)
    {
        _run.InputBytes = System.Text.Encoding.Latin1.GetBytes(input);
        Assert.Equal(2, await _run.RunAsync("models", "show", "-"));
        Assert.Contains(said, _run.Error, StringComparison.Ordinal);
    }
}
