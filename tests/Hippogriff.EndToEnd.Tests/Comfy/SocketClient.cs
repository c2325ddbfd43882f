using System.Net.WebSockets;
using System.Text.Json;

namespace Hippogriff.EndToEnd.Tests.Comfy;

/// <summary>A message of the websocket: JSON, or the bytes of a binary one.</summary>
internal sealed record SocketMessage(string Type, JsonElement Data, byte[]? Bytes)
{
    /// <summary>The node that it names; null if none.</summary>
    public string? Node =>
        Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty("node", out JsonElement node)
            ? node.GetString()
            : null;

    /// <summary>The open prompts that a status tells.</summary>
    public int Remaining =>
        Data.GetProperty("status").GetProperty("exec_info").GetProperty("queue_remaining").GetInt32();
}

/// <summary>A client of the websocket.</summary>
internal sealed class SocketClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 20];

    /// <summary>Connects and reads the first message.</summary>
    public static async Task<SocketClient> ConnectAsync(
        Uri server,
        string? id,
        string? authorization = null,
        string? token = null
    )
    {
        SocketClient client = new();
        if (authorization is not null)
            client._socket.Options.SetRequestHeader("Authorization", authorization);
        using CancellationTokenSource limit = new(Patience.Long);
        string query = id is null ? "" : "?clientId=" + Uri.EscapeDataString(id);
        if (token is not null)
            query += "&token=" + Uri.EscapeDataString(token);
        await client._socket.ConnectAsync(new Uri($"ws://{server.Authority}/ws{query}"), limit.Token);
        client.First = await client.NextAsync();
        return client;
    }

    /// <summary>What came when it connected.</summary>
    public SocketMessage First { get; private set; } = null!;

    public Task SendAsync(string text) =>
        _socket.SendAsync(
            System.Text.Encoding.UTF8.GetBytes(text),
            WebSocketMessageType.Text,
            true,
            CancellationToken.None
        );

    public async Task<SocketMessage> NextAsync()
    {
        using CancellationTokenSource limit = new(Patience.Long);
        int length = 0;
        for (; ; )
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer.AsMemory(length), limit.Token);
            Assert.NotEqual(WebSocketMessageType.Close, part.MessageType);
            length += part.Count;
            if (!part.EndOfMessage)
                continue;
            if (part.MessageType == WebSocketMessageType.Binary)
                return new SocketMessage("binary", default, _buffer[..length]);
            JsonElement message = JsonDocument.Parse(_buffer.AsMemory(0, length).ToArray()).RootElement;
            return new SocketMessage(message.GetProperty("type").GetString()!, message.GetProperty("data"), null);
        }
    }

    /// <summary>All messages up to the one that ends a prompt: executing, with a node that is null.</summary>
    public async Task<List<SocketMessage>> EndAsync()
    {
        List<SocketMessage> all = [];
        do all.Add(await NextAsync());
        while (all[^1] is not { Type: "executing", Node: null });
        return all;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
