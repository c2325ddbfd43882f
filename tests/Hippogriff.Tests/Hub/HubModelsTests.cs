using Hippogriff.Cli.Hosting;
using Hippogriff.Files;
using Hippogriff.Hub;
using Hippogriff.Hub.Cache;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Tests.Cli;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Hub;

/// <summary>Models of the hub's cache by name.</summary>
public sealed class HubModelsTests : IDisposable
{
    private readonly HubRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_pulled_model_is_found_by_its_name_and_listed_where_its_kind_is_known()
    {
        using HubClient client = _run.Client();
        await client.PullAsync(HubName.Parse(HubRun.Repository));
        HubModels models = new(new HubCache(_run.Settings.Cache), Registry(known: true));
        Assert.Equal(new ModelFolder(HubRun.Repository, _run.Snapshot), Assert.Single(models.List()));
        Assert.Equal(_run.Snapshot, models.Find(HubRun.Repository)?.Path);
        Assert.Equal(_run.Snapshot, models.Find($"{HubRun.Repository}@{_run.Commit}")?.Path);
        Assert.Null(models.Find("some-org/other"));
        Assert.Null(models.Find("tiny"));
        Assert.Empty(new HubModels(new HubCache(_run.Settings.Cache), Registry(known: false)).List());
    }

    [Fact]
    public async Task A_source_finds_it_as_the_model_that_was_asked_for()
    {
        using HubClient client = _run.Client();
        await client.PullAsync(HubName.Parse(HubRun.Repository));
        HubModels models = new(new HubCache(_run.Settings.Cache), Registry(known: true));
        FolderModelSource source = new(
            Registry(known: true),
            HubRun.Repository,
            further: models.List,
            byName: models.Find
        );
        Assert.Equal(HubRun.Repository, source.Find().Name);
        Assert.Equal(_run.Snapshot, source.Find(HubRun.Repository).Files!.Path);
        Assert.Contains(source.List(), model => model.Name == HubRun.Repository);
    }

    [Fact]
    public void An_empty_name_of_a_cache_is_the_current_folder_and_no_folder_is_an_empty_cache()
    {
        Assert.Equal(Environment.CurrentDirectory, new HubCache("").Path);
        Assert.Empty(new HubCache(_run.In("nothing")).Models());
    }

    [Fact]
    public async Task The_length_of_a_pulled_file_is_that_of_its_content_and_not_of_the_link()
    {
        using HubClient client = _run.Client();
        await client.PullAsync(HubName.Parse(HubRun.Repository));
        string link = Path.Combine(_run.Snapshot, HubRun.Weights);
        Assert.Equal(_run.File.Bytes.Length, RegularFile.LengthOf(link));
        File.Delete(_run.In($"cache/models--some-org--tiny/blobs/{_run.File.Sha256}"));
        Assert.Throws<HippogriffException>(() => RegularFile.LengthOf(link));
    }

    [Fact]
    public void The_folder_of_the_cache_is_known_though_endpoint_and_token_are_wrong()
    {
        using TemporaryFolder folder = new();
        folder.Write("token", "two words");
        Dictionary<string, string> variables = new() { ["HF_HOME"] = folder.Path };
        HubEnvironment environment = new(variables.GetValueOrDefault, "/nowhere");
        Assert.Equal(folder.In("hub"), environment.Cache);
        Assert.Throws<HippogriffException>(environment.Settings);
        variables = new Dictionary<string, string> { ["HF_HUB_CACHE"] = "~/here", ["HF_ENDPOINT"] = "ftp://x" };
        Assert.Equal("/nowhere/here", new HubEnvironment(variables.GetValueOrDefault, "/nowhere").Cache);
    }

    [Fact]
    public async Task A_name_that_is_not_in_the_cache_is_told_how_to_get_it()
    {
        using CommandRun command = new CommandRun().WithRealModels();
        Assert.Equal(ExitCode.BadInput, await command.RunAsync("generate", "x", "--model", "some-org/nobody-has-this"));
        Assert.Contains("hippogriff pull some-org/nobody-has-this", command.Error, StringComparison.Ordinal);
    }

    private static CheckpointRegistry Registry(bool known)
    {
        CheckpointRegistry registry = new();
        if (known)
            registry.Register(new AnyDiffusers());
        return registry;
    }

    private sealed class AnyDiffusers : ICheckpointFormat
    {
        public string Name => "any";

        public bool Matches(CheckpointSource source) => source.PipelineClass == "SomePipeline";

        public ModelDefinition Read(CheckpointSource source) => throw new NotSupportedException();
    }
}
