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

    [Fact]
    public async Task Each_step_is_heard_by_those_who_listen_until_they_stop_listening()
    {
        List<JobEvent> heard = [];
        Job job = await _studio.TakeAsync();
        QueuedJob entry = await _studio.NextAsync();
        _studio.Queue.Changed += heard.Add;
        _studio.Queue.Work.Step(entry, 1, 5, TimeSpan.FromSeconds(4), new byte[] { 7 });
        JobEvent step = Assert.Single(heard);
        Assert.Equal((job.Id, 1, 5, TimeSpan.FromSeconds(4)), (step.Job.Id, step.Step, step.Steps, step.Remaining));
        Assert.Equal([7], step.Preview?.ToArray());
        _studio.Queue.Changed -= heard.Add;
        _studio.Queue.Work.Step(entry, 2, 5, TimeSpan.FromSeconds(3), null);
        Assert.Single(heard);
    }

    [Fact]
    public async Task Who_watches_hears_that_a_job_begins_and_those_behind_it_hear_their_new_place()
    {
        Job first = await _studio.TakeAsync(),
            second = await _studio.TakeAsync();
        await using IAsyncEnumerator<JobEvent> begun = _studio.Watch(first.Id, previews: false),
            behind = _studio.Watch(second.Id, previews: false);
        Assert.Equal((JobState.Queued, 0), await NextAsync(begun));
        Assert.Equal((JobState.Queued, 1), await NextAsync(behind));
        QueuedJob entry = await _studio.NextAsync();
        Assert.Equal((JobState.Running, 0), await NextAsync(begun));
        _studio.Queue.Work.Fail(entry, "enough.");
        Assert.Equal((JobState.Failed, 0), await NextAsync(begun));
        while (await NextAsync(behind) != (JobState.Queued, 0)) { } // its place of before may be told once more

        static async Task<(JobState, int)> NextAsync(IAsyncEnumerator<JobEvent> watcher)
        {
            await watcher.MoveNextAsync().AsTask().WithPatience();
            return (watcher.Current.Job.State, watcher.Current.Position);
        }
    }

    [Fact]
    public async Task A_job_that_was_moved_tells_those_who_watch_the_others()
    {
        Job first = await _studio.TakeAsync(),
            second = await _studio.TakeAsync();
        await using IAsyncEnumerator<JobEvent> watcher = _studio.Watch(first.Id, previews: false);
        await watcher.MoveNextAsync();
        Assert.True(_studio.Queue.Move(second.Id, 0));
        await watcher.MoveNextAsync().AsTask().WithPatience();
        Assert.Equal(1, watcher.Current.Position);
    }

    [Fact]
    public async Task Of_two_who_ask_for_even_previews_the_one_who_wants_more_is_served()
    {
        Job job = await _studio.TakeAsync();
        QueuedJob entry = await _studio.NextAsync();
        Assert.Equal((false, 0), _studio.Queue.Work.WantsPreviews(entry));
        await using IAsyncEnumerator<JobEvent> few = _studio.Watch(job.Id, previews: true, even: 2),
            many = _studio.Watch(job.Id, previews: false, even: 3);
        await few.MoveNextAsync();
        await many.MoveNextAsync();
        Assert.Equal((true, 3), _studio.Queue.Work.WantsPreviews(entry));
    }

    [Fact]
    public async Task A_job_that_was_cancelled_before_it_failed_stays_cancelled_with_its_time_and_its_pictures()
    {
        Job job = await _studio.TakeAsync();
        QueuedJob entry = await _studio.NextAsync();
        DateTimeOffset cancelled = _studio.Clock.Now;
        _studio.Queue.Cancel(job.Id);
        _studio.Clock.Now += TimeSpan.FromSeconds(9);
        _studio.Queue.Work.Fail(entry, "broken.", [5]);
        Assert.Equal((JobState.Cancelled, cancelled, null), (entry.Job.State, entry.Job.Ended, entry.Job.Error));
        Assert.Equal([5L], entry.Job.Pictures);
        await _studio.TakeAsync();
        QueuedJob other = await _studio.NextAsync();
        _studio.Queue.Work.Fail(other, "broken.", [6]);
        Assert.Equal((JobState.Failed, "broken."), (other.Job.State, other.Job.Error));
        Assert.Equal([6L], other.Job.Pictures);
        await _studio.TakeAsync();
        QueuedJob third = await _studio.NextAsync();
        _studio.Queue.Work.Fail(third, "broken.");
        Assert.Empty(third.Job.Pictures);
    }
}
