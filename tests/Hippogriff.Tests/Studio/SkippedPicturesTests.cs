using Hippogriff.Studio.Jobs;

namespace Hippogriff.Tests.Studio;

/// <summary>What is skipped is left out, and the rest of its job is drawn.</summary>
public sealed class SkippedPicturesTests : IAsyncDisposable
{
    private readonly WorkerFixture _worker = new();
    private int _passes;

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private QueueFixture Studio => _worker.Studio;

    /// <summary>A job of pictures that are drawn one after the other, and is skipped in the first step of
    /// one.</summary>
    private async Task<Job> DrawAsync(int count, int picture)
    {
        Studio.Options.BatchSize = 1;
        Job job = await Studio.Queue.EnqueueAsync(
            new JobRequest
            {
                Prompt = "a cat",
                Seed = 1,
                Count = count,
                Steps = 4,
                Sampler = "euler",
            },
            "me"
        );
        Assert.False(Studio.Queue.Skip(job.Id)); // it waits
        Studio.Model.BeforePass = () =>
        {
            if (Interlocked.Increment(ref _passes) == 4 * (picture - 1) + 1)
                Assert.True(Studio.Queue.Skip(job.Id));
        };
        await _worker.StartAsync();
        Job ended = await _worker.EndOfAsync(job);
        Assert.False(Studio.Queue.Skip(job.Id)); // it has ended
        return ended;
    }

    [Theory]
    [InlineData(1, 2L, 3L)]
    [InlineData(2, 1L, 3L)]
    [InlineData(3, 1L, 2L)]
    public async Task The_others_are_drawn_with_their_own_seeds(int skipped, long first, long second)
    {
        Job job = await DrawAsync(count: 3, skipped);
        Assert.Equal((JobState.Done, 2), (job.State, job.Pictures.Count));
        Assert.Equal([first, second], job.Pictures.Select(id => Studio.Gallery.Find(id)!.Settings.Seed));
        Assert.Equal(2 * 4 + 1, _passes); // the skipped one ended at once
        Assert.Null(Studio.Pace.Estimate(job.Order)); // what was skipped tells nothing of a picture's time
    }

    [Fact]
    public async Task A_job_with_no_other_picture_ends_as_cancelled()
    {
        Job job = await DrawAsync(count: 1, picture: 1);
        Assert.Equal((JobState.Cancelled, null, 0), (job.State, job.Error, job.Pictures.Count));
        Assert.NotNull(job.Ended);
        Job next = await Studio.TakeAsync("a dog");
        Assert.Equal(JobState.Done, (await _worker.EndOfAsync(next)).State);
    }
}
