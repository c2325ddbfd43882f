namespace Hippogriff.Tests.Cli;

/// <summary>Settings that <c>--from</c> reads from a file of JSON.</summary>
public sealed class RememberedFileTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("graph.json", true)]
    [InlineData("workflow.JSON", false)]
    public async Task A_graph_of_ComfyUI_is_read_from_a_file(string name, bool isGraph)
    {
        const string Graph = """
            {"3": {"class_type": "KSampler", "inputs": {"seed": 156680208700286, "steps": 20, "positive": ["6", 0]}},
             "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat"}}}
            """;
        string file = _run.PathTo(name);
        await File.WriteAllTextAsync(file, isGraph ? Graph : Metadata.ComfyWorkflowTests.Workflow);
        Assert.Equal(0, await _run.RunAsync("generate", "--from", file));
        Assert.Equal(
            ("a cat", 156680208700286L, 20),
            (_run.Pipeline.Requests[0].Prompt, _run.Pipeline.Requests[0].Seed, _run.Pipeline.Requests[0].Steps)
        );
    }

    [Theory]
    [InlineData("a cat", "JSON object")]
    [InlineData("", "JSON object")]
    [InlineData("{\"prompt\": {", "cannot be read here")]
    [InlineData("{\"nodes\": [], \"links\": []}", "ComfyUI ... cannot be read here")]
    [InlineData("{\"1\": {\"class_type\": \"X\"}}", "ComfyUI ... cannot be read here")]
    [InlineData("[1, 2]", "JSON object")]
    [InlineData("{}", "cannot be read here")]
    public async Task A_file_without_settings_is_refused_in_a_sentence(string text, string said)
    {
        string file = _run.PathTo("x.json");
        await File.WriteAllTextAsync(file, text);
        Assert.Equal(2, await _run.RunAsync("generate", "--from", file));
        Said.InOrder("x.json ... " + said, _run.Error);
        Assert.Empty(_run.Pipeline.Requests);
    }
}
