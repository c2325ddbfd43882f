using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hippogriff.Files;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Apis.Comfy.Graphs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Comfy;

/// <summary>JSON and errors of this API.</summary>
internal static class ComfyJson
{
    /// <summary>Options for the fields of forms; unknown ones are passed over.</summary>
    public static JsonSerializerOptions Requests { get; } =
        LenientJson.Add(
            new()
            {
                PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            }
        );

    /// <summary>Options for answers and messages.</summary>
    public static JsonSerializerOptions Answers { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An answer.</summary>
    public static IResult Json(object body) => Results.Json(body, Answers);

    /// <summary>An empty object, for clients that read JSON where nothing is to be said.</summary>
    public static IResult Nothing() => Json(new Dictionary<string, object>());

    /// <summary>A refusal in the form of ComfyUI's errors.</summary>
    public static IResult Answer(Refusal refusal) =>
        Answer(GraphFault.Of(refusal.Code ?? "refused", refusal.Message, refusal.Field ?? ""), refusal.Status);

    /// <summary>The answer to a graph that is not drawn.</summary>
    public static IResult Answer(GraphFault graph, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(
            new Dictionary<string, object>
            {
                ["error"] = new Dictionary<string, object>
                {
                    ["type"] = graph.Type,
                    ["message"] = graph.Message,
                    ["details"] = graph.Details,
                    ["extra_info"] = new Dictionary<string, object>(),
                },
                ["node_errors"] = graph.Nodes,
            },
            Answers,
            statusCode: status
        );

    /// <summary>
    /// The body of a request as a JSON object, whatever its content type says: clients call it a form, or nothing. An
    /// empty body is an empty object.
    /// </summary>
    public static async Task<JsonElement> BodyAsync(HttpContext context)
    {
        using ReceivedBody received = await BodyReader.ReceiveAsync(context).ConfigureAwait(false);
        byte[] bytes = await received.ToArrayAsync(context.RequestAborted).ConfigureAwait(false);
        if (bytes.All(value => value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            bytes = [.. "{}"u8];
        try
        {
            bool marked = bytes is [0xef, 0xbb, 0xbf, ..]; // a byte order mark
            using JsonDocument document = JsonDocument.Parse(marked ? bytes.AsMemory(3) : bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Unread("it has to be a JSON object");
            return LenientJson.IsText(document.RootElement)
                ? document.RootElement.Clone()
                : throw Unread("it holds half of a character, such as \\ud800 alone");
        }
        catch (JsonException error)
        {
            throw Unread(JsonFault.Explain(error));
        }
    }

    private static RefusedException Unread(string why) =>
        new(StatusCodes.Status400BadRequest, $"The body cannot be read: {why}.", code: "invalid_json");
}
