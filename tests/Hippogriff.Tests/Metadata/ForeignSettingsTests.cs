using System.Text;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Tests.Cli;

namespace Hippogriff.Tests.Metadata;

public partial class ForeignSettingsTests
{
    private const string Graph = """
        {"3": {"class_type": "KSampler", "inputs": {"seed": 18446744073709551615, "steps": 20, "cfg": 8.0, "sampler_name": "dpmpp_2m_sde_gpu", "scheduler": "karras", "denoise": 1.0,
          "model": ["10", 0], "positive": ["8", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
         "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd15.safetensors"}}, "10": {"class_type": "LoraLoader", "inputs": {"model": ["4", 0]}},
         "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768}},
         "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["9", 0]}}, "9": {"class_type": "Text", "inputs": {"value": "a cat"}},
         "8": {"class_type": "ControlNetApply", "inputs": {"conditioning": ["6", 0]}}, "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "bad"}}}
        """;

    private const string NewGraph = """
        {"1": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["2", 0], "guider": ["3", 0], "sampler": ["4", 0], "sigmas": ["5", 0], "latent_image": ["6", 0]}},
         "2": {"class_type": "RandomNoise", "inputs": {"noise_seed": 9}}, "3": {"class_type": "BasicGuider", "inputs": {"conditioning": ["7", 0], "model": ["8", 0]}},
         "4": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler_ancestral"}}, "5": {"class_type": "BasicScheduler", "inputs": {"scheduler": "simple", "steps": 4, "denoise": 1}},
         "6": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 1024, "height": 1024}}, "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "a dog"}},
         "8": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux.safetensors"}}}
        """;

    [Fact]
    public void The_graph_of_ComfyUI_says_what_its_sampler_was_given()
    {
        Infotext text = Of(("prompt", Graph), ("workflow", "{\"nodes\": []}"));
        Assert.Equal(("ComfyUI", "a cat", "bad"), (text.Program, text.Prompt, text.NegativePrompt));
        Assert.Equal(
            (20, "dpmpp_2m_sde", "karras", 8.0, 512, 768),
            (text.Steps, text.Sampler, text.Schedule, text.Guidance, text.Width, text.Height)
        );
        Assert.Equal(
            (null, "18446744073709551615", "sd15.safetensors", null),
            (text.Seed, text.StrangeSeed, text.Model, text.Strength)
        );
        text = Of(("prompt", NewGraph));
        Assert.Equal(
            ("a dog", 9L, 4, "euler_ancestral", "simple", 1024, "flux.safetensors"),
            (text.Prompt, text.Seed, text.Steps, text.Sampler, text.Schedule, text.Width, text.Model)
        );
        Assert.Equal(0.5, Of(("prompt", Graph.Replace("\"denoise\": 1.0", "\"denoise\": 0.5"))).Strength);
    }

    [Fact]
    public void LoRAs_clip_skip_and_split_levels_of_a_graph_are_read()
    {
        Infotext text = Of(
            (
                "prompt",
                """
                {"1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd15.safetensors"}},
                 "2": {"class_type": "LoraLoader", "inputs": {"model": ["1", 0], "clip": ["1", 1],
                   "lora_name": "ink.safetensors", "strength_model": 0.8, "strength_clip": 0.8}},
                 "3": {"class_type": "LoraLoaderModelOnly", "inputs": {"model": ["2", 0],
                   "lora_name": "styles/dots.safetensors", "strength_model": -0.5}},
                 "4": {"class_type": "CLIPSetLastLayer", "inputs": {"clip": ["2", 1], "stop_at_clip_layer": -2}},
                 "5": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 0]}},
                 "6": {"class_type": "CFGGuider", "inputs": {"model": ["3", 0], "positive": ["5", 0], "cfg": 4}},
                 "7": {"class_type": "BasicScheduler", "inputs": {"scheduler": "karras", "steps": 20, "denoise": 1}},
                 "8": {"class_type": "SplitSigmas", "inputs": {"sigmas": ["7", 0], "step": 12}},
                 "9": {"class_type": "SamplerCustomAdvanced", "inputs": {"guider": ["6", 0], "sigmas": ["8", 1]}}}
                """
            )
        );
        Assert.Equal([new NamedLora("ink", null, 0.8), new NamedLora("dots", null, -0.5)], text.NamedLoras);
        Assert.Equal(("2", 20, "a cat"), (text.Fields["Clip skip"], text.Steps, text.Prompt));
    }

    [Theory]
    [InlineData(
        "{\"a\": {\"class_type\": \"KSampler\", \"inputs\": {\"positive\": [\"a\", 0], \"seed\": [\"a\", 0]}}}"
    )] // it leads to itself
    [InlineData("{\"nodes\": []}")]
    [InlineData("{}")]
    [InlineData("{\"\\ud800\": {\"class_type\": \"KSampler\", \"inputs\": {\"positive\": 1}}}")]
    [InlineData("{\"3\": {\"class_type\": \"KSampler\", \"inputs\": []}}")]
    public void A_graph_of_which_nothing_can_be_read_says_whose_it_is(string graph)
    {
        Infotext text = Of(("prompt", graph));
        Assert.Equal("", text.Prompt);
        Assert.NotNull(text.Program);
    }

    [Fact]
    public void A_graph_that_branches_at_every_node_is_walked_once()
    {
        string inputs = string.Join(
            ", ",
            new[]
            {
                "text",
                "text_g",
                "text_l",
                "t5xxl",
                "clip_l",
                "string",
                "value",
                "prompt",
                "conditioning",
                "conditioning_1",
                "positive",
            }.Select(name => $"\"{name}\": [\"NEXT\", 0]")
        );
        IEnumerable<string> nodes = Enumerable
            .Range(0, 40)
            .Select(i => $"\"{i}\": {{\"class_type\": \"N\", \"inputs\": {{{inputs.Replace("NEXT", $"{i + 1}")}}}}}");
        Assert.Equal(
            "",
            Of(
                (
                    "prompt",
                    "{\"s\": {\"class_type\": \"KSampler\", \"inputs\": {\"positive\": [\"0\", 0]}}, "
                        + $"{string.Join(", ", nodes)}, \"40\": {{\"class_type\": \"N\", \"inputs\": {{}}}}}}"
                )
            ).Prompt
        );
    }

    [Theory]
    [InlineData(
        "invokeai_metadata",
        """{"positive_prompt": "a cat", "negative_prompt": "bad", "width": 512, "height": 640, "seed": 7, "cfg_scale": 7.5, "steps": 30, "scheduler": "euler_a", "model": {"name": "x"}}""",
        "InvokeAI"
    )]
    [InlineData(
        "parameters",
        """{"prompt": "a cat", "negative_prompt": "bad", "steps": 30, "seed": "7", "resolution": "(512, 640)", "sampler": "euler_ancestral", "guidance_scale": 7.5, "base_model": "x", "version": "Fooocus v2.5"}""",
        "Fooocus"
    )]
    [InlineData(
        "parameters",
        """{"sui_image_params": {"prompt": "a cat", "negativeprompt": "bad", "model": "x", "seed": 7, "steps": 30, "cfgscale": 7.5, "width": 512, "height": 640, "sampler": "euler_ancestral"}}""",
        "SwarmUI"
    )]
    [InlineData(
        "Comment",
        """{"prompt": "a cat", "steps": 30, "seed": 7, "scale": 7.5, "sampler": "k_euler_ancestral", "uc": "bad", "width": 512, "height": 640, "model": "x"}""",
        "another program"
    )]
    [InlineData(
        "sd-metadata",
        """{"image": {"prompt": "a cat", "negative_prompt": "bad", "steps": 30, "cfg_scale": 7.5, "seed": 7, "width": 512, "height": 640, "sampler": "k_euler_a"}, "model": "x"}""",
        "InvokeAI"
    )]
    [InlineData(
        "sd-metadata",
        """{"image": {"prompt": [{"prompt": "a cat", "weight": 1}], "negative_prompt": ["bad"], "steps": 30, "cfg_scale": 7.5, "seed": 7, "width": 512, "height": 640, "sampler": "k_euler_a"}, "model": "x"}""",
        "InvokeAI"
    )]
    [InlineData(
        "Comment",
        """{"invokeai_metadata": {"positive_prompt": "a cat", "negative_prompt": "bad", "width": 512, "height": 640, "seed": 7, "cfg_scale": 7.5, "steps": 30, "scheduler": "euler_a"}}""",
        "InvokeAI"
    )]
    [InlineData(
        "parameters",
        """[{"prompt": "a cat", "steps": 30, "seed": 7, "scale": 7.5, "sampler": "k_euler_ancestral", "uc": "bad", "width": 512, "height": 640}]""",
        "another program"
    )]
    [InlineData(
        "Comment",
        """{"Software": "NovelAI", "Comment": "{\"prompt\": \"a cat\", \"steps\": 30, \"seed\": 7, \"scale\": 7.5, \"sampler\": \"k_euler_ancestral\", \"uc\": \"bad\", \"width\": 512, \"height\": 640}"}""",
        "NovelAI"
    )]
    public void JSON_of_other_programs_is_read_where_its_settings_are(string key, string json, string program)
    {
        Infotext text = Of((key, json));
        Assert.Equal((program, "a cat", "bad"), (text.Program, text.Prompt, text.NegativePrompt));
        Assert.Equal(
            (30, 7L, 7.5, "euler_ancestral", 512, 640),
            (text.Steps, text.Seed, text.Guidance, text.Sampler, text.Width, text.Height)
        );
    }

    [Fact]
    public void Switches_of_the_old_InvokeAI_say_whose_they_are() =>
        Assert.Equal(
            ("InvokeAI", ""),
            (Of(("Dream", "\"a cat\" -s 5 -S 77")).Program, Of(("Dream", "\"a cat\" -s 5 -S 77")).Prompt)
        );

    [Theory]
    [InlineData("{\"something\": [1, 2]}")]
    [InlineData("{\"prompt\": {\"a\": 1}}")]
    [InlineData("{\"prompt\": \"\\ud800\"}")]
    [InlineData("  {\"seed\": NaN, \"steps\": 3}\n")]
    [InlineData("{\"prompt\": \"a cat\", \"steps\": 20")]
    [InlineData(" [ {\n\"prompt\" : \"a c")]
    public void JSON_is_never_a_prompt(string json)
    {
        Assert.Equal("", Of(("parameters", json)).Prompt);
        Assert.NotNull(Infotext.Parse(json).Program);
    }

    [Fact]
    public void NovelAI_is_told_by_its_name()
    {
        Infotext text = Of(
            ("Software", "NovelAI"),
            ("Description", "a cat"),
            (
                "Comment",
                "{\"prompt\": \"a cat\", \"steps\": 28, \"seed\": 3, \"scale\": 5.0, \"sampler\": "
                    + "\"k_euler\", \"uc\": \"bad\"}"
            )
        );
        Assert.Equal(
            ("NovelAI", "a cat", "bad", 28, "euler", 5.0),
            (text.Program, text.Prompt, text.NegativePrompt, text.Steps, text.Sampler, text.Guidance)
        );
        Assert.Equal("a cat", Of(("Software", "NovelAI"), ("Description", "a cat")).Prompt);
    }

    private static Infotext Of(params (string Key, string Text)[] texts) =>
        ImageMetadata
            .Read(PngFile.Encode(FakePipeline.Plain(8, 8, 1), texts: texts.ToDictionary(t => t.Key, t => t.Text)))
            .Infotext!;
}
