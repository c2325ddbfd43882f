using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.EndToEnd.Tests.Comfy;
using Hippogriff.EndToEnd.Tests.Studio;

namespace Hippogriff.EndToEnd.Tests.Clients;

/// <summary>
/// What ComfyUI's clients do between their requests: they listen at a websocket, and use ids and names of pictures
/// that answers gave them.
/// </summary>
internal sealed partial class RecordedPrompts(StudioServer studio) : IAsyncDisposable
{
    private SocketClient? _listening;

    /// <summary>What ours calls what the recording calls otherwise.</summary>
    public Dictionary<string, string> Names { get; } =
        new()
        {
            ["\"<graph made from the person's workflow>\""] = GraphRecordings
                .All["text-to-image"]
                .GetProperty("prompt")
                .GetRawText()
                .Replace("tiny-1.safetensors", "toy", StringComparison.Ordinal),
        };

    public static bool IsSocket(JsonElement request) =>
        request.GetProperty("path").GetString()!.EndsWith("/ws", StringComparison.Ordinal);

    /// <summary>Connects to a websocket, which tells the queue at once.</summary>
    public async Task ConnectAsync(JsonElement request)
    {
        string id = request.GetProperty("query").GetString()!.Split('=')[1];
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, id);
        Assert.Equal("status", socket.First.Type);
        Assert.Equal(id, socket.First.Data.Text("sid"));
        Assert.True(socket.First.Remaining >= 0);
    }

    /// <summary>Listens under the client's id before a prompt is sent.</summary>
    public async Task ListenAsync(JsonElement request)
    {
        if (request.GetProperty("path").GetString() != "/prompt" || request.GetProperty("method").GetString() != "POST")
            return;
        await StopAsync();
        _listening = await SocketClient.ConnectAsync(studio.Address, ClientOf(request));
    }

    /// <summary>Waits for the end of a prompt that was taken, compares its messages, and keeps its names.</summary>
    public async Task EndAsync(JsonElement exchange, HttpResponseMessage answer)
    {
        if (_listening is not { } socket)
            return;
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            JsonElement taken = await answer.Content.ReadFromJsonAsync<JsonElement>();
            string id = taken.Text("prompt_id")!;
            if (ClientOf(exchange.GetProperty("request")) is null)
                await IdleAsync(socket);
            else
                Compare(exchange, await socket.EndAsync(), id);
            await KeepAsync(exchange.GetProperty("response"), id);
        }
        await StopAsync();
    }

    public ValueTask DisposeAsync() => StopAsync();

    private async ValueTask StopAsync()
    {
        if (_listening is not null)
            await _listening.DisposeAsync();
        _listening = null;
    }

    private static async Task IdleAsync(SocketClient socket)
    {
        while (await socket.NextAsync() is not { Type: "status", Remaining: 0 }) { }
    }

    /// <summary>The messages that a client waits for come in the recorded order, each with the id.</summary>
    private static void Compare(JsonElement exchange, List<SocketMessage> ours, string id)
    {
        string[] waited =
        [
            "execution_start",
            "execution_cached",
            "executed",
            "execution_success",
            "execution_error",
            "binary",
        ];
        if (!exchange.GetProperty("response").TryGetProperty("websocket", out JsonElement recorded))
            return;
        Assert.Equal(
            recorded.EnumerateArray().Select(TypeOf).Where(waited.Contains),
            ours.Select(message => message.Type).Where(waited.Contains)
        );
        Assert.All(
            ours.Where(message => message.Type is not ("status" or "binary")),
            message => Assert.Equal(id, message.Data.Text("prompt_id"))
        );
    }

    private static string TypeOf(JsonElement message) =>
        message.TryGetProperty("type", out JsonElement type) ? type.GetString()! : "binary";

    /// <summary>Ids of the prompt, of pictures at addresses, and names of files, the recorded ones first.</summary>
    private async Task KeepAsync(JsonElement recorded, string id)
    {
        if (
            recorded.TryGetProperty("body", out JsonElement body)
            && body.TryGetProperty("prompt_id", out JsonElement old)
        )
            Names[old.GetString()!] = id;
        JsonElement outputs = (
            await studio.Client.GetFromJsonAsync<JsonElement>("/history/" + Uri.EscapeDataString(id))
        )
            .GetProperty(id)
            .GetProperty("outputs");
        foreach (JsonProperty node in outputs.EnumerateObject())
        {
            JsonElement image = node.Value.GetProperty("images")[0];
            if (image.TryGetProperty("id", out JsonElement address))
                Names["/api/etn/image/img-" + node.Name] = "/api/etn/image/" + address.GetString();
            else
                Names["ComfyUI_00001_.png"] = image.Text("filename")!;
        }
    }

    private static string? ClientOf(JsonElement request) =>
        request.TryGetProperty("body", out JsonElement body) && body.TryGetProperty("client_id", out JsonElement client)
            ? client.GetString()
        : request.TryGetProperty("text", out JsonElement text)
        && ClientPattern().Match(text.GetString()!) is { Success: true } match
            ? match.Groups[1].Value
        : null;

    [GeneratedRegex("\"client_id\": ?\"([^\"]+)\"")]
    private static partial Regex ClientPattern();
}
