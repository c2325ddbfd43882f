using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Tests.Studio;

/// <summary>How long jobs take and wait is estimated from those that were drawn before.</summary>
public sealed class JobTimesTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    private static readonly JobRequest s_order = new()
    {
        Prompt = "",
        Model = "toy",
        Steps = 5,
        Width = 8,
        Height = 4,
        Count = 3,
    };

    /// <summary>So many seconds for each step of each pixel.</summary>
    private static void Learn(StepPace pace, double seconds, string model = "toy")
    {
        GenerationSettings settings = new()
        {
            Prompt = "",
            NegativePrompt = "",
            Seed = 0,
            Steps = 10,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 1,
            Width = 16,
            Height = 2,
            Model = model,
            ModelHash = "0123456789",
        };
        pace.Learn(model, settings, pictures: 2, TimeSpan.FromSeconds(seconds * 10 * 16 * 2 * 2));
    }

    private static double? Estimate(StepPace pace, JobRequest order) => pace.Estimate(order)?.TotalSeconds;

    [Fact]
    public void A_job_takes_as_long_as_its_steps_and_pixels_and_later_jobs_count_for_three_tenths()
    {
        StepPace pace = new();
        Assert.Null(Estimate(pace, s_order));
        Learn(pace, 0.1);
        Assert.Equal(0.1 * 5 * 8 * 4 * 3, Estimate(pace, s_order)!.Value, 1e-6);
        Learn(pace, 0.2);
        Assert.Equal((0.7 * 0.1 + 0.3 * 0.2) * 5 * 8 * 4 * 3, Estimate(pace, s_order)!.Value, 1e-6);
        Learn(pace, 1, "");
        Assert.Equal(1.0 * 5 * 8 * 4 * 3, Estimate(pace, s_order with { Model = null })!.Value, 1e-6);
    }

    [Fact]
    public void The_time_of_a_job_that_does_not_say_its_size_is_unknown()
    {
        StepPace pace = new();
        Learn(pace, 0.1);
        Assert.All(
            [
                s_order with
                {
                    Steps = null,
                },
                s_order with
                {
                    Width = null,
                },
                s_order with
                {
                    Height = null,
                },
                s_order with
                {
                    Model = "another",
                },
            ],
            order => Assert.Null(Estimate(pace, order))
        );
    }

    /// <summary>Every job is of five steps, 8 x 4 pixels: 0.16 s.</summary>
    [Fact]
    public async Task A_waiting_job_waits_for_all_that_are_before_it_and_for_the_rest_of_the_running_one()
    {
        foreach (string prompt in new[] { "one", "two", "three" })
            await _studio.TakeAsync(prompt);
        Assert.All(_studio.Queue.Open(), now => Assert.Null(now.Remaining));
        Learn(_studio.Pace, 0.001);
        AssertTimes((0, 0.16), (1, 0.32), (2, 0.48));
        QueuedJob running = await _studio.NextAsync();
        AssertTimes((0, null), (1, 0.32), (2, 0.48)); // of the running one nothing is said before its first step
        _studio.Queue.Work.Step(running, 2, 5, TimeSpan.FromSeconds(9), null);
        AssertTimes((0, 9), (1, 9.16), (2, 9.32));
        Assert.Equal((2, 5), (_studio.Queue.Open()[0].Step, _studio.Queue.Open()[0].Steps));

        void AssertTimes(params (int Position, double? Seconds)[] expected) =>
            Assert.Equal(
                expected,
                _studio
                    .Queue.Open()
                    .Select(now =>
                        (now.Position, now.Remaining is { } time ? Math.Round(time.TotalSeconds, 6) : (double?)null)
                    )
            );
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData(0.2, 1)]
    [InlineData(12.2, 13)]
    [InlineData(1_000.0, 300)]
    public async Task A_full_queue_says_when_its_running_job_will_be_done(double? remaining, int seconds)
    {
        await _studio.TakeAsync();
        QueuedJob running = await _studio.NextAsync();
        if (remaining is { } time)
            _studio.Queue.Work.Step(running, 1, 2, TimeSpan.FromSeconds(time), null);
        _studio.Options.Limits.Queue = 1;
        await _studio.TakeAsync();
        QueueFullException full = await Assert.ThrowsAsync<QueueFullException>(() => _studio.TakeAsync());
        Assert.Equal(TimeSpan.FromSeconds(seconds), full.RetryAfter);
        Assert.Contains($"in {seconds} s", full.Message, StringComparison.Ordinal);
        Assert.Contains("1 job waits", full.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_is_closed_takes_nothing_and_ends_the_streams_of_those_that_wait()
    {
        Job first = await _studio.TakeAsync(),
            second = await _studio.TakeAsync();
        await _studio.NextAsync();
        await using IAsyncEnumerator<JobEvent> running = Watch(first),
            waiting = Watch(second);
        await running.MoveNextAsync();
        await waiting.MoveNextAsync();
        Assert.False(_studio.Queue.IsClosed);

        _studio.Queue.Work.Close(all: false);

        Assert.True(_studio.Queue.IsClosed);
        Assert.Equal(
            TimeSpan.FromSeconds(10),
            (await Assert.ThrowsAsync<QueueFullException>(() => _studio.TakeAsync())).RetryAfter
        );
        Assert.False(await waiting.MoveNextAsync());
        ValueTask<bool> next = running.MoveNextAsync();
        Assert.False(next.IsCompleted);
        _studio.Queue.Work.Close(all: true);
        Assert.False(await next);
        await using IAsyncEnumerator<JobEvent> late = Watch(second); // hears how it stands, and no more
        Assert.True(await late.MoveNextAsync());
        Assert.Equal(JobState.Queued, late.Current.Job.State);
        Assert.False(await late.MoveNextAsync());
    }

    [Fact]
    public async Task What_a_watcher_hears_of_a_job_that_has_ended_or_never_was()
    {
        Job job = await _studio.TakeAsync();
        QueuedJob entry = await _studio.NextAsync();
        _studio.Queue.Work.Step(entry, 4, 5, null, null);
        _studio.Queue.Work.Fail(entry, "It broke.");
        JobEvent now = _studio.Queue.Now(job.Id)!;
        Assert.Equal((JobState.Failed, 0, 4, 4), (now.Job.State, now.Position, now.Step, now.Steps));
        await using IAsyncEnumerator<JobEvent> ended = Watch(job),
            none = Watch(job with { Id = Guid.NewGuid() });
        Assert.True(await ended.MoveNextAsync());
        Assert.Equal(JobState.Failed, ended.Current.Job.State);
        Assert.False(await ended.MoveNextAsync());
        Assert.False(await none.MoveNextAsync());
        Assert.Null(_studio.Queue.Now(Guid.NewGuid()));
        Assert.False(_studio.Queue.Cancel(job.Id));
    }

    [Fact]
    public async Task Ended_jobs_come_the_newest_first_and_no_more_than_were_asked_for()
    {
        List<Guid> ids = [];
        for (int i = 0; i < 3; i++)
        {
            ids.Add((await _studio.TakeAsync()).Id);
            _studio.Clock.Now += TimeSpan.FromSeconds(1);
            await _studio.DrawNextAsync();
        }
        Assert.Equal([ids[2], ids[1]], _studio.Queue.Ended(2).Select(job => job.Id));
        Assert.Equal(3, _studio.Queue.Ended(int.MaxValue).Count);
        Assert.Empty(_studio.Queue.Ended(-1));
        Job newest = _studio.Queue.Ended(1)[0];
        Assert.Equal(TimeSpan.FromSeconds(1), newest.Ended - newest.Created);
        Assert.Equal(newest.Ended, newest.Started);
    }

    [Fact]
    public async Task A_job_that_was_put_back_in_an_orderly_way_is_never_given_up()
    {
        Job job = await _studio.TakeAsync();
        for (int i = 0; i <= JobWork.MostBeginnings; i++)
        {
            _studio.Queue.Work.PutBack(await _studio.NextAsync());
            _studio.Reopen();
        }
        Assert.Null(Assert.Single(_studio.Queue.Open()).Job.Started);
        Assert.Equal(job.Id, (await _studio.DrawNextAsync()).Id);
        Assert.Equal(JobState.Done, _studio.Queue.Find(job.Id)!.State);
    }

    private IAsyncEnumerator<JobEvent> Watch(Job job) => _studio.Watch(job.Id, previews: false);
}
