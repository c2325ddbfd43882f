using System.Text.Json;
using Hippogriff.Essay;
using Hippogriff.Tests.Essay;

namespace Hippogriff.Tests.Cli;

/// <summary><c>hippogriff essay</c> with models of random weights.</summary>
public sealed class EssayCommandTests : IDisposable
{
    private readonly RandomModels _random = new();
    private readonly CommandRun _run;

    public EssayCommandTests() => _run = new CommandRun { Pipeline = new FakePipeline { Model = _random.Pictures } };

    public void Dispose()
    {
        _run.Dispose();
        _random.Dispose();
    }

    private Task<int> Ask(params string[] args) =>
        _run.RunAsync(["essay", .. args, "--quick", "--story", _random.StoryPath]);

    [Fact]
    public async Task What_does_not_hold_is_a_measurement_and_an_error_only_when_strict()
    {
        Assert.Equal(0, await Ask("words"));
        Assert.Contains("does not hold: cosine of like pairs", _run.Output, StringComparison.Ordinal);
        Assert.Contains("wanted: above 0", _run.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 1: words: does not hold", _run.Error, StringComparison.Ordinal);
        Assert.Equal(1, await Ask("words", "--strict"));
        Assert.Equal(0, await Ask("copies", "--strict"));
    }

    [Fact]
    public async Task The_document_has_every_number_with_its_interval()
    {
        Assert.Equal(0, await Ask("wrong-word", "levels", "--seed", "4", "--json"));
        JsonElement document = JsonDocument.Parse(_run.Output).RootElement;
        Assert.True(document.GetProperty("complete").GetBoolean());
        Assert.Equal(4, document.GetProperty("seed").GetInt64());
        Assert.Equal(0, document.GetProperty("holds").GetInt32());
        JsonElement[] claims = [.. document.GetProperty("claims").EnumerateArray()];
        Assert.Equal(["wrong-word", "levels"], claims.Select(claim => claim.GetProperty("id").GetString()));
        foreach (JsonElement claim in claims)
        {
            JsonElement number = claim.GetProperty("number");
            Assert.Equal("does not hold", claim.GetProperty("verdict").GetString());
            Assert.InRange(
                number.GetProperty("value").GetDouble(),
                number.GetProperty("low").GetDouble(),
                number.GetProperty("high").GetDouble()
            );
        }
        Assert.Equal(9, claims[1].GetProperty("beside").GetArrayLength());
    }

    [Fact]
    public async Task The_page_is_one_file_and_what_cannot_be_written_is_known_before()
    {
        Assert.Equal(0, await Ask("prompt", "--out", _run.PathTo("sub/essay.html")));
        Assert.Equal(["sub/essay.html"], _run.Files());
        Assert.Contains(
            "data:image/png",
            await File.ReadAllTextAsync(_run.PathTo("sub/essay.html")),
            StringComparison.Ordinal
        );
        Assert.Equal(2, await Ask("--out", _run.PathTo("essay.png")));
        Assert.Contains("--out takes an .html file", _run.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_run.PathTo("file"), "");
        Assert.Equal(2, await Ask("--out", _run.PathTo("file/essay.html")));
        Assert.DoesNotContain("1 of 15", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_there_is_not_is_refused_with_those_that_there_are()
    {
        Assert.Equal(2, await Ask("unicorns"));
        Assert.Contains(string.Join(", ", EssayClaims.Ids), _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_answered_before_a_stop_is_told()
    {
        using CancellationTokenSource stop = new();
        _run.OnError = line =>
        {
            if (line.StartsWith("1 of 3", StringComparison.Ordinal))
                stop.Cancel();
        };
        int code = await _run.RunAsync(
            stop.Token,
            "essay",
            "wrong-word",
            "plot",
            "words",
            "--quick",
            "--json",
            "--story",
            _random.StoryPath
        );
        Assert.Equal(130, code);
        JsonElement document = JsonDocument.Parse(_run.Output).RootElement;
        Assert.False(document.GetProperty("complete").GetBoolean());
        Assert.Equal(
            "wrong-word",
            Assert.Single(document.GetProperty("claims").EnumerateArray()).GetProperty("id").GetString()
        );
    }
}
