using Hippogriff.Denoising;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Cli;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Denoising;

/// <summary>Seeds end at 2^63 - 1; no door counts on beyond it and comes out at a negative one.</summary>
public sealed class SeedsTests : IDisposable
{
    private const string Last = "9223372036854775807",
        OneBefore = "9223372036854775806";
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void They_count_on_by_one_up_to_the_last()
    {
        Assert.Equal([5, 6, 7], Seeds.From(5, 3));
        Assert.Equal(long.MaxValue, Seeds.At(long.MaxValue - 2, 2));
        Assert.Equal([long.MaxValue - 1, long.MaxValue], Seeds.From(long.MaxValue - 1, 2));
    }

    [Fact]
    public void Beyond_the_last_there_is_none()
    {
        Assert.Contains(
            Last,
            Assert.Throws<HippogriffException>(() => Seeds.At(long.MaxValue, 1)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<HippogriffException>(() => Seeds.From(long.MaxValue - 1, 3));
        Assert.Throws<HippogriffException>(() => Seeds.Require(-1));
        Seeds.Require(long.MaxValue);
    }

    [Theory]
    [InlineData(long.MaxValue, 1_000_003, 7)]
    [InlineData(1L << 62, 1_000_003, 0)]
    [InlineData(3, 10, 4)]
    public void Those_of_what_is_drawn_beside_are_seeds_whatever_the_seed(long seed, long apart, int number) =>
        Assert.InRange(Seeds.Apart(seed, apart, number), 0, long.MaxValue);

    [Theory]
    [InlineData("walk", "a cat", "--seed", Last)] // to the next seed
    [InlineData("walk", "a cat", "--with", "a dog", "--count", "3", "--seed", OneBefore)]
    [InlineData("spread", "a cat", "--count", "4", "--seed", OneBefore)]
    public async Task A_command_that_needs_seeds_beyond_the_last_says_so(params string[] line)
    {
        _run.Pipeline = new FakePipeline { Model = TinyModel.Create() };
        Assert.Equal(2, await _run.RunAsync([.. line, "--steps", "2"]));
        Assert.Contains(Last, _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Files());
    }

    [Fact]
    public async Task The_last_seed_draws_and_is_told_as_it_is()
    {
        using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => new ToyModel());
        IReadOnlyList<GeneratedImage> drawn = await pipeline.GenerateAsync(
            new GenerationRequest
            {
                Prompt = "cat",
                Seed = long.MaxValue - 9,
                Count = 10,
            }
        );
        Assert.Equal(
            [.. Enumerable.Range(0, 10).Select(i => long.MaxValue - 9 + i)],
            drawn.Select(picture => picture.Settings.Seed)
        );
        await Assert.ThrowsAsync<HippogriffException>(() =>
            pipeline.GenerateAsync(
                new GenerationRequest
                {
                    Prompt = "cat",
                    Seed = long.MaxValue,
                    Count = 2,
                }
            )
        );
    }
}
