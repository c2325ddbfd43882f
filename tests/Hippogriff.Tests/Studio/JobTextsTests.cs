using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Tests.Studio;

/// <summary>Texts that a job has for the files of its pictures, such as the graph that drew them.</summary>
public sealed class JobTextsTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task Texts_for_a_job_s_pictures_outlast_the_server_and_are_gone_with_its_end()
    {
        JobRequest order = new()
        {
            Prompt = "a cat",
            Texts = new Dictionary<string, string> { ["prompt"] = "{\"1\": 2}" },
        };
        Job taken = await _studio.Queue.EnqueueAsync(order, "me"),
            damaged = await _studio.Queue.EnqueueAsync(order, "me"),
            plain = await _studio.TakeAsync("a dog");
        _studio.Reopen();
        Damage.Sql(
            _studio.In("studio/studio.db"),
            "UPDATE job SET texts = '{' WHERE id = $id",
            ("$id", JobStore.Name(damaged.Id))
        );
        Assert.Null(_studio.Queue.Find(taken.Id)!.Order.Texts); // a list of jobs does not carry them
        Dictionary<Guid, IReadOnlyDictionary<string, string>> texts = [];
        for (int i = 0; i < 3; i++)
        {
            Job done = await _studio.DrawNextAsync();
            texts[done.Id] = PngFile.ReadTexts(_studio.Gallery.Png(done.Pictures.Single())!);
        }
        Assert.Equal("{\"1\": 2}", texts[taken.Id]["prompt"]);
        Assert.Equal("a cat", Infotext.Parse(texts[taken.Id][PngFile.ParametersKey]).Prompt);
        Assert.Equal(PngFile.ParametersKey, texts[taken.Id].Keys.First());
        foreach (Job other in (Job[])[damaged, plain])
            Assert.DoesNotContain("prompt", texts[other.Id].Keys);
        _studio.Close();
        File.Delete(_studio.In("studio/studio.db")); // its pictures are known again by their own settings
        _studio.Open();
        Assert.Equal(3, _studio.Gallery.Search(new GalleryQuery()).Count);
    }
}
