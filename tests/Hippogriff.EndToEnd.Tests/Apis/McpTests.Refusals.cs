using System.Net;
using System.Text.Json;
using Hippogriff.Studio.Jobs;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hippogriff.EndToEnd.Tests.Apis;

public sealed partial class McpTests
{
    [Theory]
    [InlineData("prompt", 5)]
    [InlineData("count", "many")]
    [InlineData("loras", "my-dog")]
    [InlineData("seed", 5.5)]
    [InlineData("steps", true)]
    public async Task Values_of_the_wrong_kind_draw_nothing(string name, object value)
    {
        CallToolResult answer = await CallAsync(new() { ["prompt"] = "a cat", [name] = value });

        Assert.True(answer.IsError);
        Assert.StartsWith($"{name} takes ", ((TextContentBlock)answer.Content[0]).Text, StringComparison.Ordinal);
        Assert.Empty(Server.Queue.Taken);
    }

    [Fact]
    public async Task What_is_missing_or_not_known_is_named()
    {
        Assert.StartsWith(
            "prompt says what to draw",
            ((TextContentBlock)(await CallAsync([])).Content[0]).Text,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "There is no argument 'colour'; there are prompt,",
            ((TextContentBlock)(await CallAsync(new() { ["prompt"] = "a cat", ["colour"] = 1 })).Content[0]).Text,
            StringComparison.Ordinal
        );
        Assert.Empty(Server.Queue.Taken);
    }

    [Theory]
    [InlineData("seed", "9223372036854775808", "9223372036854775807")]
    [InlineData("seed", "1e300", "9223372036854775807")]
    [InlineData("steps", "2147483648", "2147483647")]
    [InlineData("count", "99999999999", "2147483647")]
    public async Task A_number_beyond_what_can_be_held_is_told_its_bound(string name, string number, string bound)
    {
        string said = await SendAsync(
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"generate_image","arguments":{"prompt":"a cat","NAME":NUMBER}}}"""
                .Replace("NAME", name, StringComparison.Ordinal)
                .Replace("NUMBER", number, StringComparison.Ordinal)
        );
        Assert.Contains($"{name} takes a whole number of at most {bound}.", said, StringComparison.Ordinal);
        Assert.Empty(Server.Queue.Taken);
    }

    [Theory]
    [InlineData(
        """{"name":"generate_image","arguments":{"prompt":"a \ud800 cat"}}""",
        -32602,
        "prompt holds half of a surrogate pair"
    )]
    [InlineData(
        """{"name":"generate_image","arguments":{"prompt":"a cat","loras":[{"name":"\udc00"}]}}""",
        -32602,
        "loras.name holds half of a surrogate pair"
    )]
    [InlineData(
        """{"name":"generate_image","arguments":{"prompt":"a cat","\ud800":1}}""",
        -32602,
        "a name holds half of a surrogate pair"
    )]
    [InlineData("""{"name":"generate_image","arguments":["a cat"]}""", -32602, "arguments takes an object")]
    [InlineData("""{"name":"generate_image","arguments":"a cat"}""", -32602, "arguments takes an object")]
    [InlineData("""{"name":"generate_image","arguments":7}""", -32602, "arguments takes an object")]
    [InlineData("""{"name":7,"arguments":{}}""", -32602, "name takes the name of a tool")]
    [InlineData("""{"arguments":{}}""", -32602, "name takes the name of a tool")]
    [InlineData("""["generate_image"]""", -32602, "params takes an object")]
    [InlineData("null", -32602, "params is missing")]
    public async Task A_message_of_the_wrong_form_is_told_what_its_field_takes(
        string parameters,
        int code,
        string sentence
    )
    {
        using JsonDocument answer = JsonDocument.Parse(
            await SendAsync(
                """{"jsonrpc":"2.0","id":"seven","method":"tools/call","params":PARAMS}""".Replace(
                    "PARAMS",
                    parameters,
                    StringComparison.Ordinal
                )
            )
        );
        JsonElement error = answer.RootElement.GetProperty("error");
        Assert.Equal(
            ("seven", code),
            (answer.RootElement.GetProperty("id").GetString(), error.GetProperty("code").GetInt32())
        );
        Assert.StartsWith(sentence, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(Server.Queue.Taken);
    }

    [Theory]
    [InlineData("initialize", """{"protocolVersion":5}""", -32602)]
    [InlineData("initialize", "{}", -32602)]
    [InlineData("tools/list", """{"cursor":5}""", -32602)]
    [InlineData("tools/call", """{"name":"list_models","_meta":5}""", -32602)]
    [InlineData("tools/call", """{"name":"generate_image","arguments":{"prompt":"a cat","prompt":"a dog"}}""", -32600)]
    public async Task Parameters_of_another_kind_are_no_mistake_of_the_server(
        string method,
        string parameters,
        int code
    )
    {
        string message = $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""";
        using JsonDocument answer = JsonDocument.Parse(await SendAsync(message));
        JsonElement error = answer.RootElement.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetInt32());
        Assert.Contains("cannot be read: ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(Server.Queue.Taken);
    }

    /// <summary>The protocol, 2025-11-25, Lifecycle, "Version Negotiation".</summary>
    [Theory]
    [InlineData("2024-11-05", "2024-11-05")]
    [InlineData("2025-03-26", "2025-03-26")]
    [InlineData("2025-06-18", "2025-06-18")]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("2026-07-28", "2025-11-25")] // this one has no initialize
    [InlineData("2099-01-01", "2025-11-25")]
    [InlineData("1.0", "2025-11-25")]
    [InlineData("", "2025-11-25")]
    public async Task A_client_that_asks_for_a_version_gets_it_or_is_offered_the_latest(string asked, string offered)
    {
        string parameters = $$"""
            {"protocolVersion":"{{asked}}","capabilities":{},"clientInfo":{"name":"t","version":"1"} }
            """;
        string answer = await SendAsync(
            $$"""{"jsonrpc":"2.0","id":"one","method":"initialize","params":{{parameters}}}"""
        );
        int begin = answer.IndexOf('{', StringComparison.Ordinal);
        using JsonDocument said = JsonDocument.Parse(answer[begin..].Split('\n')[0]);
        Assert.Equal("one", said.RootElement.GetProperty("id").GetString());
        Assert.True(said.RootElement.TryGetProperty("result", out JsonElement result), answer);
        Assert.Equal(offered, result.GetProperty("protocolVersion").GetString());
        Assert.True(result.GetProperty("capabilities").TryGetProperty("tools", out _));
    }

    private async Task<string> SendAsync(string message)
    {
        using StringContent content = new(message, System.Text.Encoding.UTF8, "application/json");
        using HttpRequestMessage request = new(HttpMethod.Post, "/mcp")
        {
            Content = content,
            Headers = { Accept = { new("application/json"), new("text/event-stream") } },
        };
        using HttpResponseMessage answer = await Server.Http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task Nulls_and_numbers_as_language_models_write_them_are_taken()
    {
        Assert.NotEqual(
            true,
            (
                await CallAsync(
                    new()
                    {
                        ["prompt"] = "a cat",
                        ["count"] = null,
                        ["model"] = null,
                        ["loras"] = null,
                        ["steps"] = 3.0,
                        ["seed"] = "7",
                        ["guidance"] = "2.5",
                    }
                )
            ).IsError
        );
        JobRequest taken = Assert.Single(Server.Queue.Taken);
        Assert.Equal((1, 3, 7L, 2.5), (taken.Count, taken.Steps, taken.Seed, taken.Guidance));
    }

    [Theory]
    [InlineData("loud")]
    [InlineData("")]
    public async Task A_level_of_logs_that_there_is_not_is_told(string level)
    {
        using JsonDocument answer = JsonDocument.Parse(
            await SendAsync(
                $$$"""{"jsonrpc":"2.0","id":7,"method":"logging/setLevel","params":{"level":"{{{level}}}"}}"""
            )
        );
        JsonElement error = answer.RootElement.GetProperty("error");
        Assert.Equal(-32602, error.GetProperty("code").GetInt32());
        Said.InOrder("level takes ... debug ... emergency", error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("application/json", 33 << 20, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("text/plain", 10, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", 10, HttpStatusCode.BadRequest)]
    public async Task Bodies_that_are_no_messages_are_refused(string type, int bytes, HttpStatusCode status)
    {
        using ByteArrayContent content = new([.. Enumerable.Repeat((byte)'x', bytes)])
        {
            Headers = { ContentType = new(type) },
        };
        using HttpRequestMessage request = new(HttpMethod.Post, "/mcp")
        {
            Content = content,
            Headers = { Accept = { new("application/json"), new("text/event-stream") }, ExpectContinue = true },
        };

        Assert.Equal(status, (await Server.Http.SendAsync(request)).StatusCode);
    }
}
