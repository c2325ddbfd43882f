using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Generators;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>Clients for JavaScript that people have: of the Model Context Protocol, the AI SDK, the web UI's.</summary>
public sealed class NpmClientTests
{
    [Fact]
    public async Task The_client_of_MCP_draws_reads_pictures_and_refusals_and_stops_what_it_gives_up()
    {
        string folder = await NodePackages.RequireAsync("@modelcontextprotocol/sdk");
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.BeforeStep = (step, stop) =>
            step > 1 && server.Queue.Taken.Last().Prompt == "a slow cat"
                ? Task.Delay(Timeout.Infinite, stop)
                : Task.CompletedTask;
        JsonElement said = await RunAsync(folder, "mcp.mjs", new Uri(server.Http.BaseAddress!, "/mcp").ToString());

        Assert.Equal(
            """{"tools":["generate_image","list_models"],"type":"image/png","same":true,"refused":true""",
            JsonSerializer.Serialize(said).Split(",\"why\"")[0]
        );
        Said.InOrder("prompt ... text", said.GetProperty("why").GetString());
        Assert.True(said.GetProperty("aborted").GetBoolean());
        Assert.Equal("image", said.GetProperty("after").GetString());
    }

    [Fact]
    public async Task The_AI_SDK_and_a_client_of_the_web_UI_draw_and_read_refusals()
    {
        string folder = await NodePackages.RequireAsync("ai", "@ai-sdk/openai", "node-sd-webui");
        await using ApiServer server = await ApiServer.StartAsync();
        JsonElement said = await RunAsync(folder, "others.mjs", server.Http.BaseAddress!.ToString().TrimEnd('/'));

        Assert.Equal(
            """{"images":["image/png","image/png"],"refused":400,"webui":2}""",
            JsonSerializer.Serialize(said)
        );
    }

    [Fact]
    public async Task LangChain_and_another_client_of_the_web_UI_draw_and_read_refusals()
    {
        string folder = await NodePackages.RequireAsync("@langchain/openai", "stable-diffusion-api");
        await using ApiServer server = await ApiServer.StartAsync();
        JsonElement said = await RunAsync(folder, "webui.mjs", server.Http.BaseAddress!.ToString().TrimEnd('/'));

        Assert.Equal(
            """{"type":"image/png","images":1,"width":64,"again":1,"refused":422}""",
            JsonSerializer.Serialize(said)
        );
    }

    private static async Task<JsonElement> RunAsync(string folder, string script, string address) =>
        JsonDocument.Parse(await Programs.RunAsync("node", folder, script, address)).RootElement;
}
