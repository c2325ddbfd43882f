using static TorchSharp.torch;

namespace Hippogriff.Tests.Cli;

/// <summary>Options that say how a checkpoint is loaded.</summary>
public sealed class CheckpointOptionTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("bfloat16", ScalarType.BFloat16, false)]
    [InlineData("float16", ScalarType.Float16, false)]
    [InlineData("auto", null, true)]
    [InlineData("AUTO", null, true)]
    public async Task The_type_is_the_one_that_is_named_or_the_faster_one(string? name, ScalarType? type, bool measured)
    {
        string[] options = name is null ? [] : ["--type", name];
        Assert.Equal(0, await _run.RunAsync(["generate", "a cat", .. options]));
        Assert.Equal((type, measured), (_run.Wanted!.Type, _run.Wanted.TypeIsMeasured));
    }

    [Fact]
    public async Task A_picture_is_decoded_by_tiles_only_if_the_line_says_so()
    {
        await _run.RunAsync("generate", "a cat");
        Assert.False(_run.Wanted!.Choices.VaeTiling);
        await _run.RunAsync("generate", "a cat", "--vae-tiling");
        Assert.True(_run.Wanted.Choices.VaeTiling);
    }
}
