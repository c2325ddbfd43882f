using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Files;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary>
/// Carries messages of the Model Context Protocol between standard input and output, one a line, and a server that
/// speaks it over HTTP. Whatever comes, only messages of the protocol are written.
/// </summary>
internal sealed class McpBridge(HttpClient server, TextReader input, TextWriter output)
{
    /// <summary>Longest message in characters; the server takes no longer one either.</summary>
    public const int Longest = 1 << 20;

    /// <summary>Error codes of JSON-RPC 2.0, section 5.1.</summary>
    private const int InvalidRequest = -32600,
        InternalError = -32603;

    private readonly SemaphoreSlim _writing = new(1);
    private readonly string _session = Guid.NewGuid().ToString("N");

    /// <summary>Carries messages until standard input ends; requests are answered side by side.</summary>
    /// <exception cref="HippogriffException">The server wants a key.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        List<Task> running = [];
        BoundedLines lines = new(input, Longest);
        while (await lines.NextAsync(stop) is { } line)
        {
            if (line.IsCut)
                await TellErrorAsync(null, InvalidRequest, $"A message has at most {Longest} characters.", stop);
            else if (line.Text.Trim().Length > 0)
                running.Add(CarryAsync(line.Text, stop));
            foreach (Task ended in running.Where(task => task.IsCompleted))
                await ended; // one that failed ends the program
            running.RemoveAll(task => task.IsCompleted);
        }
        await Task.WhenAll(running);
    }

    private async Task CarryAsync(string message, CancellationToken stop)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent(message, Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Mcp-Session-Id", _session); // so that a message can stop a call that runs
        using HttpResponseMessage answer = await server.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            stop
        );
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new HippogriffException(
                "The studio's folder has API keys, and programs on standard input have none; name another folder with "
                    + "--studio."
            );
        if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            await using Stream body = await answer.Content.ReadAsStreamAsync(stop);
            await foreach (SseItem<string> told in SseParser.Create(body).EnumerateAsync(stop))
                if (Parsed(told.Data) is { } happened)
                    await TellAsync(happened, stop); // at once: progress is of no use later
            return;
        }
        JsonNode? document = Parsed(await answer.Content.ReadAsStringAsync(stop));
        if (document?["jsonrpc"] is not null)
            await TellAsync(document, stop);
        else if (!answer.IsSuccessStatusCode)
            await TellErrorAsync(IdOf(message), InternalError, Why(document, answer), stop);
    }

    /// <summary>What a server says that does not answer in the protocol's form.</summary>
    private static string Why(JsonNode? document, HttpResponseMessage answer) =>
        document?["detail"]?.ToString() ?? $"The server answered with status {(int)answer.StatusCode}.";

    private Task TellErrorAsync(JsonNode? id, int code, string sentence, CancellationToken stop) =>
        TellAsync(
            new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = id?.DeepClone(),
                ["error"] = new JsonObject { ["code"] = code, ["message"] = sentence },
            },
            stop
        );

    /// <summary>The number or name of a request; null if it has none.</summary>
    private static JsonNode? IdOf(string message)
    {
        try
        {
            using JsonDocument parsed = JsonDocument.Parse(message);
            return
                parsed.RootElement.ValueKind == JsonValueKind.Object
                && parsed.RootElement.TryGetProperty("id", out JsonElement id)
                && (id.ValueKind == JsonValueKind.Number || JsonText.StringOf(id) is not null)
                ? JsonNode.Parse(id.GetRawText())
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null; // no JSON, or a name beside it is no text
        }
    }

    /// <summary>An object; null for anything else.</summary>
    private static JsonObject? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes a message on one line.</summary>
    private async Task TellAsync(JsonNode message, CancellationToken stop)
    {
        string line = message.ToJsonString();
        await _writing.WaitAsync(stop);
        try
        {
            await output.WriteLineAsync(line.AsMemory(), stop);
            await output.FlushAsync(stop);
        }
        finally
        {
            _writing.Release();
        }
    }
}
