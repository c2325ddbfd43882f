using Hippogriff.Devices;
using Hippogriff.Story;
using Hippogriff.Tests.Story;
using Hippogriff.Tests.Training;

namespace Hippogriff.Tests.Devices;

[Collection(nameof(Alone))]
public sealed class CollectorPauseTests
{
    [Fact]
    public void Nothing_is_collected_while_somebody_pauses_and_all_is_when_the_last_has_ended()
    {
        CollectorPause first = CollectorPause.Begin(), second = CollectorPause.Begin();
        Assert.True(CollectorPause.IsPaused);
        int before = GC.CollectionCount(0);
        Waste(40 << 20);
        Assert.Equal(before, GC.CollectionCount(0));
        first.Dispose();
        first.Dispose();
        Assert.True(CollectorPause.IsPaused);
        second.Dispose();
        Assert.False(CollectorPause.IsPaused);
    }

    [Fact]
    public void A_number_that_nobody_holds_outlives_a_pause()
    {
        using CollectorPause pause = CollectorPause.Begin();
        WeakReference lost = Lose();
        Waste(40 << 20);
        Assert.True(lost.IsAlive);
    }

    [Fact]
    public void A_pause_that_used_up_its_budget_is_over_and_can_be_renewed()
    {
        using CollectorPause pause = CollectorPause.Begin();
        Waste(2 * CollectorPause.Budget);
        Assert.False(CollectorPause.IsPaused);
        pause.Renew();
        Assert.True(CollectorPause.IsPaused);
        int before = GC.CollectionCount(0);
        Waste(CollectorPause.Budget * 3 / 4);
        pause.Renew(); // half of it is gone: collects and begins anew
        Assert.True(GC.CollectionCount(0) > before);
        Assert.True(CollectorPause.IsPaused);
    }

    [Fact]
    public async Task A_device_works_without_the_collector()
    {
        using DeviceLane lane = new("toy");
        Assert.True(await lane.RunAsync(_ => CollectorPause.IsPaused, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Plots_are_read_without_the_collector()
    {
        using TemporaryFolder folder = new();
        using StoryModel model = TinyStory.Save(folder.In("tiny"));
        StorySentences sentences = new(model.Config, 1, 8);
        sentences.Describe(0, 1, model.Terms.Rows(StoryWish.Anything));
        bool seen = false, over = false;
        Thread watcher = new(() => { while (!Volatile.Read(ref over)) seen |= CollectorPause.IsPaused; });
        watcher.Start();
        for (int i = 0; i < 50; i++) _ = model.Read(sentences);
        Volatile.Write(ref over, true);
        watcher.Join();
        Assert.True(seen);
        Assert.False(CollectorPause.IsPaused);
    }

    private static void Waste(long bytes)
    {
        for (long wasted = 0; wasted < bytes; wasted += 1 << 14) GC.KeepAlive(new byte[1 << 14]);
    }

    private static WeakReference Lose() => new(new object());
}
