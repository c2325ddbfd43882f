using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Cli;

/// <summary>What <c>map</c> says of words that were never taught.</summary>
public sealed class MapCommandTests
{
    [Fact]
    public async Task Map_says_of_a_word_either_where_it_lies_or_that_it_is_left_out()
    {
        using NetworkModel model = TinyModel.Understanding();
        using CommandRun run = new()
        {
            Pipeline = new FakePipeline { Model = model, Reads = model.ReadingNow },
        };
        string[] line = ["map", "--texts", "red", "green", "blue", "circus", "--layout", "axes", "--no-pictures"];
        Assert.Equal(0, await run.RunAsync([.. line, "--out", run.PathTo("m.png")]));
        Assert.Contains("'circus' was never taught", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
        Assert.Equal(0, await run.RunAsync([.. line, "red zyzzyva", "--out", run.PathTo("n.png")]));
        Assert.Contains("zyzzyva", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("circus", run.Error, StringComparison.Ordinal);
    }
}
