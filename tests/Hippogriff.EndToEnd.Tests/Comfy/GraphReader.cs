using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Apis;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Apis.Comfy.Graphs;
using Hippogriff.Studio.Apis.Comfy.Planning;
using Hippogriff.Studio.Apis.Comfy.Running;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.EndToEnd.Tests.Comfy;

/// <summary>Reads graphs as the server does, over lists of names and pictures that need no files.</summary>
internal sealed class GraphReader : IGraphPictures
{
    /// <summary>Uploads that its graphs keep.</summary>
    public MemoryUploads Uploads { get; } = new();

    /// <summary>What it passed over.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>A picture whose left half is transparent.</summary>
    private static RgbImage Picture { get; } = ImageFile.Decode(Pictures.WithHole());

    /// <summary>Names as the recorded server has them; both models are the tests' one.</summary>
    public static NodeLists Names { get; } =
        new(
            new NameList(
                ["tiny-1.safetensors", "tiny-2.safetensors"],
                name => name.StartsWith("tiny-", StringComparison.Ordinal) ? "toy" : null
            ),
            NameList.OfFiles(["ink"]),
            NameList.OfFiles([NodeLists.OwnVae, "tiny-vae"]),
            new NameList([], name => name.EndsWith(".png", StringComparison.Ordinal) ? name : null)
        );

    /// <summary>The checked graph; the fault says why it is none.</summary>
    public static (GraphCheck? Check, GraphFault? Fault) Check(JsonElement graph)
    {
        if (PromptGraph.Read(graph, out GraphFault? fault) is not { } read)
            return (null, fault);
        GraphCheck check = GraphCheck.Of(read, Names, out fault);
        return (check, fault);
    }

    /// <summary>The plan of a graph that is right.</summary>
    public GraphPlan Plan(JsonElement graph)
    {
        (GraphCheck? check, GraphFault? fault) = Check(graph);
        Assert.True(fault is null, JsonSerializer.Serialize(fault));
        return GraphPlanner.Plan(check!, this, Warnings);
    }

    /// <summary>The request of a graph with one drawing.</summary>
    public async Task<JobRequest> OrderAsync(JsonElement graph) => Assert.Single(await OrdersAsync(Plan(graph)));

    /// <summary>The requests of all drawings; each was drawn when the next one is asked for.</summary>
    public async Task<IReadOnlyList<JobRequest>> OrdersAsync(GraphPlan plan)
    {
        using GraphTurns turns = new();
        PromptOrders orders = new(new FixedModels(ApiServer.Model), Uploads, turns);
        List<JobRequest> all = [];
        foreach (PlannedDrawing drawing in plan.Drawings)
        {
            all.AddRange(await orders.ReadAsync(drawing, Warnings, CancellationToken.None));
            drawing.Drawn = [.. Enumerable.Range(1, drawing.Steps.Begin.Count)];
        }
        return all;
    }

    (ReadyPicture Picture, ReadyMask? Mask)? IGraphPictures.Find(string name) => Loaded();

    (ReadyPicture Picture, ReadyMask? Mask)? IGraphPictures.AtAddress(string id) => Loaded();

    RgbImage IGraphPictures.Drawn(long id) => Picture;

    private static (ReadyPicture, ReadyMask) Loaded() =>
        (
            new ReadyPicture(null, () => Picture),
            new ReadyMask(null, () => MaskFile.Decode(Pictures.WithHole(), MaskMeaning.Transparent))
        );
}
