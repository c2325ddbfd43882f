using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Studio;

public sealed class StepFeedTests : IAsyncLifetime
{
    private const int Steps = 100;
    private readonly QueueFixture _studio = new();
    private int _decoded;

    /// <summary>The cost of a process's first preview does not count, so it is decoded before any test.</summary>
    public async ValueTask InitializeAsync()
    {
        await DrawAsync(watched: true, TimeSpan.Zero);
        _decoded = 0;
    }

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    /// <summary>Draws a hundred steps of 10 ms whose preview takes so long.</summary>
    private async Task<List<JobEvent>> DrawAsync(bool watched, TimeSpan preview, bool previews = true, int even = 0)
    {
        Job job = await _studio.TakeAsync();
        List<JobEvent> seen = [];
        await using IAsyncEnumerator<JobEvent> watcher = _studio.Watch(job.Id, previews, even);
        if (watched)
            await watcher.MoveNextAsync();
        QueuedJob entry = await _studio.NextAsync();
        await using (StepFeed feed = new(_studio.Queue.Work, entry, _studio.Clock, _ => { }))
            for (int step = 1; step <= Steps; step++)
            {
                _studio.Clock.Now += TimeSpan.FromMilliseconds(10);
                feed.Report(
                    new GenerationProgress(step, Steps, 0)
                    {
                        Source = new StepPreview(Decode),
                        NoisySource = new StepPreview(() => TinyModel.Plain(8, 4, 9, 9, 9)),
                    }
                );
            }
        _studio.Queue.Work.Fail(entry, "enough.");
        while (watched && await watcher.MoveNextAsync())
            seen.Add(watcher.Current);
        return seen;

        RgbImage Decode()
        {
            _decoded++;
            _studio.Clock.Now += preview;
            return TinyModel.Plain(8, 4, 1, 2, 3);
        }
    }

    [Fact]
    public async Task A_number_of_previews_that_was_asked_for_comes_however_dear_they_are()
    {
        List<JobEvent> seen = await DrawAsync(watched: true, TimeSpan.FromMinutes(1), even: 3);
        Assert.Equal(
            [25, 50, 75],
            seen.Where(happened => happened is { Preview: not null, Step: > 1 } && !happened.Job.HasEnded)
                .Select(happened => happened.Step)
                .Distinct()
        );
    }

    [Fact]
    public async Task The_noisy_picture_comes_with_the_guess_that_was_made_of_it()
    {
        List<JobEvent> seen = await DrawAsync(watched: true, TimeSpan.Zero);
        JobEvent[] shown = [.. seen.Where(happened => happened.Preview is not null)];
        Assert.NotEmpty(shown);
        Assert.All(shown, now => Assert.Equal(9, ImageFile.Decode(now.Noisy!.Value.ToArray()).Pixels[0]));
        Assert.All(seen.Except(shown), now => Assert.Null(now.Noisy));
    }

    [Fact]
    public async Task Nobody_watches_and_nothing_is_decoded()
    {
        await DrawAsync(watched: false, TimeSpan.Zero);
        Assert.Equal(0, _decoded);
    }

    [Fact]
    public async Task Somebody_waits_without_looking_and_nothing_is_decoded()
    {
        List<JobEvent> seen = await DrawAsync(watched: true, TimeSpan.Zero, previews: false);
        Assert.Equal(0, _decoded);
        Assert.Equal(Steps, seen.Where(happened => !happened.Job.HasEnded).Max(happened => happened.Step));
    }

    [Fact]
    public async Task Cheap_previews_come_with_every_step()
    {
        List<JobEvent> seen = await DrawAsync(watched: true, TimeSpan.FromMilliseconds(0.15));
        Assert.Equal(Steps, _decoded);
        Assert.Equal(
            Steps,
            seen.Where(happened => happened.Steps > 0 && !happened.Job.HasEnded).Max(happened => happened.Step)
        );
        Assert.Contains(seen, happened => happened.Preview is { } png && ImageFile.SizeOf(png.ToArray()) == (8, 4));
    }

    [Fact]
    public async Task Steps_without_a_preview_are_told_no_oftener_than_the_eye_sees_and_the_last_one_always()
    {
        // only the first is decoded
        List<JobEvent> seen = await DrawAsync(watched: true, TimeSpan.FromMilliseconds(900));
        int[] told =
        [
            .. seen.Where(happened => happened.Steps > 0 && !happened.Job.HasEnded)
                .Select(happened => happened.Step)
                .Distinct(),
        ];
        Assert.Equal(Steps, told[^1]);
        Assert.InRange(told.Length, 2, 3 + Steps / 4);
    }

    [Fact]
    public async Task Dear_previews_come_at_once_and_then_now_and_then()
    {
        List<JobEvent> seen = await DrawAsync(watched: true, TimeSpan.FromMilliseconds(10));
        Assert.InRange(_decoded, 2, 1 + (int)(Steps * StepFeed.Share * 2));
        Assert.All(seen, happened => Assert.False(happened.Preview is { IsEmpty: true })); // none is not an empty one
    }

    [Fact]
    public async Task Without_previews_steps_are_told_at_once_then_every_40_ms_and_at_the_end()
    {
        Job job = await _studio.TakeAsync();
        await using IAsyncEnumerator<JobEvent> watcher = _studio.Watch(job.Id, previews: false);
        QueuedJob entry = await _studio.NextAsync();
        List<(int Step, TimeSpan? Remaining)> told = [];
        List<TimeSpan> times = [];
        await using (StepFeed feed = new(_studio.Queue.Work, entry, _studio.Clock, times.Add))
            for (int step = 1; step <= 12; step++)
            {
                _studio.Clock.Now += TimeSpan.FromMilliseconds(10);
                feed.Report(new GenerationProgress(step, 12, 0) { Source = new StepPreview(() => null!) });
                if (step % 4 != 1 && step != 12)
                    continue;
                while (told.Count == 0 || told[^1].Step < step) // none is skipped where the watcher is fast
                {
                    await watcher.MoveNextAsync().AsTask().WithPatience();
                    if (watcher.Current.Step > 0)
                        told.Add((watcher.Current.Step, watcher.Current.Remaining));
                }
            }
        Assert.Equal(
            new (int, TimeSpan?)[] { (1, Ms(110)), (5, Ms(70)), (9, Ms(30)), (12, Ms(0)) },
            told.Select(one => (one.Step, one.Remaining))
        );
        Assert.Equal(Enumerable.Repeat(Ms(10), 12), times);

        static TimeSpan Ms(int time) => TimeSpan.FromMilliseconds(time);
    }

    [Fact]
    public async Task A_preview_that_costs_exactly_its_share_of_the_time_comes_with_every_step()
    {
        await DrawAsync(watched: true, TimeSpan.FromMilliseconds(10 * StepFeed.Share));
        Assert.Equal(Steps, _decoded);
    }
}
