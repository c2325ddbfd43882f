using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Studio.Jobs;
using static Hippogriff.EndToEnd.Tests.Comfy.Graphs;

namespace Hippogriff.EndToEnd.Tests.Comfy;

/// <summary>What is stopped, taken out of the queue, or fails, is told so that clients end.</summary>
public sealed class PromptStopTests
{
    [Fact]
    public async Task An_interrupted_prompt_ends_with_its_message_and_a_node_that_is_null()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "me");
        studio.Passes.Reset();
        string id = (await studio.TakePromptAsync(FromWords(), "me")).Text("prompt_id")!;
        while (await socket.NextAsync() is not { Type: "executing", Node: "3" }) { }
        JsonElement queue = await studio.Client.GetFromJsonAsync<JsonElement>("/queue");
        Assert.Equal(id, queue.GetProperty("queue_running")[0][1].GetString());
        using HttpResponseMessage stopped = await studio.Client.PostAsync("/interrupt", null);
        Assert.Equal("{}", await stopped.Content.ReadAsStringAsync());
        studio.Passes.Set();
        List<SocketMessage> rest = await socket.EndAsync();

        Assert.Contains(
            rest,
            message => message.Type == "execution_interrupted" && message.Data.Text("node_type") == "KSampler"
        );
        JsonElement status = (await studio.Client.GetFromJsonAsync<JsonElement>("/history"))
            .GetProperty(id)
            .GetProperty("status");
        Assert.Equal("error", status.Text("status_str"));
        Assert.Equal(JobState.Cancelled, Assert.Single(studio.Queue.Ended(5)).State);
    }

    [Fact]
    public async Task A_waiting_prompt_is_taken_out_and_its_job_with_it()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "me");
        studio.Passes.Reset();
        await studio.TakePromptAsync(FromWords(), "me");
        while (await socket.NextAsync() is not { Type: "executing", Node: "3" }) { }
        JsonObject other = FromWords();
        Inputs(other, "5")["width"] = 48; // another size does not share its passes
        string[] waiting = await WaitAsync(studio, other);
        using HttpResponseMessage deleted = await studio.Client.PostAsJsonAsync("/queue", new { delete = waiting });
        Assert.Equal("{}", await deleted.Content.ReadAsStringAsync());
        JsonElement queue = await studio.Client.GetFromJsonAsync<JsonElement>("/queue");

        Assert.Empty(queue.GetProperty("queue_pending").EnumerateArray());
        Assert.All(studio.Queue.Open(), open => Assert.Equal(JobState.Running, open.Job.State));
        Assert.Equal("{}", await studio.Client.GetStringAsync("/history/" + waiting[0]));
        studio.Passes.Set();
    }

    /// <summary>Fills the places that are drawn at once, and more: the ids of those that wait.</summary>
    private static async Task<string[]> WaitAsync(StudioServer studio, JsonObject graph)
    {
        for (int i = 0; i < 12; i++)
            await studio.TakePromptAsync(graph, "me");
        JsonElement queue = await studio.Client.GetFromJsonAsync<JsonElement>("/queue");
        string[] waiting =
        [
            .. queue.GetProperty("queue_pending").EnumerateArray().Select(prompt => prompt[1].GetString()!),
        ];
        Assert.NotEmpty(waiting);
        return waiting;
    }

    [Fact]
    public async Task History_is_cut_by_number_and_forgotten_by_id()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "me");
        List<string> ids = [];
        for (int i = 0; i < 3; i++)
        {
            ids.Add((await studio.TakePromptAsync(FromWords(), "me")).Text("prompt_id")!);
            await socket.EndAsync();
        }
        Assert.Equal(ids[1..], await IdsAsync(studio, "?max_items=2"));
        using HttpResponseMessage deleted = await studio.Client.PostAsJsonAsync("/history", new { delete = ids[..1] });
        Assert.Equal(ids[1..], await IdsAsync(studio, ""));
        using HttpResponseMessage cleared = await studio.Client.PostAsJsonAsync("/history", new { clear = true });
        Assert.Empty(await IdsAsync(studio, ""));
    }

    private static async Task<IEnumerable<string>> IdsAsync(StudioServer studio, string query) =>
        (await studio.Client.GetFromJsonAsync<JsonElement>("/history" + query))
            .EnumerateObject()
            .Select(prompt => prompt.Name);
}
