using System.Diagnostics;
using System.Text.Json;
using Hippogriff.Cli.Hosting;
using Hippogriff.Golden.Tests.Hub;
using Hippogriff.Tests.Cli;

namespace Hippogriff.Tests.Hub;

/// <summary>The command <c>pull</c>, in this process and as one that is killed.</summary>
public sealed class PullCommandTests : IDisposable
{
    private readonly HubRun _run = new();
    private readonly CommandRun _command = new();

    public void Dispose()
    {
        _run.Dispose();
        _command.Dispose();
    }

    [Fact]
    public async Task The_path_of_the_model_goes_to_standard_output_and_the_rest_to_the_other()
    {
        Assert.Equal(ExitCode.Fine, await Pull(HubRun.Repository));
        Assert.Equal(_run.Snapshot, _command.Output.Trim());
        Assert.Contains("4 files", _command.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_document_tells_commit_path_and_files()
    {
        Assert.Equal(ExitCode.Fine, await Pull(HubRun.Repository, "--json"));
        using JsonDocument document = JsonDocument.Parse(_command.Output);
        Assert.Equal(_run.Commit, document.RootElement.GetProperty("commit").GetString());
        Assert.Equal(_run.Snapshot, document.RootElement.GetProperty("path").GetString());
        Assert.Equal(4, document.RootElement.GetProperty("files").GetArrayLength());
    }

    [Fact]
    public async Task A_dry_run_lists_files_and_fetches_none_of_the_large_ones()
    {
        Assert.Equal(ExitCode.Fine, await Pull(HubRun.Repository, "--dry-run"));
        Assert.Contains(HubRun.Weights, _command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(_run.Hub.TakeLog(), request => request.Server == "cdn");
    }

    [Theory]
    [InlineData("some-org/none", "some-org/none")]
    [InlineData("some-org/tiny@v9", "v9")]
    [InlineData("some-org/tiny/none.safetensors", "none.safetensors")]
    [InlineData("some-org/tiny/unet/diffusion_pytorch_model.bin", "pickle")]
    [InlineData("../tiny", "../tiny")]
    [InlineData("https://example.org/some-org/tiny", "example.org")]
    [InlineData("datasets/some-org/tiny", "data set")]
    public async Task What_cannot_be_pulled_is_said_in_a_sentence(string name, string fragment)
    {
        Assert.Equal(ExitCode.BadInput, await Pull(name));
        Assert.Contains(fragment, _command.Error, StringComparison.Ordinal);
        Assert.Single(_command.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_variant_that_is_not_there_is_refused_with_those_that_are()
    {
        Assert.Equal(ExitCode.BadInput, await Pull(HubRun.Repository, "--variant", "fp16"));
        Assert.Contains("fp16", _command.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_was_killed_in_the_middle_is_gone_on_from_by_the_next()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The path of the cache is given as on Unix.");
        _run.Hub.Rules = [StubRule.Of("""{"do": "stall", "server": "cdn", "bytes": 150000}""")];
        using (Process killed = Start())
        {
            while (new FileInfo(_run.Part) is not { Exists: true, Length: >= 150_000 })
            {
                Assert.False(killed.HasExited, "The command ended before it was killed.");
                await Task.Yield();
            }
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        Assert.False(File.Exists(Path.Combine(_run.Snapshot, HubRun.Weights)));
        _run.Hub.Rules = [];
        _run.Hub.TakeLog();
        using Process second = Start();
        string output = await second.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Fine, second.ExitCode);
        Assert.Equal(_run.Snapshot, output.Trim());
        Assert.Contains(_run.Hub.TakeLog(), request => request.Header("range") == "bytes=150000-");
        Assert.Equal(_run.File.Bytes, File.ReadAllBytes(Path.Combine(_run.Snapshot, HubRun.Weights)));
    }

    private Task<int> Pull(params string[] line)
    {
        _command.Hub = _run.Settings;
        return _command.RunAsync(["pull", .. line]);
    }

    private Process Start()
    {
        ProcessStartInfo start = new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Hippogriff.Cli.dll"), "pull", HubRun.Repository]
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment["HF_HUB_CACHE"] = _run.Settings.Cache;
        start.Environment["HF_ENDPOINT"] = _run.Hub.Address;
        start.Environment["HF_HUB_DOWNLOAD_TIMEOUT"] = "600";
        start.Environment["NO_PROXY"] = "127.0.0.1";
        foreach (
            string other in (string[])["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"]
        )
            start.Environment.Remove(other);
        return Process.Start(start)!;
    }
}
