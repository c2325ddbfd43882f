using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Generators;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>A client of ComfyUI for JavaScript, over its websocket and by polling.</summary>
public sealed class ComfyNpmTests
{
    [Fact]
    public async Task A_client_for_JavaScript_draws_listens_polls_and_reads_lists()
    {
        string source = await NodePackages.RequireAsync("@stable-canvas/comfyui-client", "ws");
        await using Studio.StudioServer studio = await Studio.StudioServer.StartAsync();
        JsonElement said = JsonDocument
            .Parse(
                await Programs.RunAsync("node", source, Path.Combine(source, "comfy.mjs"), studio.Address.ToString())
            )
            .RootElement;

        Assert.Equal(2, said.GetProperty("drawn").GetArrayLength());
        Assert.Equal(2, said.GetProperty("polled").GetInt32());
        Assert.Contains(4, said.GetProperty("steps").EnumerateArray().Select(step => step.GetInt32()));
        Assert.Equal("toy", said.GetProperty("models")[0].GetString());
        Assert.Equal("euler", said.GetProperty("samplers")[0].GetString());
        Assert.Contains("400", said.GetProperty("refusal").GetString(), StringComparison.Ordinal);
    }
}
