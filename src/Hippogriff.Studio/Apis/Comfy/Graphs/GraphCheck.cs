using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>A link to an output of another node.</summary>
/// <param name="Node">Id of the node.</param>
/// <param name="Slot">Number of its output, from 0.</param>
internal sealed record NodeLink(string Node, int Slot);

/// <summary>A node whose inputs were found to be right.</summary>
/// <param name="Node">The node.</param>
/// <param name="Values">Its inputs: values as <see cref="InputValues.Read"/> gives them, and links.</param>
internal sealed record CheckedNode(SentNode Node, IReadOnlyDictionary<string, object> Values);

/// <summary>
/// Checks a graph from its output nodes back, by ComfyUI's rules and with its words for what is wrong. Nodes that no
/// output needs are not looked at. As there, outputs that are right are drawn although others are not.
/// </summary>
internal sealed class GraphCheck
{
    private readonly PromptGraph _graph;
    private readonly NodeLists _lists;
    private readonly Dictionary<string, CheckedNode?> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NodeError>> _errors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly List<CheckedNode> _order = [];

    private GraphCheck(PromptGraph graph, NodeLists lists) => (_graph, _lists) = (graph, lists);

    /// <summary>The nodes that the good outputs need, each behind those that it needs itself.</summary>
    public IReadOnlyList<CheckedNode> Order => _order;

    /// <summary>Ids of the output nodes that can be drawn.</summary>
    public IReadOnlyList<string> Outputs { get; private set; } = [];

    /// <summary>Errors of nodes; empty if there are none.</summary>
    public IReadOnlyDictionary<string, NodeErrors> Errors { get; private set; } = new Dictionary<string, NodeErrors>();

    /// <summary>Checks a graph. The fault says why nothing of it can be drawn; null if something can.</summary>
    public static GraphCheck Of(PromptGraph graph, NodeLists lists, out GraphFault? fault)
    {
        GraphCheck check = new(graph, lists);
        string[] outputs = [.. graph.Nodes.Values.Where(node => node.Class.IsOutput).Select(node => node.Id)];
        fault = null;
        if (outputs.Length == 0)
            fault = GraphFault.Of("prompt_no_outputs", "Prompt has no outputs");
        else
            check.Check(outputs);
        if (fault is null && check.Outputs.Count == 0)
            fault = new GraphFault(
                "prompt_outputs_failed_validation",
                "Prompt outputs failed validation",
                "",
                check.Errors
            );
        return check;
    }

    private void Check(string[] outputs)
    {
        List<string> good = [];
        Dictionary<string, NodeErrors> errors = new(StringComparer.Ordinal);
        foreach (string output in outputs)
        {
            if (Visit(output) is not null)
            {
                good.Add(output);
                continue;
            }
            foreach (string node in NeededBy(output).Where(_errors.ContainsKey))
            {
                IReadOnlyList<string> before = errors.TryGetValue(node, out NodeErrors? known)
                    ? known.DependentOutputs
                    : [];
                errors[node] = new NodeErrors(_errors[node], [.. before, output], _graph.Nodes[node].Class.Name);
            }
        }
        HashSet<string> needed = [.. good.SelectMany(NeededBy)];
        _order.RemoveAll(node => !needed.Contains(node.Node.Id));
        (Outputs, Errors) = (good, errors);
    }

    /// <summary>A node and all that it needs, as far as links lead.</summary>
    private HashSet<string> NeededBy(string output)
    {
        HashSet<string> found = new(StringComparer.Ordinal) { output };
        Stack<string> open = new(found);
        while (open.TryPop(out string? id))
        {
            SentNode node = _graph.Nodes[id];
            foreach (NodeInput input in node.Class.Inputs)
                if (
                    node.Inputs.TryGetProperty(input.Name, out JsonElement value)
                    && LinkOf(value) is { } link
                    && _graph.Nodes.ContainsKey(link.Node)
                    && found.Add(link.Node)
                )
                    open.Push(link.Node);
        }
        return found;
    }

    /// <summary>The node with its values; null if it or one that it needs is wrong.</summary>
    private CheckedNode? Visit(string id)
    {
        if (_seen.TryGetValue(id, out CheckedNode? seen))
            return seen;
        _open.Add(id);
        SentNode node = _graph.Nodes[id];
        Dictionary<string, object> values = new(StringComparer.Ordinal);
        bool right = true;
        foreach (NodeInput input in node.Class.Inputs)
        {
            if (node.Inputs.TryGetProperty(input.Name, out JsonElement sent))
            {
                object? value = sent.ValueKind == JsonValueKind.Array ? Linked(id, input, sent) : Said(id, input, sent);
                right &= value is not null;
                if (value is not null)
                    values[input.Name] = value;
            }
            else if (!input.IsOptional)
            {
                Wrong(id, new("required_input_missing", "Required input is missing", input.Name, Facts(input)));
                right = false;
            }
        }
        _open.Remove(id);
        CheckedNode? done = right ? new CheckedNode(node, values) : null;
        if (done is not null)
            _order.Add(done);
        return _seen[id] = done;
    }

    private object? Said(string id, NodeInput input, JsonElement sent)
    {
        object? value = InputValues.Read(input, sent, _lists, out NodeError? error);
        if (error is not null)
            Wrong(
                id,
                error with
                {
                    ExtraInfo = new Dictionary<string, object?>(error.ExtraInfo)
                    {
                        ["input_config"] = input.Names?.Invoke(_lists).Names is { Count: > 20 }
                            ? null
                            : ObjectInfo.Input(input, _lists),
                    },
                }
            );
        return value;
    }

    private NodeLink? Linked(string id, NodeInput input, JsonElement sent)
    {
        if (LinkOf(sent) is not { } link)
        {
            Wrong(
                id,
                new(
                    "bad_linked_input",
                    "Bad linked input, must be a length-2 list of [node_id, slot_index]",
                    input.Name,
                    Facts(input)
                )
            );
            return null;
        }
        if (FaultOf(input, link) is { } fault)
        {
            Wrong(id, fault);
            return null;
        }
        return Visit(link.Node) is null ? null : link;
    }

    private NodeError? FaultOf(NodeInput input, NodeLink link)
    {
        if (!_graph.Nodes.TryGetValue(link.Node, out SentNode? other))
            return new(
                "exception_during_inner_validation",
                "Exception when validating inner node",
                $"{input.Name}: there is no node {Quoted.Name(link.Node)}",
                Facts(input, link)
            );
        if (link.Slot < 0 || link.Slot >= other.Class.Outputs.Count)
            return new(
                "exception_during_inner_validation",
                "Exception when validating inner node",
                $"{input.Name}: node {Quoted.Name(link.Node)} ({other.Class.Name}) has no output {link.Slot}",
                Facts(input, link)
            );
        string type = other.Class.Outputs[link.Slot].Type;
        if (type != input.Type)
            return new(
                "return_type_mismatch",
                "Return type mismatch between linked nodes",
                $"{input.Name}, received_type({type}) mismatch input_type({input.Type})",
                new Dictionary<string, object?>(Facts(input, link)) { ["received_type"] = type }
            );
        return _open.Contains(link.Node)
            ? new(
                "dependency_cycle",
                "Dependency cycle detected",
                $"{input.Name}: the links from node {Quoted.Name(link.Node)} lead back to it",
                Facts(input, link)
            )
            : null;
    }

    private void Wrong(string id, NodeError error)
    {
        if (_errors.TryGetValue(id, out List<NodeError>? all))
            all.Add(error);
        else
            _errors[id] = [error];
    }

    /// <summary>A link; null if an array is none. Some clients write ids as numbers.</summary>
    private static NodeLink? LinkOf(JsonElement sent) =>
        sent.ValueKind == JsonValueKind.Array
        && sent.GetArrayLength() == 2
        && sent[1].ValueKind == JsonValueKind.Number
        && sent[1].TryGetInt32(out int slot)
        && (sent[0].ValueKind == JsonValueKind.Number ? sent[0].GetRawText() : JsonText.StringOf(sent[0])) is { } id
            ? new NodeLink(id, slot)
            : null;

    private static Dictionary<string, object?> Facts(NodeInput input) => new() { ["input_name"] = input.Name };

    private Dictionary<string, object?> Facts(NodeInput input, NodeLink link) =>
        new(Facts(input))
        {
            ["input_config"] = ObjectInfo.Input(input, _lists),
            ["linked_node"] = new object[] { Quoted.Name(link.Node).Trim('\''), link.Slot },
        };
}
