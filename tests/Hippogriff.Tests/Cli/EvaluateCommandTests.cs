using Hippogriff.Tests.Evaluation;

namespace Hippogriff.Tests.Cli;

/// <summary>What cannot be drawn is refused before a judge is trained and minutes of drawing begin.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private readonly TinyWorld _world = new();
    private readonly CommandRun _run = new();

    public void Dispose()
    {
        _world.Dispose();
        _run.Dispose();
    }

    private Task<int> RunAsync(params string[] more) => RunInAsync(_world.RoomyFile, more);

    private Task<int> RunInAsync(string world, params string[] more) =>
        _run.RunAsync(["evaluate", "--quick", "--only=position", "--data", _world.Folder, "--world", world, .. more]);

    [Theory]
    [InlineData(true, "--guidance 3", "guidance-distilled")]
    [InlineData(false, "--lora no-such.safetensors", "no-such.safetensors")]
    public async Task What_the_model_cannot_draw_with_is_refused_as_in_other_commands(
        bool distilled,
        string line,
        string said
    )
    {
        _run.Pipeline = new FakePipeline { IsGuidanceDistilled = distilled };
        Assert.Equal(2, await RunAsync(["--model", "tiny", "--device", "cpu", .. line.Split(' ')]));
        Assert.Contains(said, _run.Error, StringComparison.Ordinal);
        Assert.Equal(("tiny", "cpu"), Assert.Single(_run.Opened));
        Assert.Empty(_run.Pipeline.Requests);
        Assert.Empty(_run.Files());
        Assert.True(_run.Pipeline.Disposed);
    }

    [Fact]
    public async Task A_world_that_is_too_small_is_refused_before_a_model_is_loaded()
    {
        Assert.Equal(2, await RunInAsync(_world.File));
        Assert.Contains("12 are needed", _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Opened);
        Assert.Empty(_run.Files());
    }

    [Theory]
    [InlineData("--steps 0", "--steps")]
    [InlineData("--sampler eulerr", "euler")]
    [InlineData("--guidance 51", "--guidance")]
    [InlineData("--guidance-interval 0.8-0.1", "--guidance-interval")]
    public async Task Fields_have_the_ranges_of_every_other_door(string line, string said)
    {
        Assert.Equal(2, await RunAsync(line.Split(' ')));
        Assert.Contains(said, _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Opened);
    }
}
