using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Imaging;
using Hippogriff.Studio.Apis.Comfy.Graphs;
using Hippogriff.Studio.Apis.Comfy.Planning;
using Hippogriff.Studio.Jobs;
using static Hippogriff.EndToEnd.Tests.Comfy.Graphs;

namespace Hippogriff.EndToEnd.Tests.Comfy;

/// <summary>What is drawn for a graph, and what of graphs is refused.</summary>
public sealed class GraphPlanTests
{
    private readonly GraphReader _reader = new();

    [Fact]
    public async Task The_order_of_nodes_does_not_matter_and_ids_may_be_numbers()
    {
        JsonObject graph = FromWords("tiny-1");
        JsonObject turned = new(graph.Reverse().Select(node => KeyValuePair.Create(node.Key, node.Value?.DeepClone())));
        Inputs(turned, "8")["samples"] = new JsonArray(3, 0);
        Assert.Equal(await _reader.OrderAsync(Element(graph)), await _reader.OrderAsync(Element(turned)));
    }

    [Fact]
    public async Task Batches_share_one_generator_of_noise_as_in_ComfyUI()
    {
        JsonObject graph = FromWords("tiny-1");
        Assert.Null((await _reader.OrderAsync(Element(graph))).NoiseSource);
        Inputs(graph, "5")["batch_size"] = 3;
        JobRequest order = await _reader.OrderAsync(Element(graph));
        Assert.Equal((3, "batch", 7L), (order.Count, order.NoiseSource, order.Seed));
    }

    [Fact]
    public async Task A_seed_beyond_the_last_one_is_wrapped_and_said()
    {
        JsonObject graph = FromWords("tiny-1");
        Inputs(graph, "3")["seed"] = ulong.MaxValue;
        Assert.Equal(long.MaxValue, (await _reader.OrderAsync(Element(graph))).Seed);
        Assert.Contains(_reader.Warnings, said => said.Contains("18446744073709551615", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_mask_of_an_inpainting_is_grown_and_what_lies_under_it_is_gone()
    {
        JsonObject graph = FromPicture("in.png", 1);
        graph["5"] = Node(
            "VAEEncodeForInpaint",
            ("pixels", Link("10")),
            ("vae", Link("4", 2)),
            ("mask", Link("10", 1)),
            ("grow_mask_by", 6)
        );
        Inputs(graph, "4")["ckpt_name"] = "tiny-1";
        JobRequest order = await _reader.OrderAsync(Element(graph));
        MaskImage mask = _reader.Uploads.Mask(order.Mask!);
        RgbImage source = _reader.Uploads.Picture(order.Source!);

        // the left 32 columns are transparent; a window of 6 reaches 3 places to the left and 2 to the right
        Assert.Equal([255, 255, 0], new[] { 31, 34, 35 }.Select(x => (int)mask.Values[x]));
        Assert.Equal((128, 255), (source.Pixels[0], source.Pixels[63 * 3]));
        Assert.Equal(1, order.Strength);
    }

    [Theory]
    [InlineData(20, 12, 8, 0.4)]
    [InlineData(20, 0, 20, 1.0)]
    public async Task Levels_that_are_split_are_the_last_steps_of_the_schedule(
        int all,
        int at,
        int steps,
        double strength
    )
    {
        JsonObject graph = FromPicture("in.png");
        Inputs(graph, "4")["ckpt_name"] = "tiny-1";
        graph["20"] = Node(
            "CFGGuider",
            ("model", Link("4")),
            ("positive", Link("6")),
            ("negative", Link("7")),
            ("cfg", 3)
        );
        graph["21"] = Node(
            "BasicScheduler",
            ("model", Link("4")),
            ("scheduler", "karras"),
            ("steps", all),
            ("denoise", 1)
        );
        graph["22"] = Node("SplitSigmas", ("sigmas", Link("21")), ("step", at));
        graph["23"] = Node("RandomNoise", ("noise_seed", 11));
        graph["24"] = Node("KSamplerSelect", ("sampler_name", "lms"));
        graph["3"] = Node(
            "SamplerCustomAdvanced",
            ("noise", Link("23")),
            ("guider", Link("20")),
            ("sampler", Link("24")),
            ("sigmas", Link("22", 1)),
            ("latent_image", Link("5"))
        );
        JobRequest order = await _reader.OrderAsync(Element(graph));
        Assert.Equal(
            (steps, strength, "karras", "k_lms", 11L),
            (order.Steps, order.Strength, order.Schedule, order.Sampler, order.Seed)
        );
    }

    [Fact]
    public void Two_outputs_of_one_sampler_are_one_drawing_and_two_samplers_are_two()
    {
        JsonObject graph = FromWords("tiny-1");
        graph["10"] = Node("PreviewImage", ("images", Link("8")));
        Assert.Single(_reader.Plan(Element(graph)).Drawings);

        JsonNode second = graph["3"]!.DeepClone();
        second["inputs"]!["seed"] = 8;
        graph["11"] = second;
        graph["12"] = Node("VAEDecode", ("samples", Link("11")), ("vae", Link("4", 2)));
        graph["13"] = Node("SaveImageWebsocket", ("images", Link("12")));
        GraphPlan plan = _reader.Plan(Element(graph));
        Assert.Equal(["3", "11"], plan.Drawings.Select(drawing => drawing.Node));
        Assert.Equal(
            [OutputKind.Save, OutputKind.Preview, OutputKind.Socket],
            plan.Outputs.Select(output => output.Kind)
        );
    }

    [Fact]
    public async Task A_picture_is_scaled_before_it_is_drawn_on()
    {
        JsonObject graph = FromPicture("in.png");
        Inputs(graph, "4")["ckpt_name"] = "tiny-1";
        graph["11"] = Node(
            "ImageScale",
            ("image", Link("10")),
            ("upscale_method", "lanczos"),
            ("width", 32),
            ("height", 0),
            ("crop", "disabled")
        );
        Inputs(graph, "5")["pixels"] = Link("11");
        JobRequest order = await _reader.OrderAsync(Element(graph));
        Assert.Equal((32, 32), (order.Width, order.Height));
    }

    [Theory]
    [InlineData("3", "denoise", "0.5", "denoise")] // from nothing
    [InlineData("9", "filename_prefix", "\"../x\"", "filename_prefix")]
    [InlineData("9", "filename_prefix", "\"/x\"", "filename_prefix")]
    public void What_cannot_be_drawn_is_refused_at_its_node(string node, string input, string value, string word)
    {
        JsonObject graph = FromWords("tiny-1");
        Inputs(graph, node)[input] = JsonNode.Parse(value);
        NotPlannedException error = Assert.Throws<NotPlannedException>(() => _reader.Plan(Element(graph)));
        Assert.Equal(node, error.Node);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3", "model", "[\"99\", 0]", "exception_during_inner_validation", "3")]
    [InlineData("3", "model", "[\"4\", 9]", "exception_during_inner_validation", "3")]
    [InlineData("3", "model", "[\"4\"]", "bad_linked_input", "3")]
    [InlineData("3", "model", "\"toy\"", "bad_linked_input", "3")]
    [InlineData("3", "latent_image", "[\"3\", 0]", "dependency_cycle", "3")]
    [InlineData("3", "cfg", "101", "value_bigger_than_max", "3")]
    [InlineData("3", "seed", "-1", "value_smaller_than_min", "3")]
    [InlineData("3", "seed", "1e40", "invalid_input_type", "3")]
    [InlineData("3", "steps", "\"many\"", "invalid_input_type", "3")]
    [InlineData("3", "scheduler", "\"sometimes\"", "value_not_in_list", "3")]
    [InlineData("5", "width", "null", "invalid_input_type", "5")]
    public void Wrong_inputs_are_named_by_kind(string node, string input, string value, string type, string at)
    {
        JsonObject graph = FromWords("tiny-1");
        Inputs(graph, node)[input] = JsonNode.Parse(value);
        GraphFault fault = GraphReader.Check(Element(graph)).Fault!;
        Assert.Equal("prompt_outputs_failed_validation", fault.Type);
        Assert.Equal(type, fault.Nodes[at].Errors[0].Type);
        Assert.Equal(["9"], fault.Nodes[at].DependentOutputs);
    }

    [Fact]
    public void An_output_that_is_right_is_drawn_although_another_is_not()
    {
        JsonObject graph = FromWords("tiny-1");
        graph["10"] = Node("SaveImage", ("filename_prefix", "x"));
        (GraphCheck? check, GraphFault? fault) = GraphReader.Check(Element(graph));
        Assert.Null(fault);
        Assert.Equal(["9"], check!.Outputs);
        Assert.Equal(["10"], check.Errors.Keys);
    }

    [Fact]
    public void A_graph_with_too_many_nodes_or_none_is_refused()
    {
        JsonObject many = [];
        for (int i = 0; i <= PromptGraph.MostNodes; i++)
            many["n" + i] = Node("PreviewImage", ("images", Link("n" + (i + 1))));
        Assert.Equal("invalid_prompt", GraphReader.Check(Element(many)).Fault!.Type);
        Assert.Equal("prompt_no_outputs", GraphReader.Check(Element([])).Fault!.Type);
        Assert.Equal("invalid_prompt", GraphReader.Check(JsonDocument.Parse("[]").RootElement).Fault!.Type);
    }

    private static JsonElement Element(JsonObject graph) => JsonSerializer.SerializeToElement(graph);
}
