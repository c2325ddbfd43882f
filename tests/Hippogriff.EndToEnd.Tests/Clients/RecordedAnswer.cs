using System.Net;
using System.Text.Json;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.EndToEnd.Tests.Clients;

/// <summary>Compares an answer of ours with one that satisfied a client.</summary>
internal static class RecordedAnswer
{
    /// <summary>What the client would miss, in a few words; null if it is content.</summary>
    public static async Task<string?> FaultAsync(JsonElement exchange, HttpResponseMessage answer)
    {
        JsonElement recorded = exchange.GetProperty("response");
        bool given = recorded.TryGetProperty("status", out JsonElement said);
        if (given && said.ValueKind == JsonValueKind.Null)
            return null; // the recording server hung up, to see what the client does
        if (answer.RequestMessage is { Method.Method: "DELETE", RequestUri.AbsolutePath: "/mcp" })
            return answer.StatusCode == HttpStatusCode.MethodNotAllowed ? null : "a session was ended that is none";
        int? status = given ? said.GetInt32() : null;
        if (status >= 500 && (int)answer.StatusCode is >= 400 and < 500)
            return null; // what made the recorded server stumble is refused
        if (status is { } wanted ? wanted != (int)answer.StatusCode : !answer.IsSuccessStatusCode)
            return $"status {(int)answer.StatusCode} in place of {status}";
        string text = await answer.Content.ReadAsStringAsync();
        if (Number(exchange) is { } id && text.Length > 0)
            return MessageFault(id, text);
        if (recorded.TryGetProperty("events", out JsonElement events))
            return EventsFault(events, text);
        if (!recorded.TryGetProperty("body", out JsonElement body))
            return NeedsFault(exchange, text);
        if (body.ValueKind == JsonValueKind.String)
            return body.GetString() is ['<', ..] ? await PictureFaultAsync(answer) : null; // else nothing was read
        if (!IsJson(answer))
            return $"content type {answer.Content.Headers.ContentType}";
        using JsonDocument ours = JsonDocument.Parse(text);
        return NeedsFault(exchange, text)
            ?? Missing("", Comparable(exchange, body, ours.RootElement), ours.RootElement);
    }

    private static async Task<string?> PictureFaultAsync(HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentType?.MediaType?.StartsWith("image/", StringComparison.Ordinal) != true)
            return $"content type {answer.Content.Headers.ContentType}";
        ImageFile.Decode(await answer.Content.ReadAsByteArrayAsync());
        return null;
    }

    /// <summary>
    /// A recorded answer with the keys of ours: prompts have ids of our own, and classes of nodes that are not offered
    /// are not compared.
    /// </summary>
    private static JsonElement Comparable(JsonElement exchange, JsonElement recorded, JsonElement ours)
    {
        string path = exchange.GetProperty("request").GetProperty("path").GetString()!;
        if (recorded.ValueKind != JsonValueKind.Object || ours.ValueKind != JsonValueKind.Object)
            return recorded;
        if (path.Contains("/object_info", StringComparison.Ordinal))
            return JsonSerializer.SerializeToElement(
                recorded
                    .EnumerateObject()
                    .Where(one => ours.TryGetProperty(one.Name, out _))
                    .ToDictionary(one => one.Name, one => one.Value)
            );
        return path.Contains("/history", StringComparison.Ordinal)
            ? JsonSerializer.SerializeToElement(
                ours.EnumerateObject()
                    .Zip(recorded.EnumerateObject())
                    .ToDictionary(pair => pair.First.Name, pair => pair.Second.Value)
            )
            : recorded;
    }

    private static bool IsJson(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json"
        || answer.StatusCode >= HttpStatusCode.BadRequest;

    /// <summary>The first field of a recorded answer that ours lacks or has of another kind.</summary>
    private static string? Missing(string path, JsonElement recorded, JsonElement ours)
    {
        if (path == ".parameters") // the request again: the fields that were understood
            return null;
        if (recorded.ValueKind == JsonValueKind.Null || ours.ValueKind == JsonValueKind.Null)
            return null;
        if (Kind(recorded) != Kind(ours))
            return $"{path} is {ours.ValueKind} in place of {recorded.ValueKind}";
        if (recorded.ValueKind == JsonValueKind.Object)
            return recorded
                .EnumerateObject()
                .Select(field =>
                    ours.TryGetProperty(field.Name, out JsonElement value)
                        ? Missing($"{path}.{field.Name}", field.Value, value)
                    : field.Name == "b64_json" && ours.TryGetProperty("url", out _) ? null // either does
                    : $"{path}.{field.Name} is missing"
                )
                .FirstOrDefault(fault => fault is not null);
        if (recorded.ValueKind == JsonValueKind.Array && recorded.GetArrayLength() > 0 && ours.GetArrayLength() > 0)
            return Missing($"{path}[0]", recorded[0], ours[0]);
        if (recorded.ValueKind != JsonValueKind.String)
            return null;
        if (path.EndsWith("b64_json", StringComparison.Ordinal) || path is ".image" or ".images[0]")
            return PictureFault(path, ours.GetString()!);
        if (path != ".info" || recorded.GetString() is not ['{', ..] info)
            return null;
        return Missing(path, JsonDocument.Parse(info).RootElement, JsonDocument.Parse(ours.GetString()!).RootElement);
    }

    private static JsonValueKind Kind(JsonElement value) =>
        value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;

    private static string? PictureFault(string path, string base64)
    {
        try
        {
            ImageFile.Decode(Convert.FromBase64String(base64));
            return null;
        }
        catch (Exception error) when (error is FormatException or HippogriffException)
        {
            return $"{path} is no picture in base64";
        }
    }

    private static string? NeedsFault(JsonElement exchange, string text)
    {
        string[] needs =
        [
            .. exchange
                .GetProperty("needs")
                .EnumerateArray()
                .Select(need => need.GetString()!.Split(" (", 2)[0].Replace("[0]", ".0", StringComparison.Ordinal))
                .Where(need => need.All(c => char.IsLetterOrDigit(c) || c is '.' or '_') && need != "array"),
        ];
        if (needs.Length == 0 || !text.TrimStart().StartsWith(['{', '[']))
            return null; // such as those of the call before a picture
        using JsonDocument ours = JsonDocument.Parse(text);
        return Array.Find(needs, need => !Has(ours.RootElement, need.Split('.'))) is { } lacking
            ? $"needs {lacking}"
            : null;
    }

    private static bool Has(JsonElement value, ReadOnlySpan<string> path)
    {
        if (path.Length == 0)
            return true;
        string[] rest = path[1..].ToArray();
        if (value.ValueKind == JsonValueKind.String && value.GetString() is ['{', ..] json)
            return Has(JsonDocument.Parse(json).RootElement, path);
        if (value.ValueKind != JsonValueKind.Array)
            return value.ValueKind == JsonValueKind.Object
                && value.TryGetProperty(path[0], out JsonElement field)
                && Has(field, rest);
        if (int.TryParse(path[0], out int at))
            return at < value.GetArrayLength() && Has(value[at], rest);
        string[] inItems = path[0] == "item" ? rest : path.ToArray();
        return value.EnumerateArray().All(item => Has(item, inItems));
    }

    /// <summary>Events end with a picture, and have no more previews before than were recorded.</summary>
    private static string? EventsFault(JsonElement recorded, string text)
    {
        JsonElement[] ours =
        [
            .. text.Split('\n')
                .Where(line => line.StartsWith("data: ", StringComparison.Ordinal))
                .Select(line => JsonDocument.Parse(line["data: ".Length..]).RootElement),
        ];
        if (ours.Length == 0 || ours.Length > recorded.GetArrayLength())
            return $"{ours.Length} events in place of {recorded.GetArrayLength()}";
        string last = ours[^1].TryGetProperty("type", out JsonElement type) ? type.GetString()! : "no type";
        if (!last.EndsWith(".completed", StringComparison.Ordinal))
            return $"the last event is {last}";
        return PictureFault("b64_json", ours[^1].GetProperty("b64_json").GetString()!);
    }

    private static long? Number(JsonElement exchange) =>
        exchange.GetProperty("request") is { } request
        && request.TryGetProperty("body", out JsonElement body)
        && body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty("jsonrpc", out _)
        && body.TryGetProperty("id", out JsonElement id)
        && id.ValueKind == JsonValueKind.Number
            ? id.GetInt64()
            : null;

    /// <summary>An answer of JSON-RPC, alone or as the last event of a stream, has the id of its request.</summary>
    private static string? MessageFault(long id, string text)
    {
        string json = text.TrimStart().StartsWith('{')
            ? text
            : text.Split('\n').Last(line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..];
        JsonElement message = JsonDocument.Parse(json).RootElement;
        return
            message.TryGetProperty("id", out JsonElement ours)
            && ours.ValueKind == JsonValueKind.Number
            && ours.GetInt64() == id
            ? null
            : $"no answer to {id}";
    }
}
