using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>A node of a graph.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Class">Its class.</param>
/// <param name="Inputs">Its inputs as they were sent.</param>
internal sealed record SentNode(string Id, NodeClass Class, JsonElement Inputs);

/// <summary>
/// A graph in ComfyUI's API format, whose nodes are all of known classes: an object of nodes by id, each with
/// <c>class_type</c> and <c>inputs</c>. An input is a value, or a link <c>["4", 0]</c> to an output of another node.
/// </summary>
internal sealed class PromptGraph
{
    /// <summary>Most nodes of a graph.</summary>
    public const int MostNodes = 1_000;

    private const string Invalid = "invalid_prompt";

    private PromptGraph(JsonElement sent, Dictionary<string, SentNode> nodes) => (Sent, Nodes) = (sent, nodes);

    /// <summary>The graph as it was sent.</summary>
    public JsonElement Sent { get; }

    /// <summary>Its nodes by id, in the order in which they were sent.</summary>
    public IReadOnlyDictionary<string, SentNode> Nodes { get; }

    /// <summary>Reads a graph; where it is none, the fault says why.</summary>
    public static PromptGraph? Read(JsonElement sent, out GraphFault? fault)
    {
        if (sent.ValueKind != JsonValueKind.Object)
        {
            fault = GraphFault.Of(Invalid, "The prompt is no object of nodes, as ComfyUI's API format has it.");
            return null;
        }
        Dictionary<string, SentNode> nodes = new(StringComparer.Ordinal);
        foreach (JsonProperty node in sent.EnumerateObject())
        {
            fault =
                nodes.Count == MostNodes
                    ? GraphFault.Of(Invalid, $"The graph has more than {MostNodes} nodes, and no more are read.")
                    : FaultOf(node);
            if (fault is not null)
                return null;
            nodes[node.Name] = new SentNode(node.Name, ClassOf(node.Value)!, InputsOf(node.Value));
        }
        fault = null;
        return new PromptGraph(sent, nodes);
    }

    private static GraphFault? FaultOf(JsonProperty node)
    {
        string place = $"Node ID '#{Quoted.Name(node.Name).Trim('\'')}'";
        if (node.Value.ValueKind != JsonValueKind.Object)
            return GraphFault.Of(Invalid, "Cannot execute because a node is no object.", place);
        if (JsonText.StringOf(node.Value, "class_type") is not { } name)
            return GraphFault.Of(Invalid, "Cannot execute because a node is missing the class_type property.", place);
        if (NodeClasses.Find(name) is null)
            return GraphFault.Of(
                Invalid,
                $"Cannot execute because node {Quoted.Name(name).Trim('\'')} does not exist.",
                place
            );
        return InputsOf(node.Value).ValueKind == JsonValueKind.Object
            ? null
            : GraphFault.Of(Invalid, "Cannot execute because a node is missing its inputs.", place);
    }

    private static NodeClass? ClassOf(JsonElement node) =>
        NodeClasses.Find(JsonText.StringOf(node, "class_type") ?? "");

    private static JsonElement InputsOf(JsonElement node) =>
        node.TryGetProperty("inputs", out JsonElement inputs) ? inputs : default;
}
