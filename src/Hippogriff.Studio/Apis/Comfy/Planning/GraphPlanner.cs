using Hippogriff.Studio.Apis.Comfy.Graphs;

namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>
/// Reads a checked graph as a plan: which pictures it draws, and where they go. Each node is asked once, behind those
/// that it is linked to, for what its outputs stand for.
/// </summary>
internal static class GraphPlanner
{
    /// <summary>What nodes may make of pictures in all: each stays in memory until the graph is planned.</summary>
    private const int MostMadePictures = 48;

    /// <summary>The plan of a graph.</summary>
    /// <param name="graph">The graph, checked.</param>
    /// <param name="pictures">The pictures that it names.</param>
    /// <param name="warnings">Receives what is passed over, one sentence each.</param>
    /// <exception cref="NotPlannedException">It asks for what is not drawn here.</exception>
    public static GraphPlan Plan(GraphCheck graph, IGraphPictures pictures, ICollection<string> warnings)
    {
        Dictionary<string, GraphValue[]> values = new(StringComparer.Ordinal);
        List<PlannedOutput> outputs = [];
        List<PlannedDrawing> drawings = [];
        int made = 0;
        foreach (CheckedNode node in graph.Order)
        {
            NodeReader reader = new(node, values, pictures, warnings);
            if (node.Node.Class.IsOutput)
            {
                outputs.Add(OutputOf(reader));
                continue;
            }
            GraphValue[] read = values[reader.Id] =
                ModelNodes.Read(reader)
                ?? PictureNodes.Read(reader)
                ?? BeginNodes.Read(reader)
                ?? SamplingNodes.Read(reader)
                ?? throw reader.Not($"{reader.Class} is not drawn here.");
            made += PicturesIn(reader, read);
            if (made > MostMadePictures)
                throw reader.Not($"The nodes of a graph may load and change {MostMadePictures} pictures in all.");
            if (read[0] is LatentValue { Drawing: var drawing })
                drawings.Add(drawing);
        }
        return new GraphPlan(outputs, drawings);
    }

    /// <summary>How many pictures a node loads or changes.</summary>
    private static int PicturesIn(NodeReader node, GraphValue[] read) =>
        read[0] switch
        {
            PicturesValue pictures => pictures.Pictures.Count,
            MaskValue => 1,
            SourceValue source when node.Class != "RepeatLatentBatch" => source.Pictures.Count,
            _ => 0,
        };

    private static PlannedOutput OutputOf(NodeReader node)
    {
        (OutputKind kind, string prefix) = node.Class switch
        {
            "SaveImage" => (OutputKind.Save, ShownNames.Prefix(node)),
            "PreviewImage" => (OutputKind.Preview, "ComfyUI_temp"),
            "ETN_SaveImageCache" => (OutputKind.Address, ""),
            _ => (OutputKind.Socket, ""),
        };
        return node.Any("images") is DrawnValue drawn
            ? new PlannedOutput(node.Id, kind, prefix, drawn.Drawing, [])
            : new PlannedOutput(node.Id, kind, prefix, null, node.PicturesOf("images"));
    }
}
