using Hippogriff.Studio.Jobs;

namespace Hippogriff.Tests.Studio;

/// <summary>What those who watch the queue and its jobs hear, and what the queue knows of them.</summary>
public sealed class JobWatchTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task A_queue_is_heard_and_counted_and_a_job_is_moved_within_it()
    {
        List<(Guid Id, JobState State, int Position)> heard = [];
        _studio.Queue.Changed += now => heard.Add((now.Job.Id, now.Job.State, now.Position));
        Job first = await _studio.TakeAsync(),
            second = await _studio.TakeAsync(),
            third = await _studio.TakeAsync();
        Assert.Equal(3, _studio.Queue.Length);
        Assert.True(_studio.Queue.Move(third.Id, -5));
        Assert.True(_studio.Queue.Cancel(second.Id));
        Assert.Equal(
            [
                (first.Id, JobState.Queued, 0),
                (second.Id, JobState.Queued, 1),
                (third.Id, JobState.Queued, 2),
                (third.Id, JobState.Queued, 0),
                (second.Id, JobState.Cancelled, 0),
            ],
            heard
        );
        await _studio.NextAsync();
        Assert.False(_studio.Queue.Move(third.Id, 0)); // it runs
        Assert.Equal([third.Id, first.Id], _studio.Queue.Open().Select(now => now.Job.Id));
        Assert.Equal([0, 1], _studio.Queue.Open().Select(now => now.Position));
        Assert.Equal(1, _studio.Queue.Length);
        Assert.False(_studio.Queue.Cancel(Guid.NewGuid()));
        Assert.Null(_studio.Queue.Find(Guid.NewGuid()));
        await Assert.ThrowsAsync<ArgumentNullException>(() => _studio.Queue.EnqueueAsync(null!, "me"));
    }

    [Fact]
    public async Task A_job_knows_the_request_that_asked_for_it()
    {
        using System.Diagnostics.Activity request = new("request");
        request.Start();
        await _studio.TakeAsync();
        request.Stop();
        QueuedJob entry = await _studio.NextAsync();
        Assert.Equal(request.TraceId, entry.ParentTrace?.TraceId);
    }

    [Fact]
    public async Task Previews_are_wanted_while_somebody_watches_who_asked_for_them()
    {
        Job job = await _studio.TakeAsync();
        QueuedJob entry = await _studio.NextAsync();
        Assert.False(entry.IsWatched);
        await using (IAsyncEnumerator<JobEvent> blind = Watch(false))
        {
            await blind.MoveNextAsync();
            Assert.True(entry.IsWatched);
            Assert.False(_studio.Queue.Work.WantsPreviews(entry).Any);
            await using (IAsyncEnumerator<JobEvent> seeing = Watch(true))
            {
                await seeing.MoveNextAsync();
                Assert.True(_studio.Queue.Work.WantsPreviews(entry).Any);
            }
            Assert.False(_studio.Queue.Work.WantsPreviews(entry).Any);
        }
        Assert.False(entry.IsWatched);

        IAsyncEnumerator<JobEvent> Watch(bool previews) => _studio.Watch(job.Id, previews);
    }

    [Fact]
    public async Task A_step_that_comes_after_the_end_changes_nothing()
    {
        Job job = await _studio.TakeAsync();
        QueuedJob entry = await _studio.NextAsync();
        _studio.Queue.Work.Step(entry, 1, 5, TimeSpan.FromSeconds(1), null);
        _studio.Queue.Cancel(job.Id);
        Assert.Null(entry.Remaining);
        _studio.Queue.Work.Step(entry, 2, 5, TimeSpan.FromSeconds(1), null);
        Assert.Equal(1, entry.Step);
    }
}
