using System.Text.Json.Nodes;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Tests.Cli;

namespace Hippogriff.Tests.Metadata;

/// <summary>Workflows of ComfyUI's editor, in pictures without a graph and in files.</summary>
public sealed class ComfyWorkflowTests
{
    /// <summary>The workflow that the editor begins with, with a LoRA and a node that only passes on.</summary>
    internal const string Workflow = """
        {"last_node_id": 12, "last_link_id": 12, "version": 0.4, "nodes": [
          {"id": 4, "type": "CheckpointLoaderSimple", "mode": 0, "outputs": [{"name": "MODEL", "type": "MODEL"},
            {"name": "CLIP", "type": "CLIP"}, {"name": "VAE", "type": "VAE"}],
            "widgets_values": ["sd15.safetensors"]},
          {"id": 10, "type": "LoraLoader", "mode": 0, "inputs": [{"name": "model", "type": "MODEL", "link": 1},
            {"name": "clip", "type": "CLIP", "link": 3}], "outputs": [{"name": "MODEL", "type": "MODEL"},
            {"name": "CLIP", "type": "CLIP"}], "widgets_values": ["ink.safetensors", 0.8, 1]},
          {"id": 11, "type": "Reroute", "mode": 0, "inputs": [{"name": "", "type": "*", "link": 10}],
            "outputs": [{"name": "", "type": "CLIP"}]},
          {"id": 12, "type": "PrimitiveNode", "mode": 0, "outputs": [{"name": "INT", "type": "INT"}],
            "widgets_values": [640, "fixed"]},
          {"id": 5, "type": "EmptyLatentImage", "mode": 0, "inputs": [{"name": "height", "type": "INT", "link": 12,
            "widget": {"name": "height"}}], "widgets_values": [512, 64, 1]},
          {"id": 6, "type": "CLIPTextEncode", "mode": 0, "inputs": [{"name": "clip", "type": "CLIP", "link": 11},
            {"name": "text", "type": "STRING", "widget": {"name": "text"}, "link": null}],
            "widgets_values": ["a cat"]},
          {"id": 7, "type": "CLIPTextEncode", "mode": 0, "inputs": [{"name": "clip", "type": "CLIP", "link": 11}],
            "widgets_values": ["bad"]},
          {"id": 3, "type": "KSampler", "mode": 0, "inputs": [{"name": "model", "type": "MODEL", "link": 9},
            {"name": "positive", "type": "CONDITIONING", "link": 4}, {"name": "negative", "type": "CONDITIONING",
            "link": 6}, {"name": "latent_image", "type": "LATENT", "link": 2}], "widgets_values": [156680208700286,
            "randomize", 20, 8, "dpmpp_2m", "karras", 1]}],
         "links": [[1, 4, 0, 10, 0, "MODEL"], [2, 5, 0, 3, 3, "LATENT"], [3, 4, 1, 10, 1, "CLIP"], [4, 6, 0, 3, 1,
           "CONDITIONING"], [6, 7, 0, 3, 2, "CONDITIONING"], [9, 10, 0, 3, 0, "MODEL"], [10, 10, 1, 11, 0, "*"], [11,
           11, 0, 6, 0, "CLIP"], {"id": 12, "origin_id": 12, "origin_slot": 0, "target_id": 5, "target_slot": 0,
           "type": "INT"}]}
        """;

    [Fact]
    public void Settings_are_read_by_the_order_of_values_and_along_the_links()
    {
        Infotext text = InPicture(Workflow);
        Assert.Equal(("ComfyUI", "a cat", "bad"), (text.Program, text.Prompt, text.NegativePrompt));
        Assert.Equal(
            (20, "dpmpp_2m", "karras", 8.0, 512, 640, 156680208700286L, "sd15.safetensors"),
            (text.Steps, text.Sampler, text.Schedule, text.Guidance, text.Width, text.Height, text.Seed, text.Model)
        );
        Assert.Equal([("ink", 0.8)], text.NamedLoras.Select(lora => (lora.Name, lora.Weight)));
        Assert.Equal(text.Fields, Infotext.Parse(Workflow).Fields);
    }

    [Fact]
    public void A_node_that_is_switched_off_is_passed_through_or_is_not_there()
    {
        JsonNode workflow = JsonNode.Parse(Workflow)!;
        workflow["nodes"]![1]!["mode"] = 4;
        Infotext text = InPicture(workflow.ToJsonString());
        Assert.Equal(("sd15.safetensors", "a cat"), (text.Model, text.Prompt));
        Assert.Empty(text.NamedLoras);
        workflow["nodes"]![5]!["mode"] = 2;
        Assert.Equal("", InPicture(workflow.ToJsonString()).Prompt);
        workflow["nodes"]![7]!["mode"] = 2;
        Assert.Empty(InPicture(workflow.ToJsonString()).Fields);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[5]")]
    [InlineData("[{}]")]
    [InlineData("[null, {\"id\": null}, {\"id\": 3, \"type\": 5, \"inputs\": 7, \"widgets_values\": 8}]")]
    [InlineData("[{\"id\": 3, \"type\": \"KSampler\", \"widgets_values\": []}]")]
    [InlineData("[{\"id\": 3, \"type\": \"KSampler\", \"widgets_values\": [\"\\ud800\"]}]")]
    [InlineData("[{\"id\": 3, \"type\": \"Reroute\", \"inputs\": [{\"name\": \"positive\", \"link\": 1}]}]")]
    [InlineData("[{\"id\": 3, \"type\": \"x\", \"widgets_values\": {\"\\ud800\": 1}}]")]
    public void Nodes_of_another_form_say_nothing(string nodes)
    {
        string workflow = $$"""{"nodes": {{nodes}}, "links": [[1, 3, 0, 3, 0, "*"], [], 5, [2, 9, -1], {"id": 7}]}""";
        Assert.Empty(InPicture(workflow).Fields);
        Assert.Empty(Infotext.Parse(workflow).Fields);
        Assert.Equal("", Infotext.Parse(workflow).Prompt);
    }

    [Fact]
    public void A_graph_wins_over_the_workflow_beside_it_and_is_read_as_it_is_sent()
    {
        const string Sent = """
            {"client_id": "x", "prompt": {
              "3": {"class_type": "KSampler", "inputs": {"seed": 5, "steps": 4, "positive": ["6", 0]}},
              "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a dog"}}}}
            """;
        Infotext text = Infotext.Parse(Sent);
        Assert.Equal(("ComfyUI", "a dog", 5L, 4), (text.Program, text.Prompt, text.Seed, text.Steps));
        string graph = JsonNode.Parse(Sent)!["prompt"]!.ToJsonString();
        Assert.Equal("a dog", InPicture(Workflow, ("prompt", graph)).Prompt);
    }

    private static Infotext InPicture(string workflow, params (string Key, string Text)[] beside) =>
        ImageMetadata
            .Read(
                PngFile.Encode(
                    FakePipeline.Plain(8, 8, 1),
                    texts: beside.Append(("workflow", workflow)).ToDictionary(t => t.Item1, t => t.Item2)
                )
            )
            .Infotext!;
}
