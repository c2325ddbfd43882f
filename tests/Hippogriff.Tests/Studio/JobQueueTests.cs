using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;

namespace Hippogriff.Tests.Studio;

public sealed class JobQueueTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task What_was_taken_is_there_after_the_server_vanished()
    {
        Job first = await _studio.TakeAsync("one"),
            second = await _studio.TakeAsync("two"),
            third = await _studio.TakeAsync("three");
        await _studio.DrawNextAsync();
        _ = await _studio.NextAsync(); // runs, and never ends
        _studio.Reopen();
        Assert.Equal([second.Id, third.Id], _studio.Queue.Open().Select(now => now.Job.Id));
        Assert.All(_studio.Queue.Open(), now => Assert.Equal(JobState.Queued, now.Job.State));
        Assert.Equal(second.Order, _studio.Queue.Find(second.Id)!.Order);
        Assert.Equal(second.Id, (await _studio.DrawNextAsync()).Id);
        Assert.Equal(third.Id, (await _studio.DrawNextAsync()).Id);
        Assert.Equal(3, _studio.Gallery.Search(new()).Count);
        Assert.Equal(JobState.Done, _studio.Queue.Find(first.Id)!.State);
    }

    [Fact]
    public async Task A_seed_is_resolved_when_the_request_is_taken()
    {
        Job job = await _studio.Queue.EnqueueAsync(new JobRequest { Prompt = "a cat" }, "me");
        Assert.NotNull(job.Order.Seed);
        Assert.Equal(job, _studio.Queue.Find(job.Id));
        _studio.Reopen();
        Assert.Equal(job.Order.Seed, _studio.Queue.Find(job.Id)!.Order.Seed);
    }

    [Fact]
    public async Task A_cancelled_job_is_never_drawn_and_stays_cancelled()
    {
        Job waits = await _studio.TakeAsync(),
            next = await _studio.TakeAsync();
        Assert.True(_studio.Queue.Cancel(waits.Id));
        Assert.False(_studio.Queue.Cancel(waits.Id));
        Assert.False(_studio.Queue.Cancel(Guid.NewGuid()));
        Assert.Equal(next.Id, (await _studio.DrawNextAsync()).Id);
        _studio.Reopen();
        Assert.Equal(JobState.Cancelled, _studio.Queue.Find(waits.Id)!.State);
        Assert.Empty(_studio.Queue.Open());
    }

    [Fact]
    public async Task A_job_cancelled_while_its_pictures_are_written_adds_none()
    {
        Job job = await _studio.TakeAsync();
        QueuedJob entry = await _studio.NextAsync();
        Assert.True(_studio.Queue.Cancel(job.Id));
        Assert.True(entry.Stop.IsCancellationRequested);
        var images = await _studio.ImagesAsync("a cat");
        Assert.ThrowsAny<OperationCanceledException>(() => _studio.Queue.Work.Finish(entry, _studio.Gallery, images));
        Assert.Empty(_studio.Gallery.Search(new()));
        Assert.Empty(Directory.GetFiles(_studio.In("studio/pictures")));
        Assert.Equal(JobState.Cancelled, _studio.Queue.Find(job.Id)!.State);
    }

    /// <summary>
    /// The worker lets go in the very moment in which it is told to stop: what it brings is not taken away.
    /// </summary>
    [Fact]
    public async Task A_worker_that_ends_a_cancelled_job_at_once_has_the_last_word()
    {
        Job job = await _studio.TakeAsync();
        QueuedJob entry = await _studio.NextAsync();
        List<JobEvent> ends = [];
        _studio.Queue.Changed += happened =>
        {
            if (happened.Job.HasEnded)
                ends.Add(happened);
        };
        IReadOnlyList<GeneratedImage> finished = await _studio.ImagesAsync("a cat", count: 2);
        using CancellationTokenRegistration worker = entry.Stop.Token.Register(() =>
            _studio.Queue.Work.EndCancelled(entry, _studio.Queue.Work.Keep(entry, _studio.Gallery, finished))
        );
        Assert.True(_studio.Queue.Cancel(job.Id));
        Assert.Equal((JobState.Cancelled, 2), (Assert.Single(ends).Job.State, ends[0].Job.Pictures.Count));
        Assert.Equal(2, entry.Job.Pictures.Count);
        Assert.Empty(_studio.Queue.Open());
    }

    [Fact]
    public async Task Who_watches_a_cancelled_job_hears_its_end_with_the_pictures_that_were_finished()
    {
        Job job = await _studio.TakeAsync();
        QueuedJob entry = await _studio.NextAsync();
        await using IAsyncEnumerator<JobEvent> watcher = _studio.Watch(job.Id, previews: false);
        await watcher.MoveNextAsync();
        Assert.True(_studio.Queue.Cancel(job.Id));
        Assert.False(_studio.Queue.Cancel(job.Id));
        Assert.Equal(JobState.Cancelled, _studio.Queue.Find(job.Id)!.State); // at once, whatever its worker still does
        PromptReading reading = new(TextReading.Of(["a", "zeppelin"], word => word == "a", most: null), Negative: null);
        GeneratedImage[] finished =
        [
            .. (await _studio.ImagesAsync("a zeppelin", count: 2)).Select(image => image with { Reading = reading }),
        ];
        _studio.Queue.Work.EndCancelled(entry, _studio.Queue.Work.Keep(entry, _studio.Gallery, finished));
        Assert.True(await watcher.MoveNextAsync());
        Assert.Equal((JobState.Cancelled, 2), (watcher.Current.Job.State, watcher.Current.Job.Pictures.Count));
        Assert.Contains("'zeppelin'", Assert.Single(watcher.Current.Job.Warnings), StringComparison.Ordinal);
        Assert.False(await watcher.MoveNextAsync());
        Assert.Empty(_studio.Queue.Open());
        _studio.Reopen();
        Assert.Equal(
            (JobState.Cancelled, 2),
            (_studio.Queue.Find(job.Id)!.State, _studio.Queue.Find(job.Id)!.Pictures.Count)
        );
        Assert.Single(_studio.Queue.Find(job.Id)!.Warnings);
    }

    [Fact]
    public async Task A_job_that_fails_keeps_the_pictures_that_were_finished()
    {
        Job job = await _studio.TakeAsync();
        QueuedJob entry = await _studio.NextAsync();
        _studio.Queue.Work.Fail(entry, "It broke.", _studio.Add(job.Id, await _studio.ImagesAsync("a cat")));
        Assert.Equal(
            (JobState.Failed, 1),
            (_studio.Queue.Find(job.Id)!.State, _studio.Queue.Find(job.Id)!.Pictures.Count)
        );
    }

    [Fact]
    public async Task A_new_order_of_those_that_wait_survives_a_restart()
    {
        List<Guid> ids = [];
        for (int i = 0; i < 4; i++)
            ids.Add((await _studio.TakeAsync($"{i}")).Id);
        Assert.True(_studio.Queue.Move(ids[3], 1));
        Assert.False(_studio.Queue.Move(Guid.NewGuid(), 0));
        Guid[] expected = [ids[0], ids[3], ids[1], ids[2]];
        Assert.Equal(expected, _studio.Queue.Open().Select(now => now.Job.Id));
        Assert.Equal([0, 1, 2, 3], _studio.Queue.Open().Select(now => now.Position));
        Guid last = (await _studio.TakeAsync("last")).Id;
        _studio.Reopen();
        Assert.Equal([.. expected, last], _studio.Queue.Open().Select(now => now.Job.Id));
        Assert.True(_studio.Queue.Move(ids[0], 1_000_000));
        Assert.Equal(ids[0], _studio.Queue.Open()[^1].Job.Id);
    }

    [Fact]
    public async Task A_full_queue_refuses_in_a_sentence_with_a_time()
    {
        (_studio.Options.Limits.Queue, _studio.Options.Limits.QueueOfClient) = (3, 2);
        await _studio.TakeAsync(client: "a");
        await _studio.TakeAsync(client: "a");
        QueueFullException own = await Assert.ThrowsAsync<QueueFullException>(() => _studio.TakeAsync(client: "a"));
        Assert.Contains("'a'", own.Message, StringComparison.Ordinal);
        Assert.True(own.RetryAfter >= TimeSpan.FromSeconds(1));
        await _studio.TakeAsync(client: "b");
        Assert.Contains(
            "3 jobs wait",
            (await Assert.ThrowsAsync<QueueFullException>(() => _studio.TakeAsync(client: "c"))).Message,
            StringComparison.Ordinal
        );
        await _studio.DrawNextAsync();
        await _studio.TakeAsync(client: "c");
    }

    [Fact]
    public async Task A_slow_watcher_misses_steps_but_never_the_end()
    {
        Job job = await _studio.TakeAsync();
        await using IAsyncEnumerator<JobEvent> watcher = _studio.Watch(job.Id, previews: true);
        Assert.True(await watcher.MoveNextAsync());
        Assert.Equal(JobState.Queued, watcher.Current.Job.State);
        QueuedJob entry = await _studio.NextAsync();
        for (int step = 1; step <= 1_000; step++)
            _studio.Queue.Work.Step(entry, step, 1_000, null, null);
        _studio.Queue.Work.Finish(entry, _studio.Gallery, await _studio.ImagesAsync("a cat"));
        List<JobEvent> seen = [];
        while (await watcher.MoveNextAsync())
            seen.Add(watcher.Current);
        Assert.InRange(seen.Count, 1, 20);
        Assert.Equal(JobState.Done, seen[^1].Job.State);
        Assert.Single(seen[^1].Job.Pictures);
    }

    [Fact]
    public async Task Who_asks_for_the_running_job_sees_its_newest_preview()
    {
        Job job = await _studio.TakeAsync();
        QueuedJob entry = await _studio.NextAsync();
        _studio.Queue.Work.Step(entry, 1, 10, null, new byte[] { 1 });
        _studio.Queue.Work.Step(entry, 2, 10, null, new byte[] { 2 });
        _studio.Queue.Work.Step(entry, 3, 10, null, null);
        Assert.Equal(2, _studio.Queue.Now(job.Id)!.Preview!.Value.Span[0]);
        Assert.Equal(2, Assert.Single(_studio.Queue.Open()).Preview!.Value.Span[0]);
        await using IAsyncEnumerator<JobEvent> watcher = _studio.Watch(job.Id, previews: true);
        await watcher.MoveNextAsync();
        Assert.Equal((3, (byte)2), (watcher.Current.Step, watcher.Current.Preview!.Value.Span[0]));
        _studio.Queue.Work.Step(entry, 4, 10, null, null);
        await watcher.MoveNextAsync();
        Assert.Null(watcher.Current.Preview);
    }

    [Fact]
    public async Task Those_who_watch_a_waiting_job_hear_that_it_comes_nearer()
    {
        Job first = await _studio.TakeAsync(),
            second = await _studio.TakeAsync();
        await using IAsyncEnumerator<JobEvent> watcher = _studio.Watch(second.Id, previews: true);
        await watcher.MoveNextAsync();
        Assert.Equal(1, watcher.Current.Position);
        _studio.Queue.Cancel(first.Id);
        await watcher.MoveNextAsync();
        Assert.Equal(0, watcher.Current.Position);
    }

    [Fact]
    public async Task A_job_that_takes_the_server_down_each_time_is_given_up()
    {
        Job job = await _studio.TakeAsync();
        for (int i = 0; i < JobWork.MostBeginnings; i++)
        {
            _ = await _studio.NextAsync();
            _studio.Reopen();
        }
        Job next = await _studio.TakeAsync();
        Assert.Equal(next.Id, (await _studio.DrawNextAsync()).Id);
        Job ended = _studio.Queue.Find(job.Id)!;
        Assert.Equal(JobState.Failed, ended.State);
        Assert.Contains($"{JobWork.MostBeginnings} times", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_without_pictures_are_forgotten_after_their_time()
    {
        Job kept = await _studio.TakeAsync(),
            gone = await _studio.TakeAsync();
        await _studio.DrawNextAsync();
        _studio.Queue.Cancel(gone.Id);
        Assert.Equal(0, _studio.Store.Purge(_studio.Clock.Now));
        Assert.Equal(1, _studio.Store.Purge(_studio.Clock.Now.AddDays(1)));
        Assert.Null(_studio.Queue.Find(gone.Id));
        Assert.NotNull(_studio.Queue.Find(kept.Id));
    }

    [Fact]
    public void A_folder_belongs_to_one_studio_at_a_time()
    {
        string sentence = Assert.Throws<HippogriffException>(() => new DataFolder(_studio.In("studio"))).Message;
        Assert.StartsWith("Another studio works in", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_listener_keeps_nobody_from_being_told()
    {
        List<JobState> heard = [];
        _studio.Queue.Changed += _ => throw new InvalidOperationException("of a page");
        _studio.Queue.Changed += happened => heard.Add(happened.Job.State);
        await _studio.TakeAsync();
        await _studio.DrawNextAsync();
        Assert.Equal([JobState.Queued, JobState.Running, JobState.Done], heard);
    }
}
