using System.Text.Json.Serialization;

namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>What is wrong at a node, in ComfyUI's form.</summary>
/// <param name="Type">A word for programs, such as "value_not_in_list".</param>
/// <param name="Message">What is wrong, in general.</param>
/// <param name="Details">The input, and what is wrong with it.</param>
/// <param name="ExtraInfo">Further facts for programs.</param>
internal sealed record NodeError(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("details")] string Details,
    [property: JsonPropertyName("extra_info")] IReadOnlyDictionary<string, object?> ExtraInfo
)
{
    /// <summary>What this server's own rules say against a node, in one sentence.</summary>
    public static NodeError Own(string sentence, string details) =>
        new("custom_validation_failed", sentence, details, new Dictionary<string, object?>());
}

/// <summary>The errors of a node.</summary>
/// <param name="Errors">The errors.</param>
/// <param name="DependentOutputs">Ids of the output nodes that need it.</param>
/// <param name="ClassType">Its class.</param>
internal sealed record NodeErrors(
    [property: JsonPropertyName("errors")] IReadOnlyList<NodeError> Errors,
    [property: JsonPropertyName("dependent_outputs")] IReadOnlyList<string> DependentOutputs,
    [property: JsonPropertyName("class_type")] string ClassType
);

/// <summary>Why a graph is not drawn.</summary>
/// <param name="Type">A word for programs: "invalid_prompt", "prompt_no_outputs" ...</param>
/// <param name="Message">One sentence.</param>
/// <param name="Details">Where it is wrong; empty if <paramref name="Nodes"/> say so.</param>
/// <param name="Nodes">Errors by the ids of nodes.</param>
internal sealed record GraphFault(
    string Type,
    string Message,
    string Details,
    IReadOnlyDictionary<string, NodeErrors> Nodes
)
{
    /// <summary>A fault of the graph as a whole.</summary>
    public static GraphFault Of(string type, string message, string details = "") =>
        new(type, message, details, new Dictionary<string, NodeErrors>());
}
