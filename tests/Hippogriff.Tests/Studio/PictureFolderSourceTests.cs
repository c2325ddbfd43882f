using Hippogriff.Data;
using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using SkiaSharp;

namespace Hippogriff.Tests.Studio;

public sealed class PictureFolderSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PictureFolderSourceTests()
    {
        foreach ((string name, SKColor colour) in new[] { ("red", SKColors.Red), ("blue", SKColors.Blue) })
        {
            _folder.Write($"pics/{name}.png", PictureBytes.Encode(64, 64, (_, _) => colour));
            _folder.Write($"pics/{name}.txt", name);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_studio_draws_from_a_folder_of_pictures_where_no_model_is_named()
    {
        StudioOptions options = new() { Model = "folder:" + _folder.In("pics"), Data = _folder.In("studio") };
        IModelSource models = StudioModels.SourceOf(options);
        Assert.Equal("folder:pics", models.List()[0].Name); // never the path
        Assert.Single(models.List(), model => model.IsDefault);
        await using ModelCache cache = new(models, options, new FreeMemory());
        using ModelCache.Lease lease = await cache.LeaseAsync(null);
        GeneratedImage drawn = Assert.Single(
            await lease.Pipeline.GenerateAsync(new GenerationRequest { Prompt = "red", Seed = 1 })
        );
        Assert.Equal("folder:pics", drawn.Settings.Model);
        Assert.InRange(drawn.Image.Pixels[0], 250, 255);
        Assert.InRange(drawn.Image.Pixels[2], 0, 5);
        Assert.Equal(lease.Pipeline.Facts, cache.Facts("folder:pics"));
        Assert.Equal(lease.Pipeline.Hash, await cache.HashAsync(null));
    }

    [Fact]
    public void A_request_names_no_other_folder()
    {
        StudioOptions options = new() { Data = _folder.In("studio") };
        string path = "folder:" + _folder.In("pics");
        Assert.Throws<HippogriffException>(() => StudioModels.SourceOf(options).Find(path));
        options.Model = "folder:" + _folder.In("pics");
        HippogriffException none = Assert.Throws<HippogriffException>(() => StudioModels.SourceOf(options).Find(path));
        Assert.Equal(FaultKind.NotFound, none.Kind);
        Assert.Contains("there is folder:pics", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_gone_is_listed_with_its_problem()
    {
        StudioOptions options = new() { Model = "folder:" + _folder.In("gone"), Data = _folder.In("studio") };
        ModelEntry entry = StudioModels.SourceOf(options).Entries()[0];
        Assert.Equal(("folder:gone", true), (entry.Model.Name, entry.Facts is null));
        Assert.DoesNotContain(_folder.Path, entry.Fault, StringComparison.Ordinal);
    }
}
