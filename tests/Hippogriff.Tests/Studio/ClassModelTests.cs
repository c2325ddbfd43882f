using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Tests.Studio;

/// <summary>Which model draws for a class, and in how many steps.</summary>
public class ClassModelTests
{
    [Theory]
    [InlineData(false, null, "first")]
    [InlineData(true, null, "first-fast")]
    [InlineData(true, "first", "first")]
    public void A_class_draws_with_the_fast_model_unless_another_is_named(bool isClass, string? named, string draws)
    {
        StudioOptions options = new() { Model = named };
        if (isClass)
            options.UseClass();
        Assert.Equal(draws, StudioModels.SourceOf(options).Find().Name);
    }

    [Fact]
    public async Task While_many_wait_a_picture_takes_fewer_steps_unless_somebody_says_how_many()
    {
        await using QueueFixture studio = new();
        studio.Options.IsClass = true;
        studio.Reopen();
        int? usual = null;
        for (int i = 0; i < Crowd.People; i++)
            usual = (await TakeAsync(studio, $"person-{i}")).Order.Steps;
        Assert.True((await TakeAsync(studio, "person-x")).Order.Steps < usual);
        Assert.Equal(usual, (await TakeAsync(studio, "person-y", usual)).Order.Steps);
        Assert.Equal(usual, (await TakeAsync(studio, "")).Order.Steps); // the teacher's own
    }

    private static Task<Job> TakeAsync(QueueFixture studio, string owner, int? steps = null) =>
        studio.Queue.EnqueueAsync(new JobRequest { Prompt = "a cat", Steps = steps }, owner, owner, default);
}
