using System.Text.Json;
using Hippogriff.Data.Emoji;
using Hippogriff.Data.Scenes;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Tests.Scenes;

namespace Hippogriff.Tests.Cli;

public sealed class DataCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public DataCommandTests() => Add("good", "a cat");

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_folder_without_faults_is_counted()
    {
        Add("better", "a dog");
        Assert.Equal(0, await _run.RunAsync("data", "check", _run.Folder, "--size", "16"));
        Assert.EndsWith(
            "2 pictures with captions, none broken." + Environment.NewLine,
            _run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_training_would_cut_to_is_told()
    {
        PngFile.Write(_run.PathTo("wide.png"), FakePipeline.Plain(50, 30, 90));
        File.WriteAllText(_run.PathTo("wide.txt"), "a river");
        Assert.Equal(0, await _run.RunAsync("data", "check", _run.Folder, "--size", "64"));
        Said.InOrder("16 to 30 pixels ... middle 30 ... 64 ... --buckets 1 to 64x64, 1 to 80x48", _run.Output);
        Assert.Equal(
            0,
            await _run.RunAsync(
                "data",
                "check",
                _run.Folder,
                "--size",
                "64",
                "--buckets",
                "--sheet",
                _run.PathTo("sheet.png")
            )
        );
        Assert.Contains(
            "in the middle 30; with --buckets training cuts 1 to 64x64, 1 to 80x48.",
            _run.Output,
            StringComparison.Ordinal
        );
        Assert.True(File.Exists(_run.PathTo("sheet.png")));
        Assert.EndsWith($"{_run.PathTo("sheet.png")}{Environment.NewLine}", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_and_mute_pictures_are_named()
    {
        Add("mute", null);
        File.WriteAllText(_run.PathTo("broken.png"), "These are words.");
        File.WriteAllText(_run.PathTo("broken.txt"), "a horse");
        Assert.Equal(1, await _run.RunAsync("data", "check", _run.Folder));
        string[] lines = _run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(
            lines,
            line =>
                line.Contains("mute.png", StringComparison.Ordinal)
                && line.Contains("caption", StringComparison.Ordinal)
        );
        Assert.Contains(lines, line => line.Contains("broken.png", StringComparison.Ordinal));
        Said.InOrder("1 of 3 pictures ... 2", lines[^1]);

        await _run.RunAsync("data", "check", _run.Folder, "--json");
        using JsonDocument document = JsonDocument.Parse(_run.Output);
        Assert.Equal(1, document.RootElement.GetProperty("usable").GetInt64());
        Assert.Equal(2, document.RootElement.GetProperty("skipped").GetArrayLength());
    }

    [Fact]
    public async Task Programs_are_told_which_sprites_were_made_of_which_font()
    {
        string font;
        try
        {
            font = EmojiFont.Find();
        }
        catch (HippogriffException)
        {
            Assert.Skip("No colour-emoji font is installed here.");
            return;
        }
        string sprites = _run.PathTo("sprites");
        Assert.Equal(0, await _run.RunAsync("data", "emoji", "--out", sprites, "--json"));
        using JsonDocument document = JsonDocument.Parse(_run.Output);
        Assert.Equal(
            (sprites, font),
            (document.RootElement.GetProperty("path").GetString(), document.RootElement.GetProperty("font").GetString())
        );
        Assert.Equal(
            File.ReadLines(Path.Combine(sprites, "captions.jsonl")).Count(),
            document.RootElement.GetProperty("sprites").GetInt32()
        );
        Assert.Equal("", _run.Error);
    }

    [Fact]
    public async Task A_sheet_is_a_png_or_lies_in_a_folder()
    {
        Assert.Equal(2, await _run.RunAsync("data", "check", _run.Folder, "--sheet", _run.PathTo("sheet.jpg")));
        Said.InOrder("--sheet takes a .png file", _run.Error);
        Assert.Equal(0, await _run.RunAsync("data", "check", _run.Folder, "--sheet", _run.PathTo("sheets/")));
        Assert.Contains("sheets/pictures-0.png", _run.Files());
    }

    [Fact]
    public async Task A_zip_is_checked_as_its_folder_would_be_and_named_in_what_is_said()
    {
        string zip = _run.PathTo("pictures.zip");
        File.WriteAllBytes(
            zip,
            ZipBytes.Of(
                ("a.png", File.ReadAllBytes(_run.PathTo("good.png"))),
                ("a.txt", "a cat"u8.ToArray()),
                ("mute.png", File.ReadAllBytes(_run.PathTo("good.png")))
            )
        );
        Assert.Equal(1, await _run.RunAsync("data", "check", zip, "--size", "16"));
        Assert.Contains($"'{Path.Combine(zip, "mute.png")}' has no caption.", _run.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 2 pictures can be trained on", _run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Path.Combine(Path.GetTempPath(), "hippogriff-"),
            _run.Output.Replace(_run.Folder, "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_sprites_folder_is_known_as_such_and_its_sprites_are_looked_at()
    {
        string sprites = _run.PathTo("sprites"),
            index = Path.Combine(sprites, "captions.jsonl"),
            things = $"{SceneWorld.First.Concepts.Count}",
            first = SceneWorld.First.Concepts[0].Sprite;
        ToySprites.Write(sprites, SceneWorld.First, "noto", "segoe");
        int count = Directory.GetFiles(Path.Combine(sprites, "noto")).Length;
        Assert.Equal(0, await _run.RunAsync("data", "check", sprites));
        Said.InOrder(
            $"'{sprites}' ... {2 * count} sprites in 2 styles, noto {count}, segoe {count}.\nAll {things} things "
                + "... noto.\n",
            _run.Output.ReplaceLineEndings("\n")
        );

        File.WriteAllText(Path.Combine(sprites, "noto", first + ".png"), "These are words.");
        PngFile.Write(Path.Combine(sprites, "segoe", "huge.png"), FakePipeline.Plain(600, 4, 90));
        File.AppendAllLines(index, ["""{"codepoints":"../secret"}""", "no JSON", """{"name":"cat"}"""]);
        int lines = File.ReadLines(index).Count();
        string[] faults =
        [
            $"Line {lines - 2} of '{index}' ... '../secret'",
            $"Line {lines - 1} of '{index}' ... \"codepoints\"",
            $"Line {lines} of '{index}' ... \"codepoints\"",
            $"'{Path.Combine(sprites, "noto", first)}.png' is not",
            $"'{Path.Combine(sprites, "segoe", "huge.png")}' is 600x4 ... 512x512",
        ];
        Assert.Equal(1, await _run.RunAsync("data", "check", sprites));
        string[] said = _run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(
            $"{2 * count - 1} sprites in 2 styles, noto {count - 1}, segoe {count}.",
            said[0],
            StringComparison.Ordinal
        );
        foreach ((string fault, string line) in faults.Zip(said[1..6]))
            Said.InOrder(fault, line);
        Assert.StartsWith(
            $"1 of the {things} things of the built-in world has no sprite in noto and is left out of scenes: ",
            said[6],
            StringComparison.Ordinal
        );
        Assert.Equal(1, await _run.RunAsync("data", "check", sprites, "--json"));
        using JsonDocument document = JsonDocument.Parse(_run.Output);
        Assert.Equal(
            (2 * count - 1, 5, SceneWorld.First.Concepts[0].Name),
            (
                document.RootElement.GetProperty("sprites").GetInt32(),
                document.RootElement.GetProperty("skipped").GetArrayLength(),
                document.RootElement.GetProperty("missing")[0].GetString()
            )
        );
    }

    [Fact]
    public async Task What_only_pictures_have_is_refused_for_sprites_in_a_sentence()
    {
        string sprites = _run.PathTo("sprites");
        ToySprites.Write(sprites, SceneWorld.First, "noto");
        Assert.Equal(2, await _run.RunAsync("data", "check", sprites, "--buckets"));
        Said.InOrder($"'{sprites}' holds sprites ... squares", _run.Error);
        Assert.Equal(2, await _run.RunAsync("data", "check", sprites, "--sheet", _run.PathTo("sheet.png")));
        Said.InOrder($"'{sprites}' holds sprites ... hippogriff data scenes", _run.Error);
        Assert.False(File.Exists(_run.PathTo("sheet.png")));
        Directory.Delete(Path.Combine(sprites, "noto"), recursive: true);
        Assert.Equal(2, await _run.RunAsync("data", "check", sprites));
        Said.InOrder($"'{sprites}' is not a sprites folder", _run.Error);
    }

    [Fact]
    public async Task A_folder_of_pictures_draws_without_training()
    {
        Assert.Equal(
            0,
            await _run.WithRealModels()
                .RunAsync(
                    "generate",
                    "a cat",
                    "--model",
                    $"folder:{_run.Folder}",
                    "--size",
                    "16",
                    "--steps",
                    "3",
                    "--seed",
                    "1",
                    "--strip",
                    "--out",
                    _run.PathTo("drawn.png")
                )
        );
        // One picture is all there is, so the exact denoiser ends on it whatever the noise was.
        Assert.All(ImageFile.Read(_run.PathTo("drawn.png")).Pixels, value => Assert.InRange(value, 118, 122));
        Assert.True(File.Exists(_run.PathTo("drawn-steps.png")));
    }

    [Fact]
    public async Task What_a_picture_was_drawn_with_can_be_read()
    {
        await _run.RunAsync("generate", "a cat", "--seed", "7", "--out", _run.PathTo("drawn.png"));
        Assert.Equal(0, await _run.RunAsync("models", "show", _run.PathTo("drawn.png")));
        Assert.Matches("Prompt +a cat", _run.Output);
        Assert.Matches("Seed +7", _run.Output);
        Assert.Equal(0, await _run.RunAsync("models", "show", _run.PathTo("drawn.png"), "--json"));
        using JsonDocument document = JsonDocument.Parse(_run.Output);
        Assert.Equal(7, document.RootElement.GetProperty("seed").GetInt64());
    }

    private void Add(string name, string? caption)
    {
        PngFile.Write(_run.PathTo(name + ".png"), FakePipeline.Plain(16, 16, 120));
        if (caption is not null)
            File.WriteAllText(_run.PathTo(name + ".txt"), caption);
    }
}
