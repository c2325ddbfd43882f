using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Generators;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>
/// OpenAI's client for JavaScript against /v1. Needs node and, once, its packages: <c>npm ci</c> in the folder Npm.
/// </summary>
public sealed class OpenAiNpmTests
{
    [Fact]
    public async Task The_client_for_JavaScript_draws_streams_edits_varies_and_reads_refusals()
    {
        string source = await NodePackages.RequireAsync("openai");
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.Warnings = ["'cat' is unknown."];
        JsonElement said = JsonDocument
            .Parse(
                await Programs.RunAsync(
                    "node",
                    source,
                    Path.Combine(source, "images.mjs"),
                    new Uri(server.Http.BaseAddress!, "/v1").ToString(),
                    Convert.ToBase64String(Pictures.Plain()),
                    Convert.ToBase64String(Pictures.WithHole())
                )
            )
            .RootElement;

        Assert.Equal(["0000004000000040", "0000004000000040"], Texts(said, "drawn")); // 64x64 in a PNG's header
        Assert.Equal(
            ("64x64", "image/png", 1, 2),
            (
                said.GetProperty("size").GetString(),
                said.GetProperty("fetched").GetString(),
                said.GetProperty("edited").GetInt32(),
                said.GetProperty("varied").GetInt32()
            )
        );
        Assert.Equal([5, 6], said.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetInt32()));
        Assert.Equal(
            ["image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"],
            Texts(said, "streamed")
        );
        Assert.Equal([8, 9], said.GetProperty("azure").EnumerateArray().Select(seed => seed.GetInt32()));
        Assert.Equal(1, said.GetProperty("azureEdited").GetInt32());
        Assert.Equal(["toy", "swift"], Texts(said, "models"));
        Assert.Equal(server.Queue.Warnings, Texts(said, "warnings"));
        Assert.Equal(server.Queue.Warnings, Texts(said, "remarks"));
        JsonElement refusal = said.GetProperty("refusal");
        Assert.Equal(
            ("BadRequestError", 400, "n"),
            (
                refusal.GetProperty("name").GetString(),
                refusal.GetProperty("status").GetInt32(),
                refusal.GetProperty("param").GetString()
            )
        );
        Said.InOrder("400 n 1000 ... 1 and 16", refusal.GetProperty("message").GetString());
    }

    private static IEnumerable<string?> Texts(JsonElement said, string name) =>
        said.GetProperty(name).EnumerateArray().Select(text => text.GetString());
}
