using System.Text.Json;
using System.Text.Unicode;
using Hippogriff.Files;
using Hippogriff.Studio.Apis.Bodies;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Hippogriff.Studio.Apis.Mcp;

/// <summary>
/// Validates a message before the protocol library, which answers wrong types and invalid strings only with "an error
/// occurred". The library handles bodies that are not JSON.
/// </summary>
internal static class MessageCheck
{
    /// <summary>Error codes of JSON-RPC 2.0, section 5.1.</summary>
    private const int ParseError = -32700,
        InvalidRequest = -32600,
        InvalidParams = -32602;

    private const string SetLevel = "logging/setLevel",
        Levels = "level takes one of debug, info, notice, warning, error, critical, alert and emergency.";

    private static readonly JsonDocumentOptions s_once = new() { AllowDuplicateProperties = false };

    /// <summary>The types for params in the library; if reading fails, it reports a server error.</summary>
    private static readonly Dictionary<string, Type> s_parameters = new(StringComparer.Ordinal)
    {
        ["initialize"] = typeof(InitializeRequestParams),
#pragma warning disable MCP9005 // newer versions of the protocol have no levels; clients of today set them
        [SetLevel] = typeof(SetLevelRequestParams),
#pragma warning restore MCP9005
        ["ping"] = typeof(PingRequestParams),
        ["resources/list"] = typeof(ListResourcesRequestParams),
        ["resources/read"] = typeof(ReadResourceRequestParams),
        ["tools/list"] = typeof(ListToolsRequestParams),
        ["tools/call"] = typeof(CallToolRequestParams),
    };

    private sealed record Error(int Code, string Message);

    /// <summary>
    /// The answer to an invalid message; null for a valid one, whose version is changed if there is none such here.
    /// </summary>
    public static async Task<IResult?> RefusalAsync(HttpContext context)
    {
        ReceivedBody received = await BodyReader.ReceiveAsync(context).ConfigureAwait(false); // goes with the response
        byte[]? offered = null;
        try
        {
            byte[] bytes = await received.ToArrayAsync(context.RequestAborted).ConfigureAwait(false);
            if (!Utf8.IsValid(bytes))
                return Answer(null, new Error(ParseError, "The message is not UTF-8."));
            using JsonDocument message = JsonDocument.Parse(bytes);
            if (Fault(message.RootElement) is { } fault)
                return Answer(Id(message.RootElement), fault);
            JsonDocument.Parse(bytes, s_once).Dispose(); // only now: names that are no texts cannot be compared
            RunningCalls.Note(context, message.RootElement);
            offered = ProtocolVersions.Offered(message.RootElement);
            return null;
        }
        catch (JsonException error)
        {
            return JsonFault.TwiceNamed(error) is null
                ? null
                : Answer(null, new Error(InvalidRequest, $"The message cannot be read: {JsonFault.Explain(error)}."));
        }
        finally
        {
            received.Rewound();
            if (offered is not null)
                (context.Request.Body, context.Request.ContentLength) = (new MemoryStream(offered), offered.Length);
        }
    }

    /// <summary>An error of a call is its answer; a body that is not a call is a bad request.</summary>
    private static IResult Answer(JsonElement? id, Error error) =>
        Results.Json(
            new
            {
                jsonrpc = "2.0",
                id,
                error,
            },
            ApiJson.Requests,
            statusCode: error.Code == InvalidParams ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );

    private static Error? Fault(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
            return null;
        if (NoText(message, "") is { } broken)
        {
            int code = broken.StartsWith("params.", StringComparison.Ordinal) ? InvalidParams : InvalidRequest;
            return new Error(code, $"{Field(broken)} holds half of a surrogate pair, which is no text.");
        }
        string? method = JsonText.StringOf(message, "method");
        if (method is null)
            return message.TryGetProperty("method", out _) ? new Error(InvalidRequest, "method takes a text.") : null;
        if (!message.TryGetProperty("params", out JsonElement parameters) || parameters.ValueKind == JsonValueKind.Null)
        {
            return method != "tools/call"
                ? null
                : new Error(InvalidParams, "params is missing: an object with the name of a tool and its arguments.");
        }
        if (parameters.ValueKind != JsonValueKind.Object)
            return new Error(InvalidParams, "params takes an object.");
        if (method != "tools/call")
            return OtherKind(method, parameters);
        if (JsonText.StringOf(parameters, "name") is null)
            return new Error(InvalidParams, "name takes the name of a tool, a text.");
        return
            parameters.TryGetProperty("arguments", out JsonElement arguments)
            && arguments.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)
            ? new Error(InvalidParams, "arguments takes an object: the tool's arguments by their names.")
            : OtherKind(method, parameters);
    }

    private static Error? OtherKind(string method, JsonElement parameters)
    {
        if (!s_parameters.TryGetValue(method, out Type? type))
            return null;
        try
        {
            parameters.Deserialize(type, McpJsonUtilities.DefaultOptions);
            return null;
        }
        catch (JsonException error)
        {
            return method == SetLevel
                ? new Error(InvalidParams, Levels)
                : new Error(InvalidParams, $"params cannot be read: {JsonFault.Explain(error)}.");
        }
        catch (InvalidOperationException)
        {
            return new Error(InvalidParams, "params holds a value of another kind than its name takes.");
        }
    }

    /// <summary>
    /// Path of an invalid string or name, for example "params.arguments.prompt"; null if there is none.
    /// </summary>
    private static string? NoText(JsonElement element, string path) =>
        element.ValueKind switch
        {
            JsonValueKind.String => JsonText.StringOf(element) is null ? path : null,
            JsonValueKind.Array => element.EnumerateArray().Select(item => NoText(item, path)).FirstOrDefault(IsFound),
            JsonValueKind.Object => element
                .EnumerateObject()
                .Select(property => NoText(property, path))
                .FirstOrDefault(IsFound),
            _ => null,
        };

    private static string? NoText(JsonProperty property, string path) =>
        Name(property) is { } name
            ? NoText(property.Value, path.Length == 0 ? name : $"{path}.{name}")
            : $"{path}.a name";

    private static bool IsFound(string? found) => found is not null;

    private static string? Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A path in terms of a tool's arguments.</summary>
    private static string Field(string path)
    {
        const string Arguments = "params.arguments.";
        return path.StartsWith(Arguments, StringComparison.Ordinal) ? path[Arguments.Length..] : path.TrimStart('.');
    }

    private static JsonElement? Id(JsonElement message)
    {
        try
        {
            return
                message.TryGetProperty("id", out JsonElement id)
                && (id.ValueKind == JsonValueKind.Number || JsonText.StringOf(id) is not null)
                ? id.Clone()
                : null;
        }
        catch (InvalidOperationException)
        {
            return null; // a name beside it is none
        }
    }
}
