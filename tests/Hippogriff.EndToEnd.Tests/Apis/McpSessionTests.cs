using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Studio.Jobs;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>What holds from one message of a client to the next: cancelling, and pictures that were drawn.</summary>
public sealed class McpSessionTests : ApiTest
{
    [Fact]
    public async Task A_client_stops_its_own_call_by_a_message_and_no_other_client_s()
    {
        string mine = await SessionAsync(),
            other = await SessionAsync();
        Assert.NotEqual(mine, other);
        TaskCompletionSource begun = new(),
            stopped = new();
        Server.Queue.BeforeStep = async (_, stop) =>
        {
            begun.TrySetResult();
            using CancellationTokenRegistration told = stop.Register(() => stopped.TrySetResult());
            await Task.Delay(Timeout.Infinite, stop);
        };
        Task<HttpResponseMessage> call = SendAsync(
            mine,
            new
            {
                jsonrpc = "2.0",
                id = 7,
                method = "tools/call",
                @params = new { name = "generate_image", arguments = new { prompt = "a cat" } },
            }
        );
        await begun.Task.WithPatience();

        await CancelAsync(other, 7); // counts from 1 as well
        await CancelAsync(mine, 8);
        Assert.False(stopped.Task.IsCompleted);
        await CancelAsync(mine, 7);
        await stopped.Task.WithPatience();
        using HttpResponseMessage answer = await call.WithPatience();
        Assert.True((int)answer.StatusCode < 500, answer.StatusCode.ToString());
        await CancelAsync(mine, 7); // it has ended already
    }

    [Fact]
    public async Task Pictures_are_resources_by_the_address_that_the_tool_says()
    {
        await using McpClient client = await McpClient.CreateAsync(
            new HttpClientTransport(
                new HttpClientTransportOptions { Endpoint = new Uri(Server.Http.BaseAddress!, "/mcp") }
            )
        );
        CallToolResult drawn = await client.CallToolAsync(
            "generate_image",
            new Dictionary<string, object?> { ["prompt"] = "a cat", ["seed"] = 5 }
        );
        string address = drawn.Content.OfType<TextContentBlock>().First().Text.Split('\n')[^1];

        Assert.Equal(
            [("a cat", address)],
            (await client.ListResourcesAsync()).Select(resource => (resource.Title, resource.Uri))
        );
        Assert.Equal(
            ["hippogriff://pictures/{id}"],
            (await client.ListResourceTemplatesAsync()).Select(template => template.UriTemplate)
        );
        BlobResourceContents read = Assert.IsType<BlobResourceContents>(
            Assert.Single((await client.ReadResourceAsync(address)).Contents)
        );
        Assert.Equal("image/png", read.MimeType);
        Assert.Equal(
            drawn.Content.OfType<ImageContentBlock>().Single().DecodedData.ToArray(),
            read.DecodedData.ToArray()
        );
        foreach (string none in (string[])["99", "x", "-1"])
        {
            McpException refused = await Assert.ThrowsAnyAsync<McpException>(async () =>
                await client.ReadResourceAsync("hippogriff://pictures/" + none)
            );
            Said.InOrder("no such picture", refused.Message);
        }
    }

    private async Task<string> SessionAsync()
    {
        using HttpResponseMessage answer = await SendAsync(
            null,
            new
            {
                jsonrpc = "2.0",
                id = 0,
                method = "initialize",
                @params = new
                {
                    protocolVersion = "2025-11-25",
                    capabilities = new { },
                    clientInfo = new { name = "test", version = "1" },
                },
            }
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private async Task CancelAsync(string session, int request)
    {
        using HttpResponseMessage answer = await SendAsync(
            session,
            new
            {
                jsonrpc = "2.0",
                method = "notifications/cancelled",
                @params = new { requestId = request, reason = "enough" },
            }
        );
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string? session, object message)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/mcp") { Content = JsonContent.Create(message) };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (session is not null)
            request.Headers.Add("Mcp-Session-Id", session);
        return await Server.Http.SendAsync(request);
    }
}
