using System.Runtime.InteropServices;
using Hippogriff.Files;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Tests.Studio;

/// <summary>How every job ends, whatever happens to it while it is drawn.</summary>
public sealed class JobWorkerTests : IAsyncDisposable
{
    private const int PassesAPicture = 5;
    private readonly WorkerFixture _worker = new();
    private int _passes;

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private QueueFixture Studio => _worker.Studio;

    /// <summary>Runs <paramref name="then"/> before that pass of the network, the first is 1.</summary>
    private void BeforePass(int number, Action then) =>
        Studio.Model.BeforePass = () =>
        {
            if (Interlocked.Increment(ref _passes) == number)
                then();
        };

    /// <summary>Two pictures, one after the other.</summary>
    private Task<Job> TakeTwoAsync()
    {
        Studio.Options.BatchSize = 1;
        return Studio.Queue.EnqueueAsync(
            new JobRequest
            {
                Prompt = "a cat",
                Seed = 1,
                Count = 2,
            },
            "me"
        );
    }

    [Fact]
    public async Task Jobs_are_drawn_in_their_order_and_their_pictures_hang_in_the_gallery()
    {
        Job first = await TakeTwoAsync(),
            second = await Studio.TakeAsync("a dog");
        await _worker.StartAsync();
        Job done = await _worker.EndOfAsync(second);
        Assert.Equal((JobState.Done, null, 1), (done.State, done.Error, done.Pictures.Count));
        Assert.Equal([1L, 2], Studio.Queue.Find(first.Id)!.Pictures);
        Assert.Equal([3L], done.Pictures);
        Assert.Equal("a dog", Studio.Gallery.Find(3)!.Settings.Prompt);
        Assert.NotNull(Studio.Pace.Estimate(second.Order)); // the next job's time is known
        Assert.Contains(
            _worker.Log,
            line => line.Level == LogLevel.Information && line.Sentence.Contains("is done", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(_worker.Log, line => line.Level >= LogLevel.Warning);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_drawn_stands_in_the_log_only_where_that_is_asked_for(bool asked)
    {
        Studio.Options.LogPrompts = asked;
        Job job = await Studio.TakeAsync("a secret cat");
        await _worker.StartAsync();
        await _worker.EndOfAsync(job);
        Assert.Equal(asked, _worker.Log.Any(line => line.Sentence.Contains("a secret cat", StringComparison.Ordinal)));
    }

    public static TheoryData<Exception, string, LogLevel> Faults =>
        new()
        {
            { new HippogriffException("'/srv/models/x' broke."), "'x' broke.", LogLevel.Warning },
            { new OutOfMemoryException(), "not enough memory", LogLevel.Error },
            { new ExternalException("DefaultCPUAllocator: not enough Memory"), "not enough memory", LogLevel.Error },
            { new ExternalException("a shape is wrong"), "(ExternalException)", LogLevel.Error },
            { new InvalidTimeZoneException("memory"), "(InvalidTimeZoneException)", LogLevel.Error },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_job_that_breaks_keeps_what_was_finished_and_says_why(
        Exception fault,
        string said,
        LogLevel level
    )
    {
        BeforePass(PassesAPicture + 1, () => throw fault);
        Job job = await TakeTwoAsync(),
            next = await Studio.TakeAsync();
        await _worker.StartAsync();
        Job failed = await _worker.EndOfAsync(job);
        Assert.Equal((JobState.Failed, 1), (failed.State, failed.Pictures.Count));
        Assert.Contains(said, failed.Error, StringComparison.Ordinal);
        Assert.Contains(_worker.Log, line => line.Level == level);
        Assert.Equal(JobState.Done, (await _worker.EndOfAsync(next)).State); // the queue goes on
    }

    [Fact]
    public async Task A_cancelled_job_stops_and_keeps_what_was_finished()
    {
        Job job = await TakeTwoAsync();
        BeforePass(PassesAPicture + 2, () => Assert.True(Studio.Queue.Cancel(job.Id)));
        await _worker.StartAsync();
        Job cancelled = await _worker.EndOfAsync(job);
        Assert.Equal((JobState.Cancelled, null, 1), (cancelled.State, cancelled.Error, cancelled.Pictures.Count));
        Assert.InRange(_passes, PassesAPicture + 2, PassesAPicture + 3);
        Assert.Contains(_worker.Log, line => line.Sentence.Contains("cancelled after step", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_ends_puts_the_running_job_back_and_the_next_one_draws_it()
    {
        Studio.Options.Patience = TimeSpan.Zero;
        Job job = await TakeTwoAsync();
        using ManualResetEventSlim ended = new();
        BeforePass(
            2,
            () =>
            {
                _worker.StopApplication();
                ended.Set();
            }
        );
        await _worker.StartAsync();
        Assert.True(ended.Wait(Patience.Long, TestContext.Current.CancellationToken));
        await _worker.StopAsync();
        Assert.True(Studio.Queue.IsClosed);
        Studio.Reopen();
        JobEvent open = Assert.Single(Studio.Queue.Open());
        Assert.Equal((job.Id, JobState.Queued), (open.Job.Id, open.Job.State));
        Assert.Empty(Studio.Gallery.Search(new()));
        await _worker.StartAgainAsync();
        Assert.Equal(2, (await _worker.EndOfAsync(job)).Pictures.Count);
    }

    [Fact]
    public async Task A_server_that_ends_finishes_the_running_job_where_its_patience_lasts()
    {
        Studio.Options.Patience = Patience.Long;
        Job job = await TakeTwoAsync(),
            next = await Studio.TakeAsync();
        BeforePass(2, _worker.StopApplication);
        await _worker.StartAsync();
        Assert.Equal((JobState.Done, 2), ((await _worker.EndOfAsync(job)).State, Studio.Gallery.Search(new()).Count));
        await _worker.StopAsync();
        Assert.Equal(JobState.Queued, Studio.Queue.Find(next.Id)!.State);
        await Assert.ThrowsAsync<QueueFullException>(() => Studio.TakeAsync());
    }

    public static TheoryData<Exception> Passing =>
        [new DiskFullException("full."), new StudioBusyException("busy."), new IOException("later")];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Drawn_pictures_that_cannot_be_written_yet_are_written_later(Exception passing)
    {
        _worker.Refusals.Enqueue(passing);
        _worker.Refusals.Enqueue(passing);
        Job job = await Studio.TakeAsync();
        await _worker.StartAsync();
        Job done = await _worker.EndOfAsync(job);
        Assert.Equal((JobState.Done, 1), (done.State, done.Pictures.Count));
        Assert.Equal(2, _worker.Log.Count(line => line.Level == LogLevel.Critical));
        Assert.Equal(PassesAPicture, Studio.Model.Passes.Count); // drawn once
    }

    public static TheoryData<Exception> OfWriting =>
        [
            new HippogriffException("no."),
            new IOException(),
            new UnauthorizedAccessException(),
            new SqliteException("no", 1),
        ];

    [Theory]
    [MemberData(nameof(OfWriting))]
    public async Task A_job_fails_with_its_own_reason_where_not_even_the_finished_can_be_written(Exception writing)
    {
        _worker.Refusals.Enqueue(writing);
        BeforePass(PassesAPicture + 1, () => throw new HippogriffException("It broke."));
        Job job = await TakeTwoAsync();
        await _worker.StartAsync();
        Job failed = await _worker.EndOfAsync(job);
        Assert.Equal((JobState.Failed, "It broke.", 0), (failed.State, failed.Error, failed.Pictures.Count));
        Assert.Contains(
            _worker.Log,
            line =>
                line.Level == LogLevel.Error && line.Sentence.Contains("could not be written", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_job_that_does_not_fit_into_the_memory_that_is_free_now_fails_and_draws_nothing()
    {
        Job job = await Studio.TakeAsync();
        Studio.Memory.Free = 1;
        await _worker.StartAsync();
        Assert.Contains("not enough memory", (await _worker.EndOfAsync(job)).Error, StringComparison.Ordinal);
        Assert.Empty(Studio.Model.Passes);
    }

    [Fact]
    public async Task A_queue_that_cannot_be_written_down_is_tried_again_and_says_what_is_in_the_way()
    {
        Job job = await Studio.TakeAsync();
        using (
            SqliteConnection other = new(
                StudioDatabase.Connect(Studio.In("studio/studio.db"), SqliteOpenMode.ReadWrite, pooling: false)
            )
        )
        {
            other.Open();
            using SqliteTransaction held = other.BeginTransaction(deferred: false);
            await _worker.StartAsync();
            await Patience.UntilAsync(() =>
                _worker.Log.Any(line =>
                    line.Level == LogLevel.Critical
                    && line.Sentence.Contains("Another program holds", StringComparison.Ordinal)
                )
            );
        }
        Assert.Equal(JobState.Done, (await _worker.EndOfAsync(job)).State);
    }
}
