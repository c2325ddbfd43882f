using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Clients;
using Hippogriff.Studio.Apis.Comfy.Graphs;
using Hippogriff.Studio.Apis.Comfy.Planning;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.EndToEnd.Tests.Comfy;

/// <summary>Recorded graphs are understood as their nodes say, and refused as the real server refuses them.</summary>
public sealed class RecordedGraphTests
{
    public static TheoryData<string> Drawn => [.. Names(graph => graph.Value.TryGetProperty("expect", out _))];

    public static TheoryData<string> Refused => [.. Names(graph => graph.Value.TryGetProperty("refused", out _))];

    public static TheoryData<string> Kritas =>
        [.. Names(graph => graph.Key.StartsWith("krita", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Drawn))]
    public async Task Graphs_are_drawn_as_their_nodes_say_or_refused_by_the_first_unknown_class(string name)
    {
        JsonElement graph = GraphRecordings.All[name].GetProperty("prompt"),
            expect = GraphRecordings.All[name].GetProperty("expect");
        if (RefusedByName(graph))
            return;
        GraphReader reader = new();
        GraphPlan plan = reader.Plan(graph);
        IReadOnlyList<JobRequest> orders = await reader.OrdersAsync(plan);
        JobRequest order = orders[0];

        Assert.Equal(Text(expect, "prompt"), order.Prompt);
        Assert.Equal(Text(expect, "negative"), order.NegativePrompt);
        Assert.Equal(Number(expect, "steps"), order.Steps);
        Assert.Equal(Number(expect, "pictures"), order.Count);
        Assert.Equal((Number(expect, "width"), Number(expect, "height")), (orders[^1].Width, orders[^1].Height));
        Assert.Equal(expect.GetProperty("seed").GetUInt64() & long.MaxValue, (ulong)order.Seed!);
        Assert.Equal(expect.GetProperty("cfg").GetDouble(), order.Guidance);
        Assert.Equal(SamplerNames.Samplers.Meant(Text(expect, "sampler")!), order.Sampler);
        Assert.Equal(SamplerNames.Schedules.Meant(Text(expect, "scheduler")!), order.Schedule);
        if (expect.TryGetProperty("second", out JsonElement second))
        {
            Assert.Equal(second.Text("from"), $"{order.Width}x{order.Height}");
            Assert.Equal(
                (
                    second.GetProperty("seed").GetInt64(),
                    Number(second, "steps"),
                    second.GetProperty("denoise").GetDouble()
                ),
                (orders[1].Seed, orders[1].Steps, orders[1].Strength)
            );
        }
        bool fromPicture = Text(expect, "mode") != "text-to-image";
        Assert.Equal(
            (fromPicture, Text(expect, "mode") == "inpaint"),
            (order.Source is not null, order.Mask is not null)
        );
        if (fromPicture)
            Assert.Equal(expect.GetProperty("denoise").GetDouble(), order.Strength);
        if (expect.TryGetProperty("stop_at_clip_layer", out JsonElement layer))
            Assert.Equal(-layer.GetInt32(), order.ClipSkip);
        if (expect.TryGetProperty("loras", out JsonElement loras))
            Assert.Equal(loras[0].GetProperty("strength_model").GetDouble(), Assert.Single(order.Loras!).Weight);
        Assert.Equal(
            expect.GetProperty("output_nodes").EnumerateArray().Select(node => node.GetString()),
            plan.Outputs.Select(output => output.Node)
        );
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Graphs_that_are_wrong_are_refused_in_the_words_of_the_real_server(string name)
    {
        JsonElement refused = GraphRecordings.All[name].GetProperty("refused").GetProperty("body");
        GraphFault fault = GraphReader.Check(GraphRecordings.All[name].GetProperty("prompt")).Fault!;

        Assert.Equal(Text(refused.GetProperty("error"), "type"), fault.Type);
        Assert.Equal(Text(refused.GetProperty("error"), "message"), fault.Message);
        Assert.Equal(Text(refused.GetProperty("error"), "details"), fault.Details);
        Assert.Equal(refused.GetProperty("node_errors").EnumerateObject().Select(node => node.Name), fault.Nodes.Keys);
        foreach (JsonProperty node in refused.GetProperty("node_errors").EnumerateObject())
        {
            NodeErrors ours = fault.Nodes[node.Name];
            JsonElement error = node.Value.GetProperty("errors")[0];
            Assert.Equal(Text(error, "type"), ours.Errors[0].Type);
            Assert.Equal(Text(error, "message"), ours.Errors[0].Message);
            Assert.Equal(Text(node.Value, "class_type"), ours.ClassType);
            Assert.Equal(
                node.Value.GetProperty("dependent_outputs").EnumerateArray().Select(id => id.GetString()),
                ours.DependentOutputs
            );
        }
    }

    [Theory]
    [MemberData(nameof(Kritas))]
    public void Graphs_of_Krita_are_planned_or_refused_by_the_first_unknown_class(string name)
    {
        JsonElement graph = GraphRecordings.All[name].GetProperty("prompt");
        if (RefusedByName(graph))
            return;
        GraphPlan plan = new GraphReader().Plan(graph);
        StepRange steps = Assert.Single(plan.Drawings).Steps;

        Assert.Equal(OutputKind.Address, Assert.Single(plan.Outputs).Kind);
        Assert.Equal((1003ul, 20), (steps.Seed, steps.Levels.All));
    }

    /// <summary>Whether a class is not offered; then the refusal has to name the first such.</summary>
    private static bool RefusedByName(JsonElement graph)
    {
        string? unknown = graph
            .EnumerateObject()
            .Select(node => node.Value.GetProperty("class_type").GetString()!)
            .FirstOrDefault(type => NodeClasses.Find(type) is null);
        if (unknown is null)
            return false;
        GraphFault fault = GraphReader.Check(graph).Fault!;
        Assert.Equal("invalid_prompt", fault.Type);
        Assert.Contains($" {unknown} ", fault.Message, StringComparison.Ordinal);
        return true;
    }

    private static IEnumerable<string> Names(Func<KeyValuePair<string, JsonElement>, bool> which) =>
        GraphRecordings.All.Where(which).Select(graph => graph.Key).Order(StringComparer.Ordinal);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
