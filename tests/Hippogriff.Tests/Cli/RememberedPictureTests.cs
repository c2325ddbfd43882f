using System.Text.Json;
using Hippogriff.Adapters;
using Hippogriff.Cli.Hosting;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Tests.Adapters;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Cli;

public sealed class RememberedPictureTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    private string Picture(string parameters, string key = PngFile.ParametersKey)
    {
        PngFile.Write(
            _run.PathTo("a.png"),
            FakePipeline.Plain(16, 16, 1),
            texts: new Dictionary<string, string> { [key] = parameters }
        );
        return _run.PathTo("a.png");
    }

    [Theory]
    [InlineData("Sampler: Restart", "--sampler")]
    [InlineData("Schedule type: Polyexponential", "--schedule")]
    [InlineData("CFG scale: 60", "--guidance")]
    [InlineData("Steps: 4000", "--steps")]
    [InlineData("Seed: 18446744073709551615", "--seed")]
    [InlineData("Seed: -1", "--seed")]
    [InlineData("Size: 512x512", "--size")]
    [InlineData("Size: 64x0", "--size")]
    [InlineData("Size: large", "--size")]
    [InlineData("CFG scale: inf", "--guidance")]
    [InlineData("CFG scale: strong", "--guidance")]
    [InlineData("Steps: 2.5", "--steps")]
    [InlineData("Sampler: Euler", "--seed")] // it says no seed at all
    [InlineData("Seed: 1e3", "--seed")]
    public async Task What_cannot_be_followed_is_left_to_the_model_and_said_with_the_option_that_names_another(
        string entry,
        string option
    )
    {
        Assert.Equal(
            0,
            await _run.RunAsync(
                "generate",
                "--from",
                Picture($"a cat\nNegative prompt: rain\n{entry}, Version: v1.10.0, Clip skip: 2, Model: someModel")
            )
        );
        Assert.Contains(option, _run.Error, StringComparison.Ordinal);
        Assert.Contains("a.png", _run.Error, StringComparison.Ordinal);
        GenerationRequest request = Assert.Single(_run.Pipeline.Requests);
        Assert.Equal(("a cat", "rain", 16), (request.Prompt, request.NegativePrompt, request.Width));
        Assert.True(request.Seed >= 0);
    }

    [Fact]
    public async Task Foreign_settings_without_a_prompt_that_can_be_read_say_so_unless_one_is_given()
    {
        const string Graph = """
            {"3":{"class_type":"KSampler","inputs":{"seed":9,"steps":20,"sampler_name":"euler","positive":["6",0]}},
            "6":{"class_type":"CLIPTextEncode","inputs":{"text":["6",0]}}}
            """;
        await _run.RunAsync("generate", "--from", Picture(Graph, "prompt"));
        Assert.Contains("no prompt", _run.Error, StringComparison.Ordinal);
        await _run.RunAsync("generate", "a cat", "--from", Picture(Graph, "prompt"));
        Assert.DoesNotContain("no prompt", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remarks_stand_in_json_too()
    {
        await _run.RunAsync("generate", "--json", "--from", Picture("a cat\nSteps: 3, Sampler: Restart, Seed: 1"));
        Assert.Contains("Restart", JsonDocument.Parse(_run.Output).RootElement.GetProperty("remarks")[0].GetString());
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_names_its_picture_and_the_way_out()
    {
        Assert.Equal(
            2,
            await _run.RunAsync(
                "generate",
                "--from",
                Picture(new string('a', 2_001) + "\nSteps: 3, Sampler: Euler, Seed: 1")
            )
        );
        Assert.Contains("a.png", _run.Error, StringComparison.Ordinal);
        Assert.Contains("PROMPT", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_of_other_programs_that_say_no_strength_are_drawn_from_words()
    {
        Assert.Equal(
            0,
            await _run.RunAsync(
                "generate",
                "--from",
                Picture("a cat\nSteps: 3, Sampler: Euler, Seed: 1, Denoising strength: 0.7, Hires upscale: 2")
            )
        );
        Assert.Equal(
            0,
            await _run.RunAsync(
                "generate",
                "--from",
                Picture("a cat\nSteps: 3, Sampler: Euler, Seed: 1, Denoising strength: 0")
            )
        );
        Assert.Equal(
            2,
            await _run.RunAsync(
                "generate",
                "--from",
                Picture("a cat\nSteps: 3, Sampler: Euler, Seed: 1, Denoising strength: 0.7")
            )
        );
    }

    [Fact]
    public async Task JSON_is_read_as_settings_and_what_says_nothing_names_its_program()
    {
        Assert.Equal(
            0,
            await _run.RunAsync(
                "generate",
                "--from",
                Picture("{\"prompt\": \"a cat\", \"steps\": 3, \"seed\": \"12\"}")
            )
        );
        Assert.Equal(("a cat", 12L), (_run.Pipeline.Requests[0].Prompt, _run.Pipeline.Requests[0].Seed));
        Assert.Equal(2, await _run.RunAsync("generate", "--from", Picture("{\"nodes\": []}", "workflow")));
        Assert.Contains("ComfyUI", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_a_picture_reaches_a_terminal_as_it_stands()
    {
        string hostile =
            "a \u001b[31mcat\u001b]0;t\u0007 \u202e\u009b2J\nNegative prompt: \0\nSteps: 20, Sampler: "
            + "Eu\u001b[32mler, Seed: 4, Model: x\u001b[2Jy, K\u001bEY: v";
        foreach (
            string[] line in new[] { new[] { "models", "show" }, ["models", "show", "--json"], ["generate", "--from"] }
        )
        {
            await _run.RunAsync([.. line, Picture(hostile)]);
            Assert.DoesNotContain(_run.Output + _run.Error, c => Fit.IsUnfit(c) && c is not ('\n' or '\r'));
        }
        Assert.Equal(2, await _run.RunAsync("models", "show", "no\u001b[2Jthing"));
        Assert.DoesNotContain('\u001b', _run.Error);
    }

    [Fact]
    public void A_model_is_found_by_its_name_by_its_hash_or_not_at_all_and_never_by_a_path()
    {
        using TemporaryFolder folder = new();
        using (NetworkModel model = TinyModel.Create())
        {
            foreach (string place in new[] { "models/tiny", "runs/mine/model", "elsewhere/other" })
                PipelineLoader.Save(
                    folder.In(place),
                    model,
                    TinyNetworks.Config("u_net"),
                    TorchSharp.torch.ScalarType.Float32
                );
        }
        Directory.CreateDirectory(folder.In("sprites"));
        FolderModelSource models = new(further: new ModelLibrary([folder.In("models")]).List);
        string hash = CheckpointRegistry.Default.HashOf(ModelFolder.At(folder.In("models/tiny")));
        FoundModel Find(string? name, string? said = null, bool ours = true) =>
            RememberedModel.Find(new WantedModel("p.png", name, said, ours, null), models, folder.Path);

        Assert.Equal(new FoundModel(null, null), Find(null));
        Assert.Equal(new FoundModel("tiny", null), Find("tiny"));
        Assert.Equal(new FoundModel("folder:sprites", null), Find("folder:sprites"));
        Assert.Equal("tiny", Find("renamed", hash).Model);
        Directory.Delete(folder.In("models/tiny"), recursive: true);
        Assert.Equal(folder.In("runs/mine/model"), Find("mine", hash).Model);
        foreach (
            string path in new[]
            {
                folder.In("elsewhere/other"),
                "elsewhere/other",
                "../" + Path.GetFileName(folder.Path) + "/elsewhere/other",
                @"\\server\share",
                "mine",
                "folder:../x",
                "folder:" + folder.Path,
                ".",
            }
        )
        {
            Assert.Contains("--model", Assert.Throws<HippogriffException>(() => Find(path, "ffffffffff")).Message);
            FoundModel foreign = Find(path, "ffffffffff", ours: false);
            Assert.Null(foreign.Model);
            Assert.Contains("default model", foreign.Remark);
        }
    }

    [Fact]
    public async Task A_LoRA_that_is_another_file_than_then_is_told_and_one_with_a_path_is_not_looked_for()
    {
        using Lora first = TinyLora.Create(),
            second = TinyLora.Create(seed: 9);
        LoraFile.Write(_run.PathTo("toy.safetensors"), first);
        LoraUses uses = LoraUses.Of([new LoraChoice(_run.PathTo("toy.safetensors"))])!;
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
            ModelHash = "0123abcd",
            Loras = new LoraUses([new LoraUse(_run.PathTo("toy"), 1, uses[0].Hash)]),
        };
        ImageEncoding.Write(_run.PathTo("a.png"), FakePipeline.Plain(16, 16, 1), settings);
        Assert.Equal(2, await _run.RunAsync("generate", "--from", _run.PathTo("a.png")));

        (IReadOnlyList<LoraChoice> files, IReadOnlyList<string> changed) = Hippogriff.Cli.Parsing.LoraOption.FilesOf(
            uses,
            "a.png",
            _run.Folder
        );
        Assert.Empty(changed);
        LoraFile.Write(_run.PathTo("toy.safetensors"), second);
        (files, changed) = Hippogriff.Cli.Parsing.LoraOption.FilesOf(uses, "a.png", _run.Folder);
        Assert.Equal(_run.PathTo("toy.safetensors"), files[0].Name);
        Assert.Contains("has changed since 'a.png'", Assert.Single(changed));
    }

    [Fact]
    public async Task A_LoRA_of_a_tag_or_of_another_programs_picture_is_found_by_its_name()
    {
        using Lora toy = TinyLora.Create();
        Directory.CreateDirectory(_run.PathTo("loras"));
        LoraFile.Write(_run.PathTo("loras/toy.safetensors"), toy);
        string? file = Hippogriff.Cli.Parsing.LoraOption.FileOf("toy", _run.Folder);
        Assert.Equal(_run.PathTo("loras/toy.safetensors"), file);
        Assert.Null(Hippogriff.Cli.Parsing.LoraOption.FileOf("../loras/toy", _run.Folder));
        Assert.Null(Hippogriff.Cli.Parsing.LoraOption.FileOf("none", _run.Folder));
        // no such file in the folder of the tests: the tag stays, and that is said
        Assert.Equal(0, await _run.RunAsync("generate", "a cat <lora:nowhere-toy:0.5>", "--seed", "1"));
        string picture = Picture("a cat\nSteps: 3, Sampler: Euler, Seed: 1, Lora hashes: \"nowhere-toy: ab12\"");
        Assert.Equal(0, await _run.RunAsync("generate", "--from", picture));
        Assert.Contains("'nowhere-toy' (hash 'ab12')", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_that_would_run_over_are_refused()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => TinyModel.Create());
        GenerationRequest request = new()
        {
            Prompt = "a red square",
            Seed = long.MaxValue,
            Steps = 1,
        };
        Assert.Equal(long.MaxValue, Assert.Single(await pipeline.GenerateAsync(request)).Settings.Seed);
        Assert.Contains(
            "seeds beyond",
            (
                await Assert.ThrowsAsync<HippogriffException>(() => pipeline.GenerateAsync(request with { Count = 2 }))
            ).Message
        );
        await Assert.ThrowsAsync<HippogriffException>(() => pipeline.GenerateAsync(request with { Seed = -1 }));
    }
}
