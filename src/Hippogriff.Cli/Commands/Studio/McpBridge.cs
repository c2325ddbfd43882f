using System.Net;
using System.Text;
using System.Text.Json;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary>
/// Carries messages of the Model Context Protocol between standard input and output, one a line, and a server that
/// speaks it over HTTP.
/// </summary>
internal sealed class McpBridge(HttpClient server, TextReader input, TextWriter output)
{
    private const string Data = "data:";
    private readonly SemaphoreSlim _writing = new(1);

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
        using HttpResponseMessage answer = await server.SendAsync(request, stop);
        string body = await answer.Content.ReadAsStringAsync(stop);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new HippogriffException(
                "The studio's folder has API keys, and programs on standard input have none; name another folder with "
                    + "--studio."
            );
        foreach (string told in MessagesOf(body))
        {
            await _writing.WaitAsync(stop);
            try
            {
                await output.WriteLineAsync(told.AsMemory(), stop);
                await output.FlushAsync(stop);
            }
            finally
            {
                _writing.Release();
            }
        }
    }

    /// <summary>The messages of an answer: one document, or the data of server-sent events; each on one line.</summary>
    private static IEnumerable<string> MessagesOf(string body)
    {
        IEnumerable<string> documents = body.TrimStart().StartsWith('{')
            ? [body]
            : body.Split('\n')
                .Where(line => line.StartsWith(Data, StringComparison.Ordinal))
                .Select(line => line[Data.Length..].Trim());
        return documents.Where(text => text.Length > 0).Select(OneLine);
    }

    private static string OneLine(string document)
    {
        using JsonDocument parsed = JsonDocument.Parse(document);
        return JsonSerializer.Serialize(parsed.RootElement);
    }
}
