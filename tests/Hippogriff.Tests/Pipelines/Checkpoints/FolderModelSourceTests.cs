using Hippogriff.Denoising;
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
    public async Task Parts_that_an_operator_wishes_are_those_of_public_checkpoints_and_no_others()
    {
        ModelFolder mine = Written("mine"),
            small = SmallCheckpoint.Write(_folder.In("small"));
        string vae = Path.Combine(SmallCheckpoint.Write(_folder.In("other")).Path, "vae");
        CheckpointChoices choices = new() { Vae = vae };
        FolderModelSource source = new(defaultModel: mine.Path, further: () => [small], choices: choices);
        Assert.Null(source.Facts(source.Find()).Vae);
        (await source.OpenAsync(source.Find())).Dispose();
        Assert.Equal("vae", source.Facts(source.Find("small")).Vae);
        await using DiffusionPipeline drawing = await source.OpenAsync(source.Find("small"));
        GeneratedImage drawn = (await drawing.GenerateAsync(new GenerationRequest { Prompt = "", Steps = 1 }))[0];
        Assert.Equal("vae", drawn.Settings.Vae);
    }

    [Fact]
    public async Task A_kind_and_a_prediction_are_those_of_the_default_model_alone()
    {
        ModelFolder named = SmallCheckpoint.Write(_folder.In("named")),
            other = named with { Name = "other" };
        CheckpointChoices choices = new() { Kind = "sd1", Prediction = Prediction.V };
        FolderModelSource plain = new(defaultModel: named.Path, further: () => [other]),
            told = new(defaultModel: named.Path, further: () => [other], choices: choices);
        byte[] noise = await DrawnAsync(plain, "named");
        Assert.Equal(noise, await DrawnAsync(plain, "other"));
        Assert.Equal(noise, await DrawnAsync(told, "other"));
        Assert.NotEqual(noise, await DrawnAsync(told, "named"));

        static async Task<byte[]> DrawnAsync(FolderModelSource source, string name)
        {
            await using DiffusionPipeline drawing = await source.OpenAsync(source.Find(name));
            GenerationRequest request = new()
            {
                Prompt = "",
                Seed = 1,
                Steps = 2,
            };
            return [.. (await drawing.GenerateAsync(request))[0].Image.Pixels];
        }
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
    public void A_name_is_looked_for_as_the_default_then_in_the_folders_then_further_and_last_by_name()
    {
        ModelFolder installed = CheckpointRegistry.Default.Library().List()[0];
        int asked = 0;
        Func<IEnumerable<ModelFolder>> further = () =>
        {
            asked++;
            return [Elsewhere("mine"), Elsewhere(installed.Name), Elsewhere("later")];
        };
        Func<string, ModelFolder?> byName = name => name == "unknown" ? null : new(name, "/by-name");
        FolderModelSource source = new(null, Written("mine").Path, further, byName);
        Assert.Equal((_folder.In("mine"), true), Found(source, "mine"));
        Assert.Equal((installed.Path, false), Found(source, installed.Name));
        Assert.Equal(0, asked); // the hub's cache is not listed for what lies in the folders
        Assert.Equal(("/further", false), Found(source, "later"));
        Assert.Equal(("/by-name", false), Found(source, "owner/only"));
        Assert.Equal(FaultKind.NotFound, Assert.Throws<HippogriffException>(() => source.Find("unknown")).Kind);
        FolderModelSource covering = new(defaultModel: Written(installed.Name).Path, further: further);
        Assert.Equal((_folder.In(installed.Name), true), Found(covering, installed.Name));
        foreach (ListedModel model in source.List())
            Assert.Equal(model, source.Find(model.Name)); // one order for lists and names

        static ModelFolder Elsewhere(string name) => new(name, "/further");
        static (string, bool) Found(FolderModelSource source, string name) =>
            source.Find(name) is var model ? (model.Files!.Path, model.IsDefault) : default;
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
