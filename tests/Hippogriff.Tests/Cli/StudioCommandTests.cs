using System.Text.Json;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Storage;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Tests.Studio;

namespace Hippogriff.Tests.Cli;

public sealed class StudioCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    private string Studio => _run.PathTo("studio");

    /// <summary>A studio of two pictures that nobody works in, its gallery made.</summary>
    private async Task FillAsync()
    {
        using (DataFolder data = new(Studio))
            new StudioDatabase(data).Dispose();
        Directory.CreateDirectory(Path.Combine(Studio, "pictures"));
        for (int i = 1; i <= 2; i++)
            File.WriteAllBytes(
                Path.Combine(Studio, "pictures", $"{i}.png"),
                ImageEncoding.Encode(TinyModel.Plain(8, 4, 1, 2, 3), ImageFormat.Png, SettingsOf.Picture($"a cat {i}"))
            );
        Assert.Equal(0, await _run.RunAsync("studio", "repair", "--studio", Studio));
        Assert.Contains("2 pictures", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_says_what_is_wrong_and_repair_mends_it()
    {
        await FillAsync();
        Assert.Equal(0, await _run.RunAsync("studio", "check", "--studio", Studio));
        Assert.Contains("nothing is wrong", _run.Output, StringComparison.Ordinal);
        File.Delete(Path.Combine(Studio, "pictures", "1.png"));
        Assert.Equal(1, await _run.RunAsync("studio", "check", "--studio", Studio, "--json"));
        JsonElement report = JsonDocument.Parse(_run.Output).RootElement;
        Assert.Equal(
            (1, "PictureMissing", "pictures/1.png"),
            (
                report.GetProperty("pictures").GetInt32(),
                report.GetProperty("findings")[0].GetProperty("kind").GetString(),
                report.GetProperty("findings")[0].GetProperty("path").GetString()
            )
        );
        Assert.Equal(1, await _run.RunAsync("studio", "check", "--studio", Studio));
        Assert.Contains("hippogriff studio repair", _run.Error, StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("studio", "repair", "--studio", Studio, "--json"));
        Assert.Equal(1, JsonDocument.Parse(_run.Output).RootElement.GetProperty("pictures").GetInt32());
        Assert.Equal(0, await _run.RunAsync("studio", "check", "--studio", Studio));
    }

    [Fact]
    public async Task A_backup_is_written_named_and_brought_back()
    {
        await FillAsync();
        string zip = _run.PathTo("monday.zip"),
            back = _run.PathTo("back");
        Assert.Equal(0, await _run.RunAsync("studio", "backup", "--studio", Studio, "--out", zip));
        Assert.Equal(zip, _run.Output.Trim());
        Assert.Equal(2, await _run.RunAsync("studio", "backup", "--studio", Studio, "--out", zip));
        Assert.Equal(0, await _run.RunAsync("studio", "restore", zip, "--studio", back, "--json"));
        Assert.Equal(back, JsonDocument.Parse(_run.Output).RootElement.GetProperty("folder").GetString());
        Assert.Equal(2, await _run.RunAsync("studio", "restore", zip, "--studio", back));
        Assert.Contains("--set-aside", _run.Error, StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("studio", "restore", zip, "--studio", back, "--set-aside"));
        Assert.Equal(0, await _run.RunAsync("studio", "check", "--studio", back));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("repair")]
    [InlineData("backup --out b.zip")]
    public async Task A_folder_of_somebody_is_refused_in_a_sentence(string command)
    {
        Directory.CreateDirectory(_run.PathTo("home"));
        File.WriteAllText(_run.PathTo("home/letter.txt"), "of somebody");
        foreach (string folder in new[] { "home", "nowhere" })
        {
            Assert.Equal(2, await _run.RunAsync(["studio", .. command.Split(' '), "--studio", _run.PathTo(folder)]));
            Assert.Single(_run.Error.Trim().Split('\n'));
        }
        Assert.Equal(["home/letter.txt"], _run.Files());
    }

    [Fact]
    public async Task The_server_and_its_keys_leave_a_folder_of_somebody_alone()
    {
        Directory.CreateDirectory(_run.PathTo("home/pictures"));
        File.WriteAllText(_run.PathTo("home/pictures/1.png"), "of somebody");
        Assert.Equal(2, await _run.RunAsync("serve", "--studio", _run.PathTo("home"), "--port", "0"));
        Assert.Equal(2, await _run.RunAsync("serve", "--studio", _run.PathTo("home"), "--new-key", "laptop"));
        Assert.Equal(["home/pictures/1.png"], _run.Files());
        Assert.Equal(0, await _run.RunAsync("serve", "--studio", _run.PathTo("new"), "--new-key", "laptop"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(_run.PathTo("new")));
    }

    [Theory]
    [InlineData("--model", "nowhere", "no model 'nowhere'")]
    [InlineData("--device", "cuda:999", "cpu|cuda:999")]
    [InlineData("--vae", "nowhere.safetensors", "'nowhere.safetensors'")]
    [InlineData("--preview-vae", "nowhere.safetensors", "'nowhere.safetensors'")]
    [InlineData("--text-encoder", "nowhere.safetensors", "'nowhere.safetensors'")]
    [InlineData("--embeddings", "nowhere", "no folder 'nowhere'")]
    public async Task A_server_that_is_asked_for_what_is_not_there_does_not_start(
        string option,
        string value,
        string named
    )
    {
        using CancellationTokenSource limit = new(Patience.Long);
        Assert.Equal(2, await _run.RunAsync(limit.Token, "serve", "--studio", Studio, "--port", "0", option, value));
        Assert.Contains(named.Split('|'), part => _run.Error.Contains(part, StringComparison.Ordinal));
        Assert.Empty(_run.Files());
    }

    [Fact]
    public async Task Stopping_a_backup_ends_with_130_and_leaves_nothing()
    {
        await FillAsync();
        Assert.Equal(
            130,
            await _run.RunAsync(
                new CancellationToken(canceled: true),
                "studio",
                "backup",
                "--data",
                Studio,
                "--out",
                _run.PathTo("b.zip")
            )
        );
        Assert.Equal(["studio"], Directory.GetFileSystemEntries(_run.Folder).Select(path => Path.GetFileName(path)));
    }
}
