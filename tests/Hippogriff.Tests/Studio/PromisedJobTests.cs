using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Tests.Studio;

/// <summary>A job is resolved when it is taken, once, and draws what was promised however late it is drawn.</summary>
public sealed class PromisedJobTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task A_job_is_written_down_with_all_that_its_model_draws_with_by_default()
    {
        Job taken = await _studio.Queue.EnqueueAsync(new JobRequest { Prompt = "a cat" }, "me");
        _studio.Reopen(); // another server
        JobRequest stored = Assert.Single(_studio.Queue.Open()).Job.Order;
        GenerationDefaults defaults = _studio.Model.Defaults;
        Assert.Equal(
            (defaults.Steps, defaults.Sampler, defaults.Schedule, defaults.Guidance, defaults.Width, defaults.Height),
            (stored.Steps, stored.Sampler, stored.Schedule, stored.Guidance, stored.Width, stored.Height)
        );
        Assert.Equal(GuidanceInterval.Whole, stored.GuidanceInterval);
        Assert.Equal(taken.Order, stored);
        Assert.NotNull(stored.Seed);
    }

    [Fact]
    public async Task Other_defaults_of_the_model_change_nothing_of_what_was_promised()
    {
        Job taken = await _studio.Queue.EnqueueAsync(new JobRequest { Prompt = "a cat", Seed = 5 }, "me");
        ModelFacts later = new(
            "toy",
            _studio.Model.Defaults with
            {
                Steps = 50,
                Sampler = "heun",
                Guidance = 7,
                Width = 64,
                Height = 64,
            },
            _studio.Model.SizeMultiple,
            IsGuidanceDistilled: false
        );
        GenerationSettings drawn = later.Prepare(new GenerationRequest(taken.Order)).Settings;
        GenerationDefaults promised = _studio.Model.Defaults;
        Assert.Equal(
            (promised.Steps, promised.Sampler, promised.Guidance, promised.Width, promised.Height),
            (drawn.Steps, drawn.Sampler, drawn.Guidance, drawn.Width, drawn.Height)
        );
    }
}
