using Hippogriff.Story;
using Hippogriff.Tests.Training;

namespace Hippogriff.Tests.Story;

/// <summary>Alone, because other tests hand numbers to libtorch, which a collection at that moment frees (see CollectorPause).</summary>
[Collection(nameof(Alone))]
public sealed class ReadingAndCollectorTests
{
    [Fact]
    public void Plots_are_read_while_the_collector_works_without_a_break()
    {
        using TemporaryFolder folder = new();
        using StoryModel model = TinyStory.Save(folder.In("tiny"));
        StorySentences sentences = new(model.Config, 1, 8);
        sentences.Describe(0, 1, model.Terms.Rows(StoryWish.Anything));
        for (int i = 0; i < 8; i++) sentences.Set(0, i, i);
        float[] first = model.Read(sentences).At(0, 3).ToArray();
        using CancellationTokenSource enough = new();
        Thread collector = new(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            for (int i = 0; i < 3000; i++) Assert.Equal(first, model.Read(sentences).At(0, 3).ToArray());
        }
        finally
        {
            enough.Cancel();
            collector.Join();
        }
    }
}
