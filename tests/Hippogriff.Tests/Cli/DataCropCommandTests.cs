using System.IO.Compression;
using System.Text.Json;
using Hippogriff.Data.Captions;
using Hippogriff.Data.Folders;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Tests.Scenes;

namespace Hippogriff.Tests.Cli;

public sealed class DataCropCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public DataCropCommandTests()
    {
        byte[] pixels = [.. Enumerable.Repeat((byte)60, 96 * 32 * 3)];
        for (int y = 0; y < 32; y++)
        for (int x = 66; x < 94; x++)
            pixels[(y * 96 + x) * 3] = (byte)(x % 4 < 2 ? 250 : 180); // the thing is at the right
        Write("wide", new RgbImage(96, 32, pixels));
        Write("again", ImageScaling.Resize(new RgbImage(96, 32, pixels), 192, 64));
        Write("plain", FakePipeline.Plain(40, 40, 200));
    }

    public void Dispose() => _run.Dispose();

    private string Photos => _run.PathTo("photos");

    private string Cut => _run.PathTo("cut");

    private void Write(string name, RgbImage image)
    {
        PngFile.Write(Path.Combine(Photos, name + ".png"), image);
        File.WriteAllText(Path.Combine(Photos, name + ".txt"), $"the {name}");
    }

    private int Reds(string caption)
    {
        FolderSource source = FolderSource.Open(Cut, 32, 1);
        RgbImage image = Enumerable
            .Range(0, (int)source.Count!)
            .Select(i => source.Get(i))
            .First(e => e.Caption == caption)
            .Image;
        return Enumerable.Range(0, 32 * 32).Count(i => image.Pixels[i * 3] > 120);
    }

    [Fact]
    public async Task What_stands_out_is_kept_and_captions_come_along()
    {
        Assert.Equal(0, await _run.RunAsync("data", "crop", Photos, "--out", Cut, "--size", "32"));
        Assert.Equal(Cut + Environment.NewLine, _run.Output);
        Assert.Equal(
            ["0000.png", "0001.png", "0002.png", "captions.jsonl"],
            Directory.GetFiles(Cut).Select(Path.GetFileName).Order()
        );
        Assert.InRange(Reds("the wide"), 28 * 32 - 32, 28 * 32 + 32);
    }

    [Fact]
    public async Task Programs_are_told_what_was_cut()
    {
        File.WriteAllText(Path.Combine(Photos, "broken.png"), "words");
        Assert.Equal(
            0,
            await _run.RunAsync("data", "crop", Photos, "--out", Cut, "--size", "32", "--unique", "--json")
        );
        JsonElement told = JsonDocument.Parse(_run.Output).RootElement;
        Assert.Equal(
            (Cut, 2, 1, 1),
            (
                told.GetProperty("path").GetString(),
                told.GetProperty("pictures").GetInt32(),
                told.GetProperty("same").GetInt32(),
                told.GetProperty("skipped").GetInt32()
            )
        );
        Assert.Equal("", _run.Error);
    }

    [Fact]
    public async Task The_middle_can_be_kept_and_what_is_there_twice_left_out()
    {
        Assert.Equal(
            0,
            await _run.RunAsync("data", "crop", Photos, "--out", Cut, "--size", "32", "--keep", "centre", "--unique")
        );
        Assert.Equal("2 pictures cut, 1 left out as the same, 0 skipped." + Environment.NewLine, _run.Error);
        Assert.Equal(0, Reds("the again"));
        Assert.Equal(2, await _run.RunAsync("data", "crop", Photos, "--out", Cut));
        Assert.StartsWith($"'{Cut}' is not empty; choose another folder", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_cut_before_the_command_was_killed_can_be_used_and_gone_on_with()
    {
        string[] crop = ["data", "crop", Photos, "--out", Cut, "--size", "32"];
        Assert.Equal(0, await _run.RunAsync(crop));
        byte[] last = File.ReadAllBytes(Path.Combine(Cut, "0002.png"));
        string[] rows = File.ReadAllLines(Path.Combine(Cut, CaptionedFolder.Index));
        // as a kill leaves it: two in the index, and a picture that is not
        File.WriteAllLines(Path.Combine(Cut, CaptionedFolder.Index), rows[..2]);
        File.WriteAllText(Path.Combine(Cut, "0002.png"), "");
        File.WriteAllText(Path.Combine(Cut, "0000.png"), "kept");
        Assert.Equal(2, await _run.RunAsync(crop));
        Assert.Contains("--resume", _run.Error, StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync([.. crop, "--resume"]));
        Assert.Equal(last, File.ReadAllBytes(Path.Combine(Cut, "0002.png")));
        Assert.Equal("kept", File.ReadAllText(Path.Combine(Cut, "0000.png")));
        Assert.Equal(rows, File.ReadAllLines(Path.Combine(Cut, CaptionedFolder.Index)));
        File.WriteAllText(Path.Combine(Photos, "again.txt"), "something else");
        Assert.Equal(2, await _run.RunAsync([.. crop, "--resume"]));
        Assert.Contains("other pictures", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_fills_the_disk_keeps_its_index_and_says_how_far_it_came()
    {
        Directory.CreateDirectory(Path.Combine(Cut, "0001.png")); // cannot be written as a picture
        File.WriteAllText(Path.Combine(Cut, CaptionedFolder.Index), "");
        Assert.Equal(2, await _run.RunAsync("data", "crop", Photos, "--out", Cut, "--size", "32", "--resume"));
        Assert.Contains("1 of 3 pictures", _run.Error, StringComparison.Ordinal);
        Assert.Single(CaptionedFolder.Captions(Cut));
    }

    [Fact]
    public async Task Buckets_keep_proportions()
    {
        Assert.Equal(0, await _run.RunAsync("data", "crop", Photos, "--out", Cut, "--size", "64", "--buckets"));
        Assert.Equal(
            [(64, 64), (80, 48), (80, 48)],
            Directory.GetFiles(Cut, "*.png").Select(f => ImageFile.Read(f)).Select(i => (i.Width, i.Height)).Order()
        );
    }

    [Fact]
    public async Task A_zip_file_is_checked_like_its_folder_and_a_sheet_is_made()
    {
        string zip = _run.PathTo("photos.zip");
        ZipFile.CreateFromDirectory(Photos, zip);
        Assert.Equal(0, await _run.RunAsync("data", "check", zip, "--size", "16", "--sheet", _run.PathTo("sheet.png")));
        Assert.Contains("looks the same as", _run.Output, StringComparison.Ordinal);
        Assert.Contains("Shorter sides of 32 to 64 pixels, in the middle 40;", _run.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            string.Join(Environment.NewLine, "3 pictures with captions, none broken.", _run.PathTo("sheet.png"), ""),
            _run.Output,
            StringComparison.Ordinal
        );
        Assert.True(ImageFile.Read(_run.PathTo("sheet.png")).Width > 256);
    }

    [Fact]
    public async Task Many_findings_of_a_kind_are_counted_unless_all_are_asked_for()
    {
        for (int i = 0; i < 9; i++)
            PngFile.Write(Path.Combine(Photos, $"mute{i}.png"), FakePipeline.Plain(64, 64, (byte)(i * 20)));
        Assert.Equal(1, await _run.RunAsync("data", "check", Photos));
        Said.InOrder("4 more of this kind ... --all", _run.Output);
        Assert.Equal(1, await _run.RunAsync("data", "check", Photos, "--all"));
        Assert.Equal(
            9,
            _run.Output.Split(Environment.NewLine)
                .Count(line => line.EndsWith("has no caption.", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Scenes_can_be_written_as_a_folder_to_train_on()
    {
        using SceneFixture sprites = new();
        Assert.Equal(
            0,
            await _run.RunAsync("data", "scenes", "--data", sprites.Folder, "--count", "3", "--folder", Cut)
        );
        Assert.Equal(3, FolderSource.Open(Cut, 64, 1).Count);
        Assert.Equal(
            2,
            await _run.RunAsync("data", "scenes", "--data", sprites.Folder, "--folder", Cut, "--out", "x.png")
        );
        Assert.Equal(2, await _run.RunAsync("data", "scenes", "--data", sprites.Folder, "--out", _run.PathTo("x.jpg")));
        Assert.Equal(
            2,
            await _run.RunAsync(
                "data",
                "scenes",
                "--data",
                sprites.Folder,
                "--count",
                "401",
                "--out",
                _run.PathTo("x.png")
            )
        );
        Assert.Equal(
            0,
            await _run.RunAsync(
                "data",
                "scenes",
                "--data",
                sprites.Folder,
                "--count",
                "2",
                "--json",
                "--out",
                _run.PathTo("x.png")
            )
        );
        Assert.Equal(
            2,
            System.Text.Json.JsonDocument.Parse(_run.Output).RootElement.GetProperty("captions").GetArrayLength()
        );
    }
}
