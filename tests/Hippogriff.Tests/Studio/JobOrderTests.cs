using Hippogriff.Studio.Jobs;

namespace Hippogriff.Tests.Studio;

/// <summary>When the next job begins beside others, which must not overtake and must not be forgotten.</summary>
public sealed class JobOrderTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_one_that_must_wait_is_out_of_the_way_the_next_one_begins(bool cancels)
    {
        Job waits = await _studio.TakeAsync(),
            next = await _studio.TakeAsync();
        Task<QueuedJob> taken = _studio.Queue.Work.TakeAsync(job => job.Job.Id != waits.Id, Patience.Token);
        Assert.False(taken.IsCompleted);
        Assert.True(cancels ? _studio.Queue.Cancel(waits.Id) : _studio.Queue.Move(next.Id, 0));
        Assert.Equal(next.Id, (await taken.WithPatience()).Job.Id);
    }

    [Fact]
    public async Task One_that_is_cancelled_does_not_say_that_the_pictures_of_another_can_be_written()
    {
        await _studio.TakeAsync();
        await _studio.TakeAsync();
        QueuedJob hindered = await _studio.NextAsync(),
            other = await _studio.NextAsync();
        _studio.Queue.Work.Hinder(hindered, new WritingFault(new IOException()));
        Assert.True(_studio.Queue.Cancel(other.Job.Id));
        _studio.Queue.Work.EndCancelled(other, []);
        Assert.NotNull(_studio.Queue.Find(hindered.Job.Id)!.Unwritten);
        await Assert.ThrowsAnyAsync<HippogriffException>(() => _studio.TakeAsync());
        Assert.True(_studio.Queue.Cancel(hindered.Job.Id));
        _studio.Queue.Work.EndCancelled(hindered, []);
        _ = await _studio.TakeAsync();
    }

    [Fact]
    public async Task What_was_drawn_when_a_server_crashed_is_told_from_what_waited_or_was_put_back()
    {
        foreach (string prompt in (string[])["one", "two", "three"])
        {
            await _studio.TakeAsync(prompt);
            _studio.Clock.Now += TimeSpan.FromMilliseconds(1); // of those that had begun, the older comes first
        }
        _ = await _studio.NextAsync();
        _studio.Queue.Work.PutBack(await _studio.NextAsync());
        _studio.Reopen();
        List<(string, bool)> begun = [];
        for (int i = 0; i < 3; i++)
        {
            QueuedJob entry = await _studio.NextAsync();
            begun.Add((entry.Job.Order.Prompt, entry.Crashed));
        }
        Assert.Equal([("one", true), ("two", false), ("three", false)], begun);
    }
}
