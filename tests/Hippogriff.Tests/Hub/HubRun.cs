using Hippogriff.Golden.Tests.Hub;
using Hippogriff.Hub;
using Hippogriff.Hub.Settings;
using Hippogriff.Hub.Transfer;

namespace Hippogriff.Tests.Hub;

/// <summary>A hub of the test's own with one small model, and a cache for it.</summary>
internal sealed class HubRun : IDisposable
{
    public const string Repository = "some-org/tiny",
        Weights = "unet/diffusion_pytorch_model.safetensors";

    private readonly TemporaryFolder _folder = new();

    public HubRun()
    {
        Hub.Repositories.Add(
            StubRepository.With(
                Repository,
                Text("README.md", "# Tiny"),
                Text("model_index.json", """{"_class_name": "SomePipeline", "unet": ["diffusers", "X"]}"""),
                Text("unet/config.json", "{}"),
                StubFile.Of(Weights, StubFile.Stream("unet", 300_000), isLarge: true),
                StubFile.Of("unet/diffusion_pytorch_model.bin", [1, 2, 3], isLarge: true),
                StubFile.Of("safety_checker/model.safetensors", [4, 5, 6], isLarge: true)
            )
        );
        Settings = new HubSettings
        {
            Cache = _folder.In("cache"),
            Endpoint = new Uri(Hub.Address),
            AnswerLimit = Patience.Long, // a busy machine answers late
            SilenceLimit = Patience.Long,
        };
    }

    public StubHub Hub { get; } = new();

    public HubSettings Settings { get; set; }

    public StubFile File => Hub.Repositories[0].Commits.Values.First()[Weights];

    public string Commit => Hub.Repositories[0].Refs["main"];

    public string Snapshot => In($"cache/models--some-org--tiny/snapshots/{Commit}");

    public string In(string name) => _folder.In(name);

    public HubClient Client() => new(Settings, new HubConnection { Wait = (_, _) => Task.CompletedTask });

    /// <summary>The file that has what came of the weights until they are whole.</summary>
    public string Part => In($"cache/models--some-org--tiny/blobs/{File.Sha256}{IncompleteFile.Ending}");

    /// <summary>The files below the cache with part of a download in them.</summary>
    public string[] Incomplete() =>
        Directory.Exists(Settings.Cache)
            ? Directory.GetFiles(Settings.Cache, "*" + IncompleteFile.Ending, SearchOption.AllDirectories)
            : [];

    public void Dispose()
    {
        Hub.Dispose();
        _folder.Dispose();
    }

    private static StubFile Text(string path, string text) =>
        StubFile.Of(path, System.Text.Encoding.UTF8.GetBytes(text));
}
