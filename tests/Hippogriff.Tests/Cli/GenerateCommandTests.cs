using System.Text.Json;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Cli;

public sealed partial class GenerateCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_prompt_becomes_a_png_and_its_path_is_all_that_is_printed()
    {
        Assert.Equal(0, await _run.RunAsync("generate", "A red apple, on a table!"));
        string path = _run.PathTo("out/a-red-apple-on-a-table-4711.png");
        Assert.Equal(path + Environment.NewLine, _run.Output);
        Assert.Contains("seed 4711", _run.Error, StringComparison.Ordinal);
        Assert.Equal(16, ImageFile.Read(path).Width);
        Assert.True(_run.Pipeline.Disposed);
    }

    [Fact]
    public async Task Every_option_reaches_the_request()
    {
        Assert.Equal(
            0,
            await _run.RunAsync(
                "generate",
                "a cat",
                "--negative",
                "-night",
                "--model",
                "m",
                "--seed",
                "9",
                "--count",
                "3",
                "--steps",
                "7",
                "--sampler",
                "EULER",
                "--schedule",
                "karras",
                "--guidance",
                "1.5",
                "--size",
                "32x24",
                "--out",
                _run.PathTo("cats/"),
                "--device",
                "cpu",
                "--strip"
            )
        );
        GenerationRequest request = Assert.Single(_run.Pipeline.Requests);
        Assert.Equal(
            new GenerationRequest
            {
                Prompt = "a cat",
                NegativePrompt = "-night",
                Seed = 9,
                Count = 3,
                Steps = 7,
                Sampler = "euler",
                Schedule = "karras",
                Guidance = 1.5,
                Width = 32,
                Height = 24,
                KeepSteps = true,
            },
            request
        );
        Assert.Equal(("m", "cpu"), Assert.Single(_run.Opened));
        Assert.Equal(
            [
                "cats/a-cat-10-steps.png",
                "cats/a-cat-10.png",
                "cats/a-cat-11-steps.png",
                "cats/a-cat-11.png",
                "cats/a-cat-9-steps.png",
                "cats/a-cat-9.png",
            ],
            _run.Files()
        );
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_file_byte_for_byte()
    {
        await _run.RunAsync("generate", "a cat", "--seed", "1", "--out", _run.PathTo("a.png"));
        await _run.RunAsync("generate", "a cat", "--seed", "1", "--out", _run.PathTo("b.png"));
        Assert.Equal(File.ReadAllBytes(_run.PathTo("a.png")), File.ReadAllBytes(_run.PathTo("b.png")));
    }

    [Fact]
    public async Task A_picture_remembers_how_to_be_drawn_again()
    {
        await _run.RunAsync(
            "generate",
            "a \"big\" cat, steps: 3",
            "--negative",
            "rain\nand snow",
            "--seed",
            "5",
            "--steps",
            "3",
            "--sampler",
            "heun",
            "--schedule",
            "beta",
            "--guidance",
            "7.25",
            "--size",
            "24x32",
            "--out",
            _run.PathTo("a.png")
        );
        Assert.Equal(0, await _run.RunAsync("generate", "--from", _run.PathTo("a.png"), "--out", _run.PathTo("b.png")));
        Assert.Equal(
            _run.Pipeline.Requests[0] with
            {
                GuidanceInterval = GuidanceInterval.Whole,
            },
            _run.Pipeline.Requests[1]
        ); // a picture leaves nothing open
        Assert.Equal(File.ReadAllBytes(_run.PathTo("a.png")), File.ReadAllBytes(_run.PathTo("b.png")));
        Assert.Equal("fake", _run.Opened[1].Model);
    }

    [Fact]
    public async Task Options_override_what_a_picture_remembers()
    {
        await _run.RunAsync("generate", "a cat", "--seed", "5", "--steps", "3", "--out", _run.PathTo("a.png"));
        await _run.RunAsync("generate", "a dog", "--from", _run.PathTo("a.png"), "--seed", "6");
        GenerationRequest request = _run.Pipeline.Requests[1];
        Assert.Equal(("a dog", 6, 3), (request.Prompt, request.Seed!.Value, request.Steps!.Value));
    }

    [Theory]
    [InlineData("Euler a", "euler_ancestral", "SGM Uniform", "sgm_uniform")]
    [InlineData("DPM++ 2M SDE", "dpmpp_2m_sde", "normal", "uniform")]
    [InlineData("uni_pc", "unipc", "Karras", "karras")]
    public async Task Samplers_and_schedules_go_by_the_names_of_other_programs_too(
        string sampler,
        string named,
        string schedule,
        string called
    )
    {
        Assert.Equal(0, await _run.RunAsync("generate", "a cat", "--sampler", sampler, "--schedule", schedule));
        GenerationRequest request = Assert.Single(_run.Pipeline.Requests);
        Assert.Equal((named, called), (request.Sampler, request.Schedule));
    }

    [Fact]
    public async Task Words_that_the_model_does_not_know_are_named()
    {
        await _run.RunAsync("generate", "a zyzzyva");
        Assert.Contains("does not know 'zyzzyva'", _run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("zyzzyva'", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_model_is_told_when_a_picture_is_drawn_again()
    {
        GenerationSettings settings = new()
        {
            Prompt = "a cat",
            NegativePrompt = "",
            Seed = 5,
            Steps = 3,
            Sampler = "euler",
            Schedule = "karras",
            Guidance = 2,
            Width = 16,
            Height = 16,
            Model = "fake",
            ModelHash = "ffffffff",
        };
        ImageEncoding.Write(_run.PathTo("a.png"), FakePipeline.Plain(16, 16, 1), settings);
        Assert.Equal(0, await _run.RunAsync("generate", "--from", _run.PathTo("a.png")));
        Assert.Contains("has changed since", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_of_another_program_says_as_much_as_it_knows()
    {
        Dictionary<string, string> texts = new()
        {
            [PngFile.ParametersKey] =
                "a cat\nNegative prompt: rain\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 12, Size: 24x16",
        };
        PngFile.Write(_run.PathTo("a.png"), FakePipeline.Plain(24, 16, 1), texts: texts);
        Assert.Equal(0, await _run.RunAsync("generate", "--from", _run.PathTo("a.png")));
        GenerationRequest request = Assert.Single(_run.Pipeline.Requests);
        Assert.Equal(
            ("a cat", "rain", 12, 20, "euler", 7, 24, 16),
            (
                request.Prompt,
                request.NegativePrompt,
                request.Seed!.Value,
                request.Steps!.Value,
                request.Sampler,
                request.Guidance!.Value,
                request.Width!.Value,
                request.Height!.Value
            )
        );
    }

    [Fact]
    public async Task Json_is_one_document_and_nothing_else()
    {
        await _run.RunAsync(
            "generate",
            "ein Kätzchen",
            "--count",
            "2",
            "--seed",
            "5",
            "--strip",
            "--json",
            "--out",
            _run.PathTo("a.png")
        );
        using JsonDocument document = JsonDocument.Parse(_run.Output);
        JsonElement second = document.RootElement.GetProperty("pictures")[1];
        Assert.Equal(_run.PathTo("a-2.png"), second.GetProperty("path").GetString());
        Assert.Equal(_run.PathTo("a-2-steps.png"), second.GetProperty("strip").GetString());
        Assert.Equal("ein Kätzchen", second.GetProperty("settings").GetProperty("prompt").GetString());
        Assert.Equal(6, second.GetProperty("settings").GetProperty("seed").GetInt64());
        Assert.Equal("", _run.Error);
    }

    [Fact]
    public async Task Stopping_in_the_middle_says_130_and_leaves_only_what_was_finished()
    {
        using CancellationTokenSource stop = new();
        await _run.RunAsync("generate", "a cat", "--seed", "1");
        _run.Pipeline = new FakePipeline
        {
            BeforeStep = step =>
            {
                if (step == 2)
                    stop.Cancel();
            },
        };
        Assert.Equal(130, await _run.RunAsync(stop.Token, "generate", "a cat", "--seed", "2"));
        Assert.Equal(["out/a-cat-1.png"], _run.Files());
        Assert.True(_run.Pipeline.Disposed);
        Assert.Equal("", _run.Output);
    }

    [Fact]
    public async Task A_mistake_of_ours_says_1_and_shows_where_only_when_asked()
    {
        _run.Pipeline = new FakePipeline { BeforeStep = _ => throw new InvalidOperationException("wrong shape") };
        Assert.Equal(1, await _run.RunAsync("generate", "a cat"));
        Assert.Contains("InvalidOperationException: wrong shape", _run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _run.Error, StringComparison.Ordinal);
        Assert.Equal(1, await _run.RunAsync("generate", "a cat", "--verbose"));
        Assert.Contains("   at ", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.jpg", ImageFormat.Jpeg)]
    [InlineData("a.webp", ImageFormat.Webp)]
    public async Task Other_formats_remember_too_how_to_be_drawn_again(string name, ImageFormat format)
    {
        Assert.Equal(
            0,
            await _run.RunAsync("generate", "a cat", "--negative", "räin", "--count", "2", "--out", _run.PathTo(name))
        );
        string first = _run.PathTo(name.Replace(".", "-1.", StringComparison.Ordinal));
        Assert.Equal(format, ImageMetadata.Read(first).Format);
        Assert.Equal(0, await _run.RunAsync("generate", "--from", first, "--out", _run.PathTo("again.png")));
        Assert.Equal(
            ("a cat", "räin", 4711),
            (
                _run.Pipeline.Requests[1].Prompt,
                _run.Pipeline.Requests[1].NegativePrompt,
                _run.Pipeline.Requests[1].Seed!.Value
            )
        );
    }
}
