using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Tests.Models;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines.Checkpoints;

public sealed class FolderModelSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ModelFolder Written(string name)
    {
        using NetworkModel model = TinyModel.Create();
        PipelineLoader.Save(_folder.In(name), model, TinyNetworks.Config("u_net", 3), ScalarType.Float32);
        return ModelFolder.At(_folder.In(name));
    }

    [Fact]
    public void The_default_of_the_operator_may_be_a_path_and_comes_first()
    {
        ModelFolder mine = Written("mine");
        FolderModelSource source = new(defaultModel: mine.Path);
        ListedModel first = source.List()[0];
        Assert.Equal(("mine", true, mine), (first.Name, first.IsDefault, first.Files));
        Assert.Equal(first, source.Find());
        Assert.Equal(first, source.Find("mine"));
        Assert.Single(source.List(), model => model.IsDefault);
    }

    [Fact]
    public void A_name_is_never_a_path()
    {
        ModelFolder mine = Written("mine");
        HippogriffException none = Assert.Throws<HippogriffException>(() => new FolderModelSource().Find(mine.Path));
        Assert.Equal(FaultKind.NotFound, none.Kind);
    }

    [Fact]
    public void Further_models_come_last_and_are_looked_for_each_time()
    {
        List<ModelFolder> further = [];
        FolderModelSource source = new(defaultModel: Written("mine").Path, further: () => further);
        Assert.Throws<HippogriffException>(() => source.Find("later"));
        further.Add(Written("later"));
        further.Add(further[0] with { Name = "mine" }); // of two with the same name the first counts
        Assert.Equal("later", source.List()[^1].Name);
        Assert.Equal(_folder.In("mine"), source.Find("mine").Files!.Path);
    }

    [Fact]
    public void Without_the_default_model_the_others_are_listed_and_whoever_draws_is_told()
    {
        FolderModelSource source = new(defaultModel: _folder.In("gone"), further: () => [Written("later")]);
        Assert.Contains(source.List(), model => model is { Name: "later", IsDefault: false });
        Assert.Throws<HippogriffException>(() => source.Find());
    }

    [Fact]
    public async Task Facts_and_hash_are_those_of_the_model_that_is_opened()
    {
        ModelFolder mine = Written("mine");
        FolderModelSource source = new(defaultModel: mine.Path);
        ListedModel found = source.Find("mine");
        await using DiffusionPipeline pipeline = await source.OpenAsync(found);
        Assert.Equal(pipeline.Facts, source.Facts(found));
        Assert.Equal(pipeline.Hash, await source.HashAsync(found));
        Assert.Equal(CheckpointRegistry.Default.HashOf(mine), pipeline.Hash);
        Assert.Single(await pipeline.GenerateAsync(new GenerationRequest { Prompt = "red", Seed = 1 }));
    }

    [Fact]
    public void A_model_changes_when_one_of_its_weight_files_does()
    {
        ListedModel found = new FolderModelSource(defaultModel: Written("mine").Path).Find();
        DateTime later = DateTime.UtcNow.AddHours(1);
        Assert.True(found.Changed < later);
        File.SetLastWriteTimeUtc(found.Files!.WeightFiles[0], later);
        Assert.Equal(later, found.Changed.UtcDateTime, TimeSpan.FromSeconds(1));
        Assert.Equal(DateTimeOffset.UnixEpoch, new ListedModel("no files").Changed);
    }
}
