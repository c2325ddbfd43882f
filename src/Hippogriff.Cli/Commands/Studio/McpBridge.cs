using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary>
/// Carries messages of the Model Context Protocol between standard input and output, one a line, and a server that
/// speaks it over HTTP.
/// </summary>
internal sealed class McpBridge(HttpClient server, TextReader input, TextWriter output)
{
    private readonly SemaphoreSlim _writing = new(1);
    private readonly string _session = Guid.NewGuid().ToString("N");

    /// <summary>Carries messages until standard input ends; requests are answered side by side.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        List<Task> running = [];
        while (await input.ReadLineAsync(stop) is { } line)
        {
            running.RemoveAll(task => task.IsCompletedSuccessfully);
            if (line.Trim().Length > 0)
                running.Add(CarryAsync(line, stop));
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
        if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            await TellAsync(await answer.Content.ReadAsStringAsync(stop), stop);
            return;
        }
        await using Stream body = await answer.Content.ReadAsStreamAsync(stop);
        await foreach (SseItem<string> told in SseParser.Create(body).EnumerateAsync(stop))
            await TellAsync(told.Data, stop); // at once: progress is of no use later
    }

    /// <summary>Writes a message on one line.</summary>
    private async Task TellAsync(string document, CancellationToken stop)
    {
        if (!document.TrimStart().StartsWith('{'))
            return;
        using JsonDocument parsed = JsonDocument.Parse(document);
        string line = JsonSerializer.Serialize(parsed.RootElement);
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
