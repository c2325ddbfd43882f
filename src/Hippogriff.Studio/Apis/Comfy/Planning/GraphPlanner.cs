using Hippogriff.Studio.Apis.Comfy.Graphs;

namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>
/// Reads a checked graph as a plan: which pictures it draws, and where they go. Each node is asked once, behind those
/// that it is linked to, for what its outputs stand for.
/// </summary>
internal static class GraphPlanner
{
    private const int MostPictureNodes = 32;

    /// <summary>The plan of a graph.</summary>
    /// <param name="graph">The graph, checked.</param>
    /// <param name="pictures">The pictures that it names.</param>
    /// <param name="warnings">Receives what is passed over, one sentence each.</param>
    /// <exception cref="NotPlannedException">It asks for what is not drawn here.</exception>
    public static GraphPlan Plan(GraphCheck graph, IGraphPictures pictures, ICollection<string> warnings)
    {
        Dictionary<string, GraphValue[]> values = new(StringComparer.Ordinal);
        List<PlannedOutput> outputs = [];
        int changed = 0;
        foreach (CheckedNode node in graph.Order)
        {
            NodeReader reader = new(node, values, pictures, warnings);
            if (node.Node.Class.IsOutput)
            {
                outputs.Add(OutputOf(reader));
                continue;
            }
            if (PictureNodes.Read(reader) is { } made)
            {
                if (++changed > MostPictureNodes)
                    throw reader.Not($"A graph may have {MostPictureNodes} nodes that load and change pictures.");
                values[reader.Id] = made;
                continue;
            }
            values[reader.Id] =
                ModelNodes.Read(reader)
                ?? BeginNodes.Read(reader)
                ?? SamplingNodes.Read(reader)
                ?? throw reader.Not($"{reader.Class} is not drawn here.");
        }
        return new GraphPlan(outputs);
    }

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
            : new PlannedOutput(node.Id, kind, prefix, null, node.Link<PicturesValue>("images").Pictures);
    }
}
