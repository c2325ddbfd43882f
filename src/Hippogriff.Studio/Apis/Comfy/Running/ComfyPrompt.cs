using System.Text.Json;
using Hippogriff.Studio.Apis.Comfy.Planning;

namespace Hippogriff.Studio.Apis.Comfy.Running;

/// <summary>A node of a prompt, in the order in which they are told.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Class">Its class.</param>
internal sealed record ToldNode(string Id, string Class);

/// <summary>A drawing of a prompt.</summary>
/// <param name="Node">Id of the node that draws it.</param>
/// <param name="Job">Its job.</param>
internal sealed record PromptJob(string Node, Guid Job);

/// <summary>An output of a prompt.</summary>
/// <param name="Node">Id of the output node.</param>
/// <param name="Kind">What it does with its pictures.</param>
/// <param name="Prefix">Beginning of their names.</param>
/// <param name="Drawing">Id of the node that draws them; null for uploads.</param>
/// <param name="Uploads">Pictures that no sampler drew.</param>
internal sealed record PromptOutput(
    string Node,
    OutputKind Kind,
    string Prefix,
    string? Drawing,
    IReadOnlyList<StoredPicture> Uploads
)
{
    /// <summary>Pictures that come from drawings; they become uploads when those are done.</summary>
    public IReadOnlyList<ReadyPicture> Later { get; init; } = [];
}

/// <summary>A graph that was taken. What changes of it belongs to <see cref="PromptStore"/>.</summary>
/// <param name="Client">Who sent it (<see cref="Access.ClientName"/>).</param>
/// <param name="Id">Its id, the client's own or one made here.</param>
/// <param name="Number">Its place among all that were taken.</param>
/// <param name="Graph">The graph as it was sent.</param>
/// <param name="Extra">The client's further data, with its client_id.</param>
internal sealed record ComfyPrompt(string Client, string Id, long Number, JsonElement Graph, JsonElement Extra)
{
    /// <summary>The websocket that it is told to; null for none.</summary>
    public string? Socket { get; init; }

    /// <summary>Its nodes, each behind those that it needs.</summary>
    public required IReadOnlyList<ToldNode> Nodes { get; init; }

    /// <summary>Its drawings, each behind those that it comes from.</summary>
    public required IReadOnlyList<PlannedDrawing> Drawings { get; init; }

    /// <summary>The jobs of its drawings, as far as they are in the queue.</summary>
    public required IReadOnlyList<PromptJob> Jobs { get; set; }

    /// <summary>Whether the client stopped it while it was drawn.</summary>
    public bool IsInterrupted { get; set; }

    /// <summary>Its outputs.</summary>
    public required IReadOnlyList<PromptOutput> Outputs { get; init; }

    /// <summary>Whether previews are wanted.</summary>
    public bool WantsPreviews { get; init; }

    /// <summary>What of it was passed over, one sentence each.</summary>
    public List<string> Warnings { get; init; } = [];

    /// <summary>Pictures that were made of what it drew.</summary>
    public List<StoredPicture> Made { get; } = [];

    /// <summary>Bytes of its texts.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether its drawing has begun.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Whether the client took it out of the queue before it began.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>"success" or "error"; null until it has ended.</summary>
    public string? Result { get; set; }

    /// <summary>What was told of it, for the history.</summary>
    public List<object[]> Messages { get; } = [];

    /// <summary>Pictures by output node.</summary>
    public Dictionary<string, object> Pictures { get; } = [];

    /// <summary>It as the queue and the history show it.</summary>
    public object[] Told => [Number, Id, Graph, Extra, Outputs.Select(output => output.Node)];
}
