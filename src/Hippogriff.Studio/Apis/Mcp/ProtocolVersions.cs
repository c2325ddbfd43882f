using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Files;

namespace Hippogriff.Studio.Apis.Mcp;

/// <summary>
/// The protocol's versions that begin with initialize. A client that asks for another one is offered the latest of
/// them, as they demand (Lifecycle, "Version Negotiation"), and decides. The protocol's library would answer with an
/// error of a version that has no initialize any more.
/// </summary>
internal static class ProtocolVersions
{
    private const string Latest = "2025-11-25",
        Parameters = "params",
        Version = "protocolVersion";

    private static readonly string[] s_all = ["2024-11-05", "2025-03-26", "2025-06-18", Latest];

    /// <summary>An initialize with the version that is offered; null for a message that stays as it is.</summary>
    /// <param name="message">The message, whose params were checked.</param>
    public static byte[]? Offered(JsonElement message)
    {
        if (
            message.ValueKind != JsonValueKind.Object
            || JsonText.StringOf(message, "method") != "initialize"
            || !message.TryGetProperty(Parameters, out JsonElement parameters)
            || JsonText.StringOf(parameters, Version) is not { } asked
            || s_all.Contains(asked)
        )
            return null;
        JsonNode offered = JsonNode.Parse(message.GetRawText())!;
        offered[Parameters]![Version] = Latest;
        return JsonSerializer.SerializeToUtf8Bytes(offered);
    }
}
