using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Apis;

namespace Hippogriff.EndToEnd.Tests.Clients;

/// <summary>Makes a recorded request again, for a server of ours.</summary>
internal static class RecordedRequest
{
    /// <summary>Names of the recorded server's models.</summary>
    private static readonly string[] s_models =
    [
        "tiny-1.safetensors [0123456789]",
        "tiny-2.safetensors [abcdef0123]",
        "flux1-schnell-tiny",
        "sdxl-tiny",
        "tiny-2",
        "tiny-1.safetensors",
        "tiny-sd15.safetensors",
    ];

    /// <summary>The recorded server's address.</summary>
    private const string Recorder = "127.0.0.1:7860";

    /// <summary>The request; headers and content types as they were sent, wrong and missing ones too.</summary>
    /// <param name="request">The recorded request.</param>
    /// <param name="address">Where our server listens.</param>
    /// <param name="names">What our answers called what was called otherwise in the recording.</param>
    public static HttpRequestMessage Of(
        JsonElement request,
        Uri address,
        IReadOnlyDictionary<string, string>? names = null
    )
    {
        names ??= new Dictionary<string, string>();
        string query = request.TryGetProperty("query", out JsonElement asked) ? asked.ToString() : "";
        HttpRequestMessage message = new(
            new HttpMethod(request.GetProperty("method").GetString()!),
            Named(request.GetProperty("path").GetString() + (query.Length > 0 ? "?" + query.TrimStart('?') : ""), names)
        )
        {
            Content = BodyOf(request, address, names),
        };
        if (!request.TryGetProperty("headers", out JsonElement headers))
            return message;
        foreach (JsonProperty header in headers.EnumerateObject())
        {
            if (header.Name == "mcp-session-id")
                continue; // the recording server gave it; ours has no sessions
            string value = Meant(header.Value.GetString()!)
                .Replace(Recorder, address.Authority, StringComparison.Ordinal);
            if (header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                if (message.Content is not null and not MultipartFormDataContent)
                    message.Content.Headers.TryAddWithoutValidation("Content-Type", value);
            }
            else if (!header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                message.Headers.TryAddWithoutValidation(header.Name, value);
        }
        return message;
    }

    private static string Meant(string header) =>
        header
            .Replace("Bearer (empty)", "Bearer ", StringComparison.Ordinal)
            .Replace("<key>", "none", StringComparison.Ordinal)
            .Replace("base64(u:p)", Convert.ToBase64String("u:p"u8), StringComparison.Ordinal)
            .Replace("base64(<user:password, or nothing>)", "", StringComparison.Ordinal)
            .Replace("<machine>", "x", StringComparison.Ordinal)
            .Replace("<version>", "3", StringComparison.Ordinal);

    private static string Named(string text, IReadOnlyDictionary<string, string> names) =>
        names.Aggregate(text, (all, name) => all.Replace(name.Key, name.Value, StringComparison.Ordinal));

    private static HttpContent? BodyOf(JsonElement request, Uri address, IReadOnlyDictionary<string, string> names)
    {
        if (request.GetProperty("method").GetString() == "PUT" && request.TryGetProperty("size", out _))
            return new ByteArrayContent(Pictures.WithHole()); // its bytes were left out; it may be a mask
        if (request.TryGetProperty("multipart", out JsonElement parts) && parts.ValueKind == JsonValueKind.Array)
            return FormOf(parts);
        string? text =
            request.TryGetProperty("body", out JsonElement body) ? body.GetRawText()
            : request.TryGetProperty("text", out JsonElement plain) ? plain.GetString()
            : null;
        if (text is null)
            return null;
        text = Named(text.Replace(Recorder, address.Authority, StringComparison.Ordinal), names);
        foreach (string model in s_models)
            text = text.Replace($"\"{model}\"", "\"toy\"", StringComparison.Ordinal);
        return new ByteArrayContent(Encoding.UTF8.GetBytes(text));
    }

    private static MultipartFormDataContent FormOf(JsonElement parts)
    {
        MultipartFormDataContent form = [];
        foreach (JsonElement part in parts.EnumerateArray())
        {
            HttpContent content =
                part.TryGetProperty("text", out JsonElement text)
                    ? new ByteArrayContent(Encoding.UTF8.GetBytes(text.GetString()!))
                : part.TryGetProperty("base64", out JsonElement bytes)
                    ? new ByteArrayContent(bytes.GetBytesFromBase64())
                : new ByteArrayContent(Pictures.Plain());
            if (part.TryGetProperty("content_type", out JsonElement type))
                content.Headers.ContentType = MediaTypeHeaderValue.Parse(type.GetString()!);
            string name = part.GetProperty("name").GetString()!;
            if (part.TryGetProperty("filename", out JsonElement file))
                form.Add(content, name, file.GetString()!);
            else
                form.Add(content, name);
        }
        return form;
    }
}
