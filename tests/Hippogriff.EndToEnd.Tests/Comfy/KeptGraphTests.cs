using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Imaging.Codecs;
using static Hippogriff.EndToEnd.Tests.Comfy.Graphs;

namespace Hippogriff.EndToEnd.Tests.Comfy;

/// <summary>What a drawn picture says outlives the server that drew it.</summary>
public sealed class KeptGraphTests
{
    [Fact]
    public async Task The_graph_of_a_picture_is_there_after_a_restart()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        JsonObject extra = new()
        {
            ["extra_pnginfo"] = new JsonObject { ["workflow"] = new JsonObject { ["last"] = 9 } },
        };
        string name;
        await using (SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "kept"))
        {
            JsonElement answer = await studio.TakePromptAsync(FromWords(), "kept", extra);
            await socket.EndAsync();
            name = Assert.Single(await studio.PicturesAsync(answer.Text("prompt_id")!, "9"));
        }
        await studio.RestartAsync();

        Assert.Equal("{}", await studio.Client.GetStringAsync("/history"));
        foreach (string address in (string[])["/view?" + name, "/api/v1/pictures/1.png?download=true"])
        {
            IReadOnlyDictionary<string, string> texts = PngFile.ReadTexts(
                await studio.Client.GetByteArrayAsync(address)
            );
            Assert.True(JsonNode.DeepEquals(FromWords(), JsonNode.Parse(texts["prompt"])), address);
            Assert.Equal("""{"last":9}""", texts["workflow"]);
        }
    }
}
