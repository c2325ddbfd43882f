using System.Net;
using System.Text.Json;
using Hippogriff.Imaging;
using Hippogriff.Studio.Jobs;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>The Model Context Protocol's own client against /mcp.</summary>
public sealed class McpTests : ApiTest
{
    private McpClient _client = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _client = await McpClient.CreateAsync(
            new HttpClientTransport(
                new HttpClientTransportOptions
                {
                    Endpoint = new Uri(Server.Http.BaseAddress!, "/mcp"),
                    TransportMode = HttpTransportMode.StreamableHttp,
                }
            )
        );
    }

    public override async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task The_tools_say_what_they_take()
    {
        IList<McpClientTool> tools = await _client.ListToolsAsync();

        Assert.Equal(["generate_image", "list_models"], tools.Select(tool => tool.Name).Order());
        McpClientTool draw = tools.Single(tool => tool.Name == "generate_image");
        Assert.Equal(
            ["count", "guidance", "height", "loras", "model", "negative_prompt", "prompt", "seed", "steps", "width"],
            draw.JsonSchema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order()
        );
        Assert.Equal(
            ["prompt"],
            draw.JsonSchema.GetProperty("required").EnumerateArray().Select(name => name.GetString())
        );
        Assert.Equal("hippogriff", _client.ServerInfo?.Name);
    }

    [Fact]
    public async Task Pictures_come_with_the_settings_they_were_drawn_with()
    {
        CallToolResult answer = await CallAsync(
            new()
            {
                ["prompt"] = "a cat",
                ["negative_prompt"] = "dog",
                ["seed"] = 5,
                ["steps"] = 3,
                ["guidance"] = 2.5,
                ["width"] = 1024,
                ["height"] = 1024,
                ["count"] = 2,
            }
        );

        Assert.NotEqual(true, answer.IsError);
        ImageContentBlock[] images = [.. answer.Content.OfType<ImageContentBlock>()];
        Assert.Equal(["image/png", "image/png"], images.Select(image => image.MimeType));
        Assert.Equal([5, 6], images.Select(image => Pictures.Read(image.DecodedData.ToArray()).Shade));
        Assert.StartsWith(
            "a cat\nNegative prompt: dog\nSteps: 3, Sampler: Euler, ",
            answer.Content.OfType<TextContentBlock>().First().Text,
            StringComparison.Ordinal
        );
        Assert.Equal("a cat", ImageMetadata.Read(images[1].DecodedData.ToArray()).Infotext!.Prompt);
    }

    [Fact]
    public async Task Steps_are_reported_while_it_draws()
    {
        List<double> steps = [];
        Server.Queue.BeforeStep = (_, stop) => Task.Delay(50, stop); // the client stops listening once it has the answer
        await _client.CallToolAsync(
            "generate_image",
            new Dictionary<string, object?> { ["prompt"] = "a cat" },
            new Synchronous(steps)
        );

        lock (steps)
            Assert.NotEmpty(steps); // the client may hear of the last ones after the answer
        lock (steps)
            Assert.Subset(new HashSet<double> { 1, 2, 3, 4, 5, 6 }, steps.ToHashSet());
    }

    [Theory]
    [InlineData("prompt", "", "prompt says what to draw; it is empty.")]
    [InlineData("count", 0, "count 0 is not between 1 and 4.")]
    [InlineData("count", 1000, "count 1000 is not between 1 and 4.")]
    [InlineData("width", 63, "The width 63 is not a multiple of 8")]
    [InlineData("steps", 5000, "The number of steps 5000 is not between 1 and 1000.")]
    [InlineData("model", "../first", "There is no model '../first'; there is toy, swift.")]
    public async Task Refusals_are_answers_that_a_model_can_read(string name, object value, string sentence)
    {
        CallToolResult answer = await CallAsync(new() { ["prompt"] = "a cat", [name] = value });

        Assert.True(answer.IsError);
        Assert.StartsWith(sentence, ((TextContentBlock)answer.Content[0]).Text, StringComparison.Ordinal);
        Assert.Empty(Server.Queue.Taken);
    }

    [Fact]
    public async Task A_full_queue_and_a_stopped_job_are_said_too()
    {
        Server.Queue.BeforeStep = (_, _) => throw new OperationCanceledException();
        Assert.Equal(
            "The job was stopped before its pictures were done.",
            ((TextContentBlock)(await CallAsync(new() { ["prompt"] = "a cat" })).Content[0]).Text
        );
        Server.Queue.Refuses = new QueueFullException("200 jobs wait; ask again later.", TimeSpan.FromSeconds(3));
        Assert.Equal(
            "200 jobs wait; ask again later.",
            ((TextContentBlock)(await CallAsync(new() { ["prompt"] = "a cat" })).Content[0]).Text
        );
    }

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
    [InlineData("seed", "1.5", "9223372036854775807")]
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

    [Fact]
    public async Task Models_are_listed_with_what_they_can_draw()
    {
        CallToolResult answer = await _client.CallToolAsync("list_models");

        Assert.Equal(
            "toy (hash 0123456789): 64x64 pixels, sizes are multiples of 8, 6 steps, guidance 3\nswift (hash 0123456789): 64x64 pixels, sizes are multiples of 8, 4 steps, takes neither guidance nor a negative prompt",
            ((TextContentBlock)answer.Content.Single()).Text
        );
    }

    private async Task<CallToolResult> CallAsync(Dictionary<string, object?> arguments) =>
        await _client.CallToolAsync("generate_image", arguments);

    private sealed class Synchronous(List<double> steps) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value)
        {
            lock (steps)
                steps.Add(value.Progress);
        }
    }
}
