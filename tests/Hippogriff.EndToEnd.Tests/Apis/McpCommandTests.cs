using System.Diagnostics;
using System.Text;
using System.Text.Json;
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

    [Fact]
    public async Task Whatever_comes_it_writes_messages_alone_and_ends_with_its_input()
    {
        using TemporaryFolder folder = new();
        using Process program = Process.Start(
            new ProcessStartInfo("dotnet")
            {
                ArgumentList =
                {
                    Path.Combine(AppContext.BaseDirectory, "Hippogriff.Cli.dll"),
                    "mcp",
                    "--studio",
                    folder.In("drawn"),
                    "--device",
                    "cpu",
                },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        Task<string> complaints = program.StandardError.ReadToEndAsync();
        byte[] binary = new byte[4_000];
        new Random(5).NextBytes(binary);
        byte[][] sent =
        [
            "hello\n\r\n   \n[]\n7\nnull\n\"x\"\n{\n{}\n{\"jsonrpc\":\"2.0\"}\n"u8.ToArray(),
            binary,
            "\n\0\0\0\n\ufeff{\"id\":1,\"id\":2}\n"u8.ToArray(),
            [.. Enumerable.Repeat((byte)'[', 5_000), (byte)'\n'],
            Encoding.ASCII.GetBytes(new string('x', 40 << 20) + "\n"),
            Encoding.ASCII.GetBytes(Ping("long", new string('y', 900_000)) + "\r\n"),
            Encoding.ASCII.GetBytes(Ping("last", "")), // and no end of its line
        ];
        Task writing = WriteAsync();
        List<JsonElement> answers = [];
        while (await program.StandardOutput.ReadLineAsync(Patience.Token) is { } line)
            answers.Add(JsonDocument.Parse(line).RootElement);
        await writing.WithPatience();
        await program.WaitForExitAsync(Patience.Token);

        Assert.Equal((0, ""), (program.ExitCode, await complaints.WithPatience()));
        Assert.All(answers, answer => Assert.Equal("2.0", answer.GetProperty("jsonrpc").GetString()));
        Assert.Equal(
            ["last", "long"],
            answers.Where(answer => answer.TryGetProperty("result", out _)).Select(IdOf).Order()
        );
        Assert.Contains(
            answers,
            answer => answer.GetRawText().Contains("at most 1048576 characters", StringComparison.Ordinal)
        );

        async Task WriteAsync()
        {
            foreach (byte[] bytes in sent)
                await program.StandardInput.BaseStream.WriteAsync(bytes);
            program.StandardInput.Close();
        }
    }

    private static string Ping(string id, string padding) =>
        $$"""{"jsonrpc":"2.0","id":"{{id}}","method":"ping","params":{"_meta":{"padding":"{{padding}}"} } }""";

    private static string? IdOf(JsonElement message) => message.GetProperty("id").GetString();
}
