using System.Net.WebSockets;
using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Studio.Apis.Comfy.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Comfy;

/// <summary>What waits for a websocket has a limit: 32 MB.</summary>
public sealed class SlowSocketTests(StudioServer studio) : IClassFixture<StudioServer>
{
    private const int Messages = 96;

    private static readonly byte[] s_picture = new byte[1 << 20];

    [Fact]
    public async Task A_socket_that_is_not_read_is_closed_and_one_that_is_read_goes_on()
    {
        using ClientWebSocket idle = await ConnectAsync("idle"),
            busy = await ConnectAsync("busy");
        ComfySockets sockets = studio.Services.GetRequiredService<ComfySockets>();
        ComfyPrompt toIdle = Prompt("idle"),
            toBusy = Prompt("busy");
        for (int i = 0; i < Messages; i++)
        {
            sockets.Show(toIdle, s_picture, "9", isPreview: false);
            sockets.Show(toBusy, s_picture, "9", isPreview: false);
            Assert.Equal(s_picture.Length + 8, await ReadAsync(busy));
        }
        int heard = 0;
        await Assert.ThrowsAnyAsync<WebSocketException>(async () =>
        {
            while (heard < Messages)
            {
                await ReadAsync(idle);
                heard++;
            }
        });
        Assert.InRange(heard, 0, Messages - 32); // those that the system's buffers had taken
        Assert.Equal(WebSocketState.Open, busy.State);
    }

    private async Task<ClientWebSocket> ConnectAsync(string id)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(new Uri($"ws://{studio.Address.Authority}/ws?clientId={id}"), Patience.Token);
        await ReadAsync(socket); // its status
        return socket;
    }

    /// <summary>Reads a message; its length.</summary>
    private static async Task<int> ReadAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[1 << 16];
        for (int length = 0; ; )
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), Patience.Token);
            length += part.Count;
            if (part.EndOfMessage)
                return length;
        }
    }

    private static ComfyPrompt Prompt(string socket) =>
        new("local", socket, 1, default(JsonElement), default(JsonElement))
        {
            Socket = socket,
            Nodes = [],
            Drawings = [],
            Jobs = [],
            Outputs = [],
        };
}
