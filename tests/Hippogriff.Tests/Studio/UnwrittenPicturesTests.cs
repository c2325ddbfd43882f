using Hippogriff.Files;
using Hippogriff.Studio.Apis;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Hippogriff.Studio.Storage;

namespace Hippogriff.Tests.Studio;

/// <summary>What clients hear that wait for pictures that are drawn and cannot be written.</summary>
public sealed class UnwrittenPicturesTests : IAsyncDisposable
{
    private readonly WorkerFixture _worker = new();

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private QueueFixture Studio => _worker.Studio;

    private DrawingService Service => new(Studio.Queue, Studio.Gallery, TimeProvider.System, _worker);

    public static TheoryData<Exception, int> Hindrances =>
        new()
        {
            { new DiskFullException("'/srv/studio' is full."), 507 },
            { new IOException("'/srv/studio' is away"), 507 },
            { new UnauthorizedAccessException("'/srv/studio' is read-only"), 507 },
            { new StudioBusyException("'/srv/studio' is held."), 503 },
        };

    [Theory]
    [MemberData(nameof(Hindrances))]
    public async Task A_client_that_waits_is_answered_and_its_job_is_kept(Exception hindrance, int status)
    {
        _worker.Hindrance = hindrance;
        Job[] jobs = [await Studio.TakeAsync(), await Studio.TakeAsync("a dog")];
        await _worker.StartAsync();
        foreach (Job job in jobs) // the drawn one, and the one behind it
        {
            RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() =>
                Service.FinishAsync(job, Patience.Token)
            );
            Assert.Equal((status, true), (refused.Status, refused.IsFinal));
            Assert.Contains(job.Id.ToString(), refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("srv", refused.Message, StringComparison.Ordinal);
        }
        _worker.Hindrance = null;
        foreach (Job job in jobs)
            Assert.Equal((JobState.Done, 1), Ended(await _worker.EndOfAsync(job)));
        Job next = await Studio.TakeAsync();
        Assert.Single((await Service.FinishAsync(next, Patience.Token)).Pictures);
    }

    [Fact]
    public async Task No_more_jobs_are_taken_until_the_drawn_pictures_are_written()
    {
        _worker.Hindrance = new DiskFullException("full.");
        Job job = await Studio.TakeAsync();
        await _worker.StartAsync();
        await Assert.ThrowsAsync<RefusedException>(() => Service.FinishAsync(job, Patience.Token));
        DiskFullException refused = await Assert.ThrowsAsync<DiskFullException>(() => Studio.TakeAsync());
        Assert.Equal(507, Problems.Describe(refused).Status);
        Assert.True(Studio.Queue.Cancel(job.Id)); // the user gives it up
        Assert.Equal((JobState.Cancelled, 0), Ended(await _worker.EndOfAsync(job)));
        _worker.Hindrance = null;
        Assert.Equal((JobState.Done, 1), Ended(await _worker.EndOfAsync(await Studio.TakeAsync())));
    }

    [Fact]
    public async Task A_hindrance_that_passes_soon_is_not_told()
    {
        for (int i = 1; i < JobKeeping.QuietAttempts; i++)
            _worker.Refusals.Enqueue(new DiskFullException("full."));
        Job job = await Studio.TakeAsync();
        await _worker.StartAsync();
        Assert.Single((await Service.FinishAsync(job, Patience.Token)).Pictures);
    }

    private static (JobState State, int Pictures) Ended(Job job) => (job.State, job.Pictures.Count);
}
