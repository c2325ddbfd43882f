using System.Net;
using System.Text.Json;
using Hippogriff.Metadata;
using Hippogriff.Studio.Jobs;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>The Model Context Protocol's own client against /mcp.</summary>
public sealed partial class McpTests : ApiTest
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
            Hippogriff.Studio.Apis.Mcp.ToolArguments.Fields.Select(field => field.SnakeName).Append("model").Order(),
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
        // the client stops listening once it has the answer, so the last step waits until it has heard of one
        Server.Queue.BeforeStep = (step, _) => step < 6 ? Task.CompletedTask : Patience.UntilAsync(Heard);
        await _client.CallToolAsync(
            "generate_image",
            new Dictionary<string, object?> { ["prompt"] = "a cat" },
            new Synchronous(steps)
        );

        lock (steps)
            Assert.NotEmpty(steps); // the client may hear of the last ones after the answer
        lock (steps)
            Assert.Subset(new HashSet<double> { 1, 2, 3, 4, 5, 6 }, steps.ToHashSet());

        bool Heard()
        {
            lock (steps)
                return steps.Count > 0;
        }
    }

    [Theory]
    [InlineData("prompt", "", "prompt ... empty")]
    [InlineData("count", 0, "count 0 ... 1 and 4")]
    [InlineData("count", 1000, "count 1000 ... 1 and 4")]
    [InlineData("width", 63, "width 63 ... multiple of 8")]
    [InlineData("steps", 5000, "steps 5000 ... 1 and 1000")]
    [InlineData("model", "../first", "'../first' ... toy, swift")]
    public async Task Refusals_are_answers_that_a_model_can_read(string name, object value, string said)
    {
        CallToolResult answer = await CallAsync(new() { ["prompt"] = "a cat", [name] = value });

        Assert.True(answer.IsError);
        Said.InOrder(said, ((TextContentBlock)answer.Content[0]).Text);
        Assert.Empty(Server.Queue.Taken);
    }

    [Fact]
    public async Task A_full_queue_and_a_stopped_job_are_said_too()
    {
        Server.Queue.BeforeStep = (_, _) => throw new OperationCanceledException();
        Said.InOrder("stopped", ((TextContentBlock)(await CallAsync(new() { ["prompt"] = "a cat" })).Content[0]).Text);
        Server.Queue.Refuses = new QueueFullException("200 jobs wait; ask again later.", TimeSpan.FromSeconds(3));
        Assert.Equal(
            "200 jobs wait; ask again later.",
            ((TextContentBlock)(await CallAsync(new() { ["prompt"] = "a cat" })).Content[0]).Text
        );
    }

    [Fact]
    public async Task Models_are_listed_with_what_they_can_draw()
    {
        CallToolResult answer = await _client.CallToolAsync("list_models");

        Said.InOrder(
            "toy (hash 0123456789) ... 64x64 ... of 8 ... 6 steps ... guidance 3\nswift (hash 0123456789) ... 64x64 "
                + "... of 8 ... 4 steps ... neither guidance",
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
