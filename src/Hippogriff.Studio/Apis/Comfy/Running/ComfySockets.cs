using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Hippogriff.Files;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Hippogriff.Studio.Apis.Comfy.Running;

/// <summary>
/// The websockets of clients (/ws). What happens to a prompt is told to the socket whose clientId it was sent with. The
/// length of the queue is told to all sockets of the client.
/// </summary>
internal sealed class ComfySockets(PromptStore prompts, StudioOptions options, IHostApplicationLifetime lifetime)
{
    private const int LargestMessage = 64 << 10,
        LongestId = 100,
        MostWaiting = 5_000;

    /// <summary>Bytes of messages that wait for one socket.</summary>
    private const long MostBytes = 32 << 20;

    private const int Picture = 1,
        PictureWithFacts = 4,
        Png = 2;

    private readonly ConcurrentDictionary<Socket, bool> _open = new();

    /// <summary>GET /ws.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            Refusal refusal = new(StatusCodes.Status400BadRequest, "This address is that of a websocket.");
            await ComfyJson.Answer(refusal).ExecuteAsync(context).ConfigureAwait(false);
            return;
        }
        string id = context.Request.Query["clientId"].ToString();
        if (id.Length is 0 or > LongestId || id.Any(char.IsControl))
            id = Guid.NewGuid().ToString("N");
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            lifetime.ApplicationStopping
        );
        Socket mine = new(ClientName.Of(context), id, end);
        _open[mine] = true;
        try
        {
            mine.Send(Text("status", Status(mine.Client, id)));
            Task sending = SendAsync(socket, mine, end.Token);
            await ReceiveAsync(socket, mine, end.Token).ConfigureAwait(false);
            await end.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(false);
        }
        finally
        {
            _open.TryRemove(mine, out _);
        }
    }

    /// <summary>Tells what happened to a prompt to the socket that it belongs to.</summary>
    public void Tell(ComfyPrompt prompt, string type, object data)
    {
        if (prompt.Socket is null || Of(prompt) is not [_, ..] sockets)
            return;
        Message message = Text(type, data);
        foreach (Socket socket in sockets)
            socket.Send(message);
    }

    /// <summary>Sends a picture: a result, or a preview with facts for those who asked for such.</summary>
    public void Show(ComfyPrompt prompt, ReadOnlyMemory<byte> png, string node, bool isPreview)
    {
        foreach (Socket socket in Of(prompt))
        {
            if (!isPreview || !socket.TakesFacts)
            {
                socket.Send(Binary(Picture, Png, [], png.Span));
                continue;
            }
            byte[] facts = JsonSerializer.SerializeToUtf8Bytes(
                new Dictionary<string, string?>
                {
                    ["node_id"] = node,
                    ["prompt_id"] = prompt.Id,
                    ["display_node_id"] = node,
                    ["parent_node_id"] = null,
                    ["real_node_id"] = node,
                    ["image_type"] = "image/png",
                },
                ComfyJson.Answers
            );
            socket.Send(Binary(PictureWithFacts, facts.Length, facts, png.Span));
        }
    }

    /// <summary>Tells all sockets of a client how many of its prompts are open.</summary>
    public void TellStatus(string client)
    {
        Message message = Text("status", Status(client, null));
        foreach (Socket socket in _open.Keys.Where(socket => socket.Client == client))
            socket.Send(message);
    }

    private Socket[] Of(ComfyPrompt prompt) =>
        [.. _open.Keys.Where(socket => socket.Client == prompt.Client && socket.Id == prompt.Socket)];

    private Dictionary<string, object> Status(string client, string? sid)
    {
        Dictionary<string, object> data = new()
        {
            ["status"] = new Dictionary<string, object>
            {
                ["exec_info"] = new Dictionary<string, int> { ["queue_remaining"] = prompts.Remaining(client) },
            },
        };
        if (sid is not null)
            data["sid"] = sid;
        return data;
    }

    private static async Task SendAsync(WebSocket socket, Socket mine, CancellationToken end)
    {
        try
        {
            await foreach (Message message in mine.Waiting.ReadAllAsync(end).ConfigureAwait(false))
            {
                await socket.SendAsync(message.Bytes, message.Kind, true, end).ConfigureAwait(false);
                mine.Sent(message);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException)
        {
            mine.End(); // the client is gone, or the server goes down
        }
    }

    /// <summary>Reads until the client closes the socket; what is understood are its features.</summary>
    private async Task ReceiveAsync(WebSocket socket, Socket mine, CancellationToken end)
    {
        byte[] buffer = new byte[LargestMessage];
        try
        {
            for (int length = 0; ; )
            {
                ValueWebSocketReceiveResult part = await socket
                    .ReceiveAsync(buffer.AsMemory(length), end)
                    .ConfigureAwait(false);
                length += part.Count;
                if (part.MessageType == WebSocketMessageType.Close || length == buffer.Length)
                    break;
                if (!part.EndOfMessage)
                    continue;
                if (part.MessageType == WebSocketMessageType.Text)
                    Understand(buffer.AsMemory(0, length), mine);
                length = 0;
            }
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, end).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException) { }
    }

    private void Understand(ReadOnlyMemory<byte> text, Socket mine)
    {
        try
        {
            using JsonDocument said = JsonDocument.Parse(text);
            if (JsonText.StringOf(said.RootElement, "type") != "feature_flags")
                return;
            mine.TakesFacts =
                said.RootElement.TryGetProperty("data", out JsonElement data)
                && data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("supports_preview_metadata", out JsonElement facts)
                && facts.ValueKind == JsonValueKind.True;
            mine.Send(Text("feature_flags", ComfyLists.FeaturesOf(options)));
        }
        catch (JsonException) { } // nothing that is understood here
    }

    private static Message Text(string type, object data) =>
        new(
            JsonSerializer.SerializeToUtf8Bytes(
                new Dictionary<string, object> { ["type"] = type, ["data"] = data },
                ComfyJson.Answers
            ),
            WebSocketMessageType.Text
        );

    private static Message Binary(int kind, int second, ReadOnlySpan<byte> facts, ReadOnlySpan<byte> png)
    {
        byte[] bytes = new byte[8 + facts.Length + png.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, kind);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), second);
        facts.CopyTo(bytes.AsSpan(8));
        png.CopyTo(bytes.AsSpan(8 + facts.Length));
        return new Message(bytes, WebSocketMessageType.Binary);
    }

    private readonly record struct Message(byte[] Bytes, WebSocketMessageType Kind);

    /// <summary>A socket and what waits to be sent. One that reads too slowly is closed.</summary>
    private sealed class Socket(string client, string id, CancellationTokenSource end)
    {
        private readonly Channel<Message> _waiting = Channel.CreateBounded<Message>(
            new BoundedChannelOptions(MostWaiting) { SingleReader = true }
        );
        private long _bytes;

        public string Client => client;

        public string Id => id;

        /// <summary>Whether previews come with facts about them.</summary>
        public bool TakesFacts { get; set; }

        public ChannelReader<Message> Waiting => _waiting.Reader;

        public void Send(Message message)
        {
            if (Interlocked.Add(ref _bytes, message.Bytes.Length) > MostBytes || !_waiting.Writer.TryWrite(message))
                End();
        }

        public void Sent(Message message) => Interlocked.Add(ref _bytes, -message.Bytes.Length);

        public void End()
        {
            try
            {
                end.Cancel();
            }
            catch (ObjectDisposedException) { } // it has ended already
        }
    }
}
