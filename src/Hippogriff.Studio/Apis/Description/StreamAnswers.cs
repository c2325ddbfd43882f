using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Hippogriff.Studio.Apis.Description;

/// <summary>
/// Operations that answer with one document, or with server-sent events where a request asks for them. The framework
/// keeps one type of content for a status, so the events are noted under another one and joined.
/// </summary>
internal static class StreamAnswers
{
    private const int Noted = 299;

    private const string Events = "text/event-stream";

    /// <summary>Says that the operation can answer with events, each with such data.</summary>
    public static RouteHandlerBuilder OrEvents<TData>(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<TData>(Noted, Events);

    /// <summary>Puts noted events beside the document.</summary>
    public static void Join(OpenApiOperation operation)
    {
        const string Status = "299";
        if (
            operation.Responses is not { } answers
            || !answers.Remove(Status, out IOpenApiResponse? noted)
            || answers.GetValueOrDefault("200") is not OpenApiResponse { Content: { } content }
        )
            return;
        foreach ((string type, OpenApiMediaType media) in noted.Content ?? new Dictionary<string, OpenApiMediaType>())
            content[type] = media;
    }
}
