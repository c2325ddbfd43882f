using System.Text.Json;
using Hippogriff.Adapters;
using Hippogriff.FolderModels;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Adapters;
using Hippogriff.Tests.Pipelines;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Cli;

/// <summary>The commands that look into a model, with a tiny one.</summary>
public sealed class InspectionCommandTests : IDisposable
{
    private readonly NetworkModel _model = TinyModel.Create("u_net", latent: true);
    private readonly CommandRun _run;

    public InspectionCommandTests() => _run = new CommandRun { Pipeline = new FakePipeline { Model = _model } };

    public void Dispose()
    {
        _run.Dispose();
        _model.Dispose();
    }

    private async Task<JsonElement> JsonOf(params string[] args)
    {
        Assert.Equal(0, await _run.RunAsync([.. args, "--json"]));
        Assert.Equal("", _run.Error);
        return JsonDocument.Parse(_run.Output).RootElement;
    }

    private RgbImage Picture(string name) => ImageFile.Read(_run.PathTo(name));

    [Fact]
    public async Task Steps_writes_a_strip_and_a_film_and_names_every_step()
    {
        Assert.Equal(
            0,
            await _run.RunAsync("steps", "a red square", "--out", _run.PathTo("s.png"), "--film", _run.PathTo("s.gif"))
        );
        Assert.Equal(["s.gif", "s.png"], _run.Files());
        Assert.True(Picture("s.png").Width > Picture("s.png").Height / 2);
        Assert.Contains("Settled after step", _run.Output, StringComparison.Ordinal);
        JsonElement steps = await JsonOf(
            "steps",
            "a red square",
            "--seed",
            "4",
            "--steps",
            "5",
            "--guidance",
            "3",
            "--schedule",
            "karras"
        );
        Assert.Equal(5, steps.GetProperty("steps").GetArrayLength());
        Assert.True(steps.GetProperty("steps")[4].GetProperty("pull").GetDouble() > 0);
        Assert.Equal(4, steps.GetProperty("settings").GetProperty("seed").GetInt64());
        Assert.Equal("karras", steps.GetProperty("settings").GetProperty("schedule").GetString());
    }

    [Fact]
    public async Task Walk_goes_to_the_next_seed_to_other_words_or_lays_out_a_table()
    {
        JsonElement seeds = await JsonOf("walk", "a red square", "--frames", "4");
        Assert.Equal(
            (1, 2),
            (
                seeds.GetProperty("from").GetProperty("seed").GetInt64(),
                seeds.GetProperty("to").GetProperty("seed").GetInt64()
            )
        );
        Assert.Equal(3, seeds.GetProperty("strides").GetArrayLength());
        JsonElement words = await JsonOf("walk", "a red square", "--to", "a blue square", "--frames", "3");
        Assert.Equal(
            ("a blue square", 1),
            (
                words.GetProperty("to").GetProperty("prompt").GetString(),
                words.GetProperty("to").GetProperty("seed").GetInt64()
            )
        );
        Assert.Equal(
            0,
            await _run.RunAsync(
                "walk",
                "a red square",
                "--with",
                "a blue square",
                "a zyzzyva",
                "--count",
                "2",
                "--out",
                _run.PathTo("t.png")
            )
        );
        Assert.Contains("Same words, another seed", _run.Output, StringComparison.Ordinal);
        Assert.True(Picture("t.png").Height > Picture("t.png").Width); // three rows of two
        Assert.Contains("does not know 'zyzzyva'", _run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_run.PathTo("t.png")));
    }

    [Fact]
    public async Task Survival_writes_a_strip_and_a_curve_that_ends_where_nothing_is_left()
    {
        PngFile.Write(_run.PathTo("p.png"), TinyModel.Plain(20, 30, 200, 40, 40));
        JsonElement story = await JsonOf(
            "survival",
            _run.PathTo("p.png"),
            "--prompt",
            "a blue square",
            "--levels",
            "2",
            "--count",
            "1",
            "--out",
            _run.PathTo("d.png")
        );
        Assert.Equal(["d-survival.png", "d.png", "p.png"], _run.Files());
        double[] levels =
        [
            .. story.GetProperty("levels").EnumerateArray().Select(l => l.GetProperty("strength").GetDouble()),
        ];
        Assert.Equal([0.3333, 0.6667, 1], levels);
        Assert.Equal(0, story.GetProperty("levels")[2].GetProperty("withWords").GetDouble());
    }

    [Fact]
    public async Task Attention_names_every_word_and_what_goes_with_it_and_looks_at_a_given_picture()
    {
        JsonElement drawn = await JsonOf("attention", "a red square", "--out", _run.PathTo("a.png"));
        JsonElement[] words = [.. drawn.GetProperty("words").EnumerateArray()];
        Assert.Equal(["a", "red", "square"], words.Select(w => w.GetProperty("word").GetString()));
        Assert.All(words, w => Assert.True(w.GetProperty("changesWithout").GetDouble() > 0));
        Assert.Equal(
            words[0].GetProperty("map").GetProperty("width").GetInt32()
                * words[0].GetProperty("map").GetProperty("height").GetInt32(),
            words[0].GetProperty("map").GetProperty("values").GetArrayLength()
        );
        PngFile.Write(_run.PathTo("p.png"), TinyModel.Plain(20, 30, 200, 40, 40));
        JsonElement seen = await JsonOf(
            "attention",
            "a red square",
            "--picture",
            _run.PathTo("p.png"),
            "--out",
            _run.PathTo("b.png")
        );
        Assert.False(seen.GetProperty("words")[0].TryGetProperty("changesWithout", out _));
        Assert.True(Picture("a.png").Height > 2 * Picture("b.png").Height);
    }

    [Fact]
    public async Task Map_writes_a_picture_or_a_page_and_tells_how_alike_two_prompts_are()
    {
        JsonElement map = await JsonOf("map", "a red square", "a red", "--out", _run.PathTo("sub/m.html"));
        Assert.Equal(["sub/m.html"], _run.Files());
        Assert.Equal(
            ["red", "green", "blue"],
            map.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("text").GetString())
        );
        Assert.InRange(map.GetProperty("similarity").GetDouble(), -1, 1);
        Assert.Equal(3, map.GetProperty("trail").GetArrayLength());
        Assert.Equal(0, await _run.RunAsync("map", "--no-pictures", "--out", _run.PathTo("one.png")));
        Assert.StartsWith(
            "3 texts in 1 group;",
            _run.Output[(_run.Output.IndexOf('\n', StringComparison.Ordinal) + 1)..],
            StringComparison.Ordinal
        );
        Assert.Equal(
            0,
            await _run.RunAsync(
                "map",
                "--texts",
                "a red square",
                "a blue square",
                "green",
                "--layout",
                "axes",
                "--no-pictures",
                "--out",
                _run.PathTo("m.png")
            )
        );
        Assert.Contains("The two axes show", _run.Output, StringComparison.Ordinal);
        Assert.Equal(1400, Picture("m.png").Width);
    }

    [Fact]
    public async Task Spread_measures_prompts_and_climbs_ladders()
    {
        Assert.Equal(
            0,
            await _run.RunAsync("spread", "", "a red square", "--count", "3", "--out", _run.PathTo("s.png"))
        );
        Assert.Equal(["s-clouds.png", "s.png"], _run.Files());
        Assert.Contains("no words", _run.Output, StringComparison.Ordinal);
        File.WriteAllText(_run.PathTo("l.json"), """[["", "a red square"], ["a", "a blue square"]]""");
        JsonElement ladders = await JsonOf("spread", "--ladders", _run.PathTo("l.json"), "--count", "3");
        Assert.Equal(2, ladders.GetProperty("ladders").GetArrayLength());
        Assert.Equal(2, ladders.GetProperty("figures").GetProperty("network").GetProperty("ladders").GetInt32());
        Assert.Equal(0, await _run.RunAsync("spread", "--ladders", _run.PathTo("l.json"), "--count", "3"));
        Assert.Contains("ladders that shrank", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loras_size_and_what_to_stay_away_from_are_taken_as_generate_takes_them()
    {
        string lora = _run.PathTo("rex.safetensors"),
            strip = _run.PathTo("s.png");
        using (LoraNetwork awake = TinyLora.Awake(_model.Network, words: "rex"))
            LoraFile.Write(lora, awake.ToLora("toy", TinyLora.Base));
        byte[] plain = await DrawnAsync();
        Assert.NotEqual(plain, await DrawnAsync("--negative", "a blue square"));
        Assert.NotEqual(plain, await DrawnAsync("--lora", lora));
        Assert.Equal(plain, await DrawnAsync()); // the model is as it was
        JsonElement settings = (
            await JsonOf(
                "attention",
                "a rex",
                "--lora",
                lora + ":0.5",
                "--size",
                $"{2 * _model.SizeMultiple}x{_model.SizeMultiple}"
            )
        ).GetProperty("settings");
        Assert.Equal(
            (2 * _model.SizeMultiple, _model.SizeMultiple),
            (settings.GetProperty("width").GetInt32(), settings.GetProperty("height").GetInt32())
        );
        Assert.Equal(
            0,
            await _run.RunAsync("map", "a rex", "--lora", lora, "--no-pictures", "--out", _run.PathTo("m.png"))
        );

        foreach (
            (string line, string named) in new[]
            {
                ("steps a --size 13", "The width 13 is not a multiple of 8"),
                ("steps a --lora nothing", "There is no file 'nothing'"),
                ("attention --scenes sprites --size 32x64", "takes a square"),
                ("map --size 32", "--size"),
            }
        )
        {
            Assert.Equal(2, await _run.RunAsync(line.Split(' ')));
            Assert.Contains(named, _run.Error, StringComparison.Ordinal);
        }

        async Task<byte[]> DrawnAsync(params string[] more)
        {
            Assert.Equal(
                0,
                await _run.RunAsync([
                    "steps",
                    "a red square",
                    "--steps",
                    "3",
                    "--guidance",
                    "3",
                    "--out",
                    strip,
                    .. more,
                ])
            );
            return File.ReadAllBytes(strip);
        }
    }

    [Fact]
    public async Task A_model_without_a_network_is_refused_and_nothing_is_written()
    {
        using FolderModel folder = new("folder:x", [TinyModel.Plain(4, 4, 1, 2, 3)], ["a cat"], CPU);
        using CommandRun run = new() { Pipeline = new FakePipeline { Model = folder } };
        foreach (string command in new[] { "map", "attention" })
        {
            Assert.Equal(2, await run.RunAsync(command == "map" ? ["map"] : ["attention", "a cat"]));
            Said.InOrder("folder:x has no network ... models/", run.Error);
        }
        Assert.Empty(run.Files());
    }
}
