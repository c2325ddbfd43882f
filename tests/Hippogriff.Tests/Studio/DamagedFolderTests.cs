using Hippogriff.Devices;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Apis;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Trainings;

namespace Hippogriff.Tests.Studio;

/// <summary>One folder that is damaged is listed with what is wrong, and never takes the list down with it.</summary>
public sealed class DamagedFolderTests : IDisposable
{
    private const string Index = """{"_class_name":"HippogriffPipeline","denoiser":["hippogriff","DenoiserNetwork"]}""";

    private readonly TrainingFixture _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public async Task Damaged_models_are_listed_with_their_problem()
    {
        (string Name, string Index, string? Config)[] damaged =
        [
            ("empty-config", Index, "{}"),
            ("null-config", Index, "null"),
            ("stem", Index, """{"u_net":{"stem":0,"widths":[8]}}"""),
            ("half-letter", """{"_class_name":"\udc00"}""", null),
            ("number", """{"_class_name":5}""", null),
            ("list", "[]", null),
            ("no-json", "{", null),
            ("prediction", """{"_class_name":"HippogriffPipeline","prediction":99}""", null),
            ("nothing", "", null),
        ];
        foreach ((string name, string index, string? config) in damaged)
        {
            Write($"trainings/{name}/model/model_index.json", index);
            if (config is not null)
                Write($"trainings/{name}/model/denoiser/config.json", config);
        }
        IModelSource models = StudioModels.SourceOf(_studio.Options);
        Dictionary<string, ModelEntry> entries = models.Entries().ToDictionary(entry => entry.Model.Name);
        Assert.All(
            damaged,
            model =>
                Assert.True(
                    entries[model.Name].Facts is null && entries[model.Name].Fault is { Length: > 0 },
                    model.Name
                )
        );
        Assert.All(
            entries.Values,
            entry => Assert.DoesNotContain(_studio.In(""), entry.Fault ?? "", StringComparison.Ordinal)
        );
        await using ModelCache cache = new(models, _studio.Options, new FreeMemory());
        Assert.Empty(
            (await new ModelCatalogue(cache, models).ListAsync())
                .Select(model => model.Facts.Name)
                .Intersect(damaged.Select(model => model.Name))
        );
        foreach ((string name, _, _) in damaged)
            // an order is refused in a sentence
            Assert.IsType<HippogriffException>(Record.Exception(() => cache.Facts(name)), exactMatch: false);
    }

    [Theory]
    [InlineData("""{"file_name":"p0.png","text":"\ud800"}""")]
    [InlineData("""{"file_name":"p0.png\u0000x","text":"a"}""")]
    [InlineData("""{"file_name":"\ud800.png","text":"a"}""")]
    [InlineData("""{"file_name":null,"text":null}""")]
    [InlineData("""{"file_name":["a"],"text":{}}""")]
    [InlineData("null")]
    [InlineData("[[[[")]
    public void A_damaged_dataset_is_listed_with_its_problem(string line)
    {
        Write("datasets/damaged/metadata.jsonl", line);
        File.Copy(
            Directory.GetFiles(_studio.In("studio/datasets/squares"), "*.png")[0],
            _studio.In("studio/datasets/damaged/p0.png")
        );
        IReadOnlyList<Dataset> sets = _studio.Datasets.List();
        Assert.Equal(["damaged", "squares"], sets.Select(set => set.Name));
        Assert.Null(sets[1].Fault);
        Assert.DoesNotContain(_studio.In(""), sets[0].Fault ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("""{"order":null,"created":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"order":{"name":null,"dataset":null,"minutes":1},"created":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"order":{"name":"x","dataset":"y","minutes":1},"end":{"phase":99}}""")]
    [InlineData("""{"order":{"name":"\ud800","dataset":"y","minutes":1}}""")]
    public void A_damaged_run_is_listed_with_its_problem_and_can_be_refused_by_name(string record)
    {
        Write("trainings/damaged/run.json", record);
        RunStatus run = Assert.Single(_studio.Service.List());
        Assert.Equal(("damaged", RunPhase.Failed, true), (run.Name, run.Phase, run.Error is { Length: > 0 }));
        Assert.DoesNotContain(_studio.In(""), run.Error!, StringComparison.Ordinal);
        Assert.IsType<HippogriffException>(
            Record.Exception(() => _studio.Service.Resume("damaged", null)),
            exactMatch: false
        );
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"name":"\ud800"}""")]
    public void A_damaged_recipe_says_so_where_it_says_what_it_is(string recipe)
    {
        Write("recipes/damaged.json", recipe);
        RecipeCatalogue cache = _studio.Recipes;
        Assert.Contains("damaged", cache.Names);
        Assert.DoesNotContain(_studio.In(""), cache.About("damaged"), StringComparison.Ordinal);
        Assert.All(cache.Names, name => Assert.NotEmpty(cache.About(name)));
    }

    private void Write(string name, string text)
    {
        string path = _studio.In($"studio/{name}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
