using System.Text.Json;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Tests.Stereograms;

namespace Hippogriff.Tests.Cli;

/// <summary>What pictures of other commands than <c>generate</c> say of how they were made.</summary>
public sealed class CommandNoteTests : IDisposable
{
    private readonly NetworkModel _model = TinyModel.Create("u_net", latent: true);
    private readonly CommandRun _run;

    public CommandNoteTests() => _run = new CommandRun { Pipeline = new FakePipeline { Model = _model } };

    public void Dispose()
    {
        _run.Dispose();
        _model.Dispose();
    }

    private async Task<JsonElement> NoteOf(string file)
    {
        Assert.Equal(0, await _run.RunAsync("models", "show", _run.PathTo(file), "--json"));
        return JsonDocument.Parse(_run.Output).RootElement;
    }

    [Theory]
    [InlineData("steps", "steps|a red square|--seed|4|--steps|5", "--steps=5")]
    [InlineData("walk", "walk|a red square|--to-seed|9|--seed|4|--steps|5", "--to-seed=9, --frames=9")]
    [InlineData("walk", "walk|a red square|--with|a cat|a dog|--seed|4|--steps|5", "--with=a cat+a dog, --count=6")]
    [InlineData("attention", "attention|a red square|--no-striking|--seed|4|--steps|5", "PROMPT=a red square")]
    [InlineData("map", "map|a red square|--no-pictures|--seed|4|--steps|5", "--no-pictures=")]
    [InlineData("spread", "spread|a red square|--seed|4|--steps|5", "--count=8")]
    [InlineData("survival", "survival|p.png|--levels|2|--seed|4|--steps|5", "IMAGE=p.png, --levels=2, --count=2")]
    public async Task A_sheet_says_which_command_made_it_and_with_which_settings(
        string command,
        string line,
        string options
    )
    {
        PngFile.Write(_run.PathTo("p.png"), TinyModel.Plain(20, 30, 200, 40, 40));
        string[] words = [.. line.Split('|').Select(word => word == "p.png" ? _run.PathTo(word) : word)];
        Assert.Equal(0, await _run.RunAsync([.. words, "--out", _run.PathTo("sheet.png")]));
        JsonElement note = await NoteOf("sheet.png");
        Assert.Equal(command, note.GetProperty("command").GetString());
        foreach (string option in options.Split(", "))
            Assert.Equal(
                option.Split('=')[1],
                string.Join(
                    '+',
                    note.GetProperty("options")
                        .GetProperty(option.Split('=')[0])
                        .EnumerateArray()
                        .Select(v => v.GetString())
                )
            );
        JsonElement settings = note.GetProperty("settings");
        Assert.Equal(
            (4, 5, "0123abcd"),
            (
                settings.GetProperty("seed").GetInt64(),
                settings.GetProperty("steps").GetInt32(),
                settings.GetProperty("modelHash").GetString()
            )
        );
        Assert.DoesNotContain(_run.Folder, _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stereogram_and_its_depth_say_how_they_were_made_also_by_a_model()
    {
        PngFile.Write(_run.PathTo("depth.png"), HiddenScene.Steps().ToImage());
        string[] line =
        [
            "stereogram",
            _run.PathTo("depth.png"),
            "--size",
            "320x160",
            "--pattern",
            "dots",
            "--out",
            _run.PathTo("s.png"),
            "--depth-out",
            _run.PathTo("d.png"),
        ];
        Assert.Equal(0, await _run.RunAsync(line));
        foreach (string file in new[] { "s.png", "d.png" })
        {
            JsonElement note = await NoteOf(file);
            Assert.Equal("stereogram", note.GetProperty("command").GetString());
            JsonElement options = note.GetProperty("options");
            Assert.Equal("depth.png", options.GetProperty("PICTURE|PROMPT")[0].GetString());
            Assert.Equal("dots", options.GetProperty("--pattern")[0].GetString());
            Assert.Equal("40", options.GetProperty("--separation")[0].GetString()); // an eighth, left open
            Assert.False(options.TryGetProperty("--out", out _));
        }
        Assert.Equal(
            0,
            await _run.RunAsync("stereogram", "solve", _run.PathTo("s.png"), "--out", _run.PathTo("f.png"))
        );
        Assert.Equal("stereogram solve", (await NoteOf("f.png")).GetProperty("command").GetString());
        Assert.Equal(
            0,
            await _run.RunAsync(
                "stereogram",
                "a cat",
                "--read",
                "depth",
                "--seed",
                "5",
                "--out",
                _run.PathTo("cat.png")
            )
        );
        Assert.Equal("a cat", (await NoteOf("cat.png")).GetProperty("settings").GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task For_people_it_is_a_table_and_generate_says_what_it_does_not_draw_again()
    {
        Assert.Equal(0, await _run.RunAsync("steps", "a red square", "--seed", "4", "--out", _run.PathTo("s.png")));
        Assert.Equal(0, await _run.RunAsync("models", "show", _run.PathTo("s.png")));
        foreach (string told in new[] { "hippogriff steps", "a red square", "--seed", "Sampler", "Version" })
            Assert.Contains(told, _run.Output, StringComparison.Ordinal);
        string[] rows =
        [
            .. _run.Output.Split('\n').Where(row => row.Contains("seed", StringComparison.OrdinalIgnoreCase)),
        ];
        Assert.Single(rows); // the line has said it
        Assert.Equal(2, await _run.RunAsync("generate", "--from", _run.PathTo("s.png")));
        Assert.Contains("hippogriff steps", _run.Error, StringComparison.Ordinal);
    }
}
