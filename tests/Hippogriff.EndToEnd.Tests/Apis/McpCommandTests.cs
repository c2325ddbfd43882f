using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary><c>hippogriff mcp</c>, started by a real client over standard input and output.</summary>
public sealed class McpCommandTests
{
    [Fact]
    public async Task A_client_starts_it_and_lists_models_and_draws()
    {
        using TemporaryFolder folder = new();
        await using McpClient client = await McpClient
            .CreateAsync(
                new StdioClientTransport(
                    new StdioClientTransportOptions
                    {
                        Command = "dotnet",
                        Arguments =
                        [
                            Path.Combine(AppContext.BaseDirectory, "Hippogriff.Cli.dll"),
                            "mcp",
                            "--studio",
                            folder.In("drawn"),
                            "--device",
                            "cpu",
                        ],
                    }
                )
            )
            .WithPatience();
        IList<McpClientTool> tools = await client.ListToolsAsync().AsTask().WithPatience();
        Assert.Contains(tools, tool => tool.Name == "generate_image");
        CallToolResult answer = await client
            .CallToolAsync(
                "generate_image",
                new Dictionary<string, object?>
                {
                    ["prompt"] = "a cat",
                    ["seed"] = 5,
                    ["steps"] = 1,
                }
            )
            .AsTask()
            .WithPatience();
        ImageContentBlock picture = Assert.Single(answer.Content.OfType<ImageContentBlock>());
        Assert.Equal("image/png", picture.MimeType);
    }
}
