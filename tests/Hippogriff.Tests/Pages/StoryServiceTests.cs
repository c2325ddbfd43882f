using Hippogriff.Studio.Pages.Story;
using Hippogriff.Tests.Story;

namespace Hippogriff.Tests.Pages;

public sealed class StoryServiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_model_is_loaded_once_and_asked_on_one_thread()
    {
        int loaded = 0;
        using StoryService service = new(() =>
        {
            loaded++;
            return TinyStory.Save(_folder.In("tiny"));
        });
        Assert.Equal(0, loaded);
        int[] threads = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => service.AskAsync(_ => Environment.CurrentManagedThreadId))
        );
        Assert.Single(threads.Distinct());
        Assert.Equal("tiny", await service.AskAsync(model => model.Name));
        Assert.Equal(1, loaded);
    }

    [Fact]
    public async Task Without_a_model_the_page_gets_a_sentence_and_may_ask_again()
    {
        bool there = false;
        using StoryService service = new(() =>
            there ? TinyStory.Save(_folder.In("tiny")) : throw new HippogriffException("No story model was found.")
        );
        Assert.Equal(
            "No story model was found.",
            (await Assert.ThrowsAsync<HippogriffException>(() => service.AskAsync(model => model.Name))).Message
        );
        there = true;
        Assert.Equal("tiny", await service.AskAsync(model => model.Name));
    }
}
