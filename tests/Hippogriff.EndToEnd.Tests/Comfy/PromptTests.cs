using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.EndToEnd.Tests.Apis;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using static Hippogriff.EndToEnd.Tests.Comfy.Graphs;

namespace Hippogriff.EndToEnd.Tests.Comfy;

/// <summary>From a graph to pictures: messages, history, files, and what stops it.</summary>
public sealed class PromptTests(StudioServer studio) : IClassFixture<StudioServer>
{
    [Fact]
    public async Task Messages_come_in_ComfyUIs_order_and_the_history_is_there_at_the_end()
    {
        // the test before this one may have ended with the last message, which comes before its job is off the line
        await Patience.UntilAsync(
            async () =>
                (await studio.Client.GetFromJsonAsync<JsonElement>("/prompt"))
                    .GetProperty("exec_info")
                    .GetProperty("queue_remaining")
                    .GetInt32(),
            remaining => remaining == 0
        );
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "order");
        Assert.Equal(
            ("status", 0, "order"),
            (socket.First.Type, socket.First.Remaining, socket.First.Data.Text("sid"))
        );
        JsonElement answer = await studio.TakePromptAsync(FromWords(), "order");
        string id = answer.Text("prompt_id")!;
        List<SocketMessage> all = await socket.EndAsync();

        Assert.Equal(
            ["execution_start", "execution_cached", "executed", "execution_success"],
            all.Select(message => message.Type)
                .Where(type => type.StartsWith("execut", StringComparison.Ordinal) && type != "executing")
        );
        Assert.Equal(
            ["4", "6", "7", "5", "3", "8", "9", null],
            all.Where(message => message.Type == "executing").Select(message => message.Node)
        );
        SocketMessage[] progress = [.. all.Where(message => message.Type == "progress")];
        Assert.Equal(
            (3, 3, "3"),
            (
                progress[^1].Data.GetProperty("value").GetInt32(),
                progress[^1].Data.GetProperty("max").GetInt32(),
                progress[^1].Node
            )
        );
        Assert.DoesNotContain(all, message => message.Type == "binary");
        Assert.All(
            all.Where(message => message.Type != "status"),
            message => Assert.Equal(id, message.Data.Text("prompt_id"))
        );
        Assert.Equal(0, all.Last(message => message.Type == "status").Remaining);

        JsonElement history = (await studio.Client.GetFromJsonAsync<JsonElement>("/history/" + id)).GetProperty(id);
        Assert.Equal("success", history.GetProperty("status").Text("status_str"));
        Assert.True(
            JsonElement.DeepEquals(JsonSerializer.SerializeToElement(FromWords()), history.GetProperty("prompt")[2])
        );
        Assert.Equal(id, history.GetProperty("prompt")[1].GetString());
    }

    [Fact]
    public async Task A_drawn_picture_holds_its_graph_and_what_the_program_says_of_it()
    {
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "texts");
        JsonObject graph = FromWords();
        Inputs(graph, "9")["filename_prefix"] = "clients/fox";
        JsonObject extra = new()
        {
            ["extra_pnginfo"] = new JsonObject
            {
                ["workflow"] = new JsonObject { ["last"] = 9 },
                ["parameters"] = "x",
            },
        };
        JsonElement answer = await studio.TakePromptAsync(graph, "texts", extra);
        await socket.EndAsync();
        string name = Assert.Single(await studio.PicturesAsync(answer.Text("prompt_id")!, "9"));
        Assert.Contains("fox_", name, StringComparison.Ordinal);
        Assert.Contains("subfolder=clients&type=output", name, StringComparison.Ordinal);
        byte[] png = await studio.Client.GetByteArrayAsync("/view?" + name);
        IReadOnlyDictionary<string, string> texts = PngFile.ReadTexts(png);

        Assert.True(JsonNode.DeepEquals(graph, JsonNode.Parse(texts["prompt"])));
        Assert.Equal("{\"last\":9}", texts["workflow"]);
        Assert.Equal("a red fox", ImageMetadata.Read(png, "the picture").Infotext!.Prompt);
        Assert.Contains("Seed: 7", texts["parameters"], StringComparison.Ordinal);
        JsonElement newest = (await studio.Client.GetFromJsonAsync<JsonElement>("/api/v1/pictures?words=fox&most=1"))[
            0
        ];
        Assert.Equal(png, await studio.Client.GetByteArrayAsync(newest.Text("url") + "?download=true"));
        JsonElement job = await studio.Client.GetFromJsonAsync<JsonElement>("/api/v1/jobs/" + newest.Text("job"));
        Assert.DoesNotContain("class_type", job.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_go_over_the_websocket_where_the_graph_says_so()
    {
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "frames");
        JsonObject graph = FromWords();
        graph["9"] = Node("SaveImageWebsocket", ("images", Link("8")));
        Inputs(graph, "5")["batch_size"] = 2;
        await studio.TakePromptAsync(graph, "frames");
        List<SocketMessage> all = await socket.EndAsync();
        byte[][] frames = [.. all.Where(message => message.Bytes is not null).Select(message => message.Bytes!)];

        Assert.Equal(2, frames.Length);
        Assert.All(frames, frame => Assert.Equal([0, 0, 0, 1, 0, 0, 0, 2], frame[..8]));
        Assert.All(frames, frame => ImageFile.Decode(frame[8..]));
        Assert.Equal(
            "9",
            all.Take(all.FindIndex(message => message.Bytes is not null))
                .Last(message => message.Type == "executing")
                .Node
        );
        Assert.DoesNotContain(all, message => message.Type == "executed");
    }

    [Fact]
    public async Task Previews_come_to_those_who_ask_with_facts_if_they_know_them()
    {
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "previews");
        await socket.SendAsync("{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true}}");
        Assert.Equal("feature_flags", (await socket.NextAsync()).Type);
        await studio.TakePromptAsync(FromWords(), "previews", new JsonObject { ["preview_method"] = "auto" });
        byte[] frame = (await socket.EndAsync()).First(message => message.Bytes is not null).Bytes!;
        int length = (frame[6] << 8) + frame[7];

        Assert.Equal([0, 0, 0, 4], frame[..4]);
        Assert.Equal("3", JsonDocument.Parse(frame.AsMemory(8, length)).RootElement.Text("node_id"));
        ImageFile.Decode(frame[(8 + length)..]);
    }

    [Fact]
    public async Task A_picture_is_uploaded_drawn_on_and_shown_in_its_own_size()
    {
        (int status, JsonElement kept) = await studio.UploadAsync(
            Pictures.Plain(8, 4),
            "small.png",
            ("subfolder", "in")
        );
        Assert.Equal(
            (200, "small.png", "in", "input"),
            (status, kept.Text("name"), kept.Text("subfolder"), kept.Text("type"))
        );
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "picture");
        JsonElement answer = await studio.TakePromptAsync(FromPicture("in/small.png"), "picture");
        await socket.EndAsync();
        string name = Assert.Single(await studio.PicturesAsync(answer.Text("prompt_id")!, "9"));
        (int width, int height, _) = Pictures.Read(
            await studio.Client.GetByteArrayAsync("/view?" + name + "&preview=webp;80")
        );

        Assert.Equal((8, 4), (width, height));
        Assert.Empty(answer.GetProperty("warnings").EnumerateArray());
        Assert.Equal(
            (8, 4, 128),
            Pictures.Read(await studio.Client.GetByteArrayAsync("/view?filename=small.png&subfolder=in&type=input"))
        );
    }

    [Fact]
    public async Task A_graph_that_draws_nothing_shows_its_pictures_at_once()
    {
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "plain");
        JsonObject graph = new()
        {
            ["1"] = Node("EmptyImage", ("width", 5), ("height", 6), ("batch_size", 1), ("color", 0xFF0000)),
            ["2"] = Node("PreviewImage", ("images", Link("1"))),
        };
        JsonElement answer = await studio.TakePromptAsync(graph, "plain");
        await socket.EndAsync();
        string name = Assert.Single(await studio.PicturesAsync(answer.Text("prompt_id")!, "2"));

        Assert.EndsWith("type=temp", name, StringComparison.Ordinal);
        Assert.Equal((5, 6, 255), Pictures.Read(await studio.Client.GetByteArrayAsync("/view?" + name)));
    }

    [Fact]
    public async Task What_the_server_limits_is_refused_at_the_node_that_draws()
    {
        JsonObject graph = FromWords();
        Inputs(graph, "3")["steps"] = 9_000;
        (int status, JsonElement answer) = await studio.AskAsync(graph);
        Assert.Equal(400, status);
        Assert.Contains("steps", answer.GetProperty("error").Text("message"), StringComparison.Ordinal);
        Assert.Equal("KSampler", answer.GetProperty("node_errors").GetProperty("3").Text("class_type"));
    }

    [Theory]
    [InlineData("{\"prompt\":GRAPH,\"client_id\":\"\\ud800\"}")]
    [InlineData("{\"prompt\":GRAPH,\"extra_data\":{\"a\":[\"\\udc00\"]}}")]
    [InlineData("{\"prompt\":{\"1\":{\"class_type\":\"X\",\"inputs\":{},\"_meta\":{\"title\":\"\\ud800\"}}}}")]
    [InlineData("{\"prompt\":{\"\\ud800\":{\"class_type\":\"SaveImage\",\"inputs\":{}}}}")]
    public async Task Half_a_character_is_refused_and_never_told_back(string body)
    {
        using StringContent content = new(body.Replace("GRAPH", FromWords().ToJsonString(), StringComparison.Ordinal));
        using HttpResponseMessage answer = await studio.Client.PostAsync("/prompt", content);
        JsonElement said = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("half of a character", said.GetProperty("error").Text("message"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await studio.Client.GetAsync("/queue")).StatusCode);
    }

    [Fact]
    public async Task Messages_of_a_long_graph_stay_short()
    {
        await using SocketClient socket = await SocketClient.ConnectAsync(studio.Address, "long");
        JsonObject graph = FromWords();
        JsonArray model = Link("4");
        for (int i = 0; i < 60; i++)
        {
            graph["m" + i] = Node("DifferentialDiffusion", ("model", model));
            model = Link("m" + i);
        }
        Inputs(graph, "3")["model"] = model;
        await studio.TakePromptAsync(graph, "long");
        List<SocketMessage> all = await socket.EndAsync();

        Assert.Contains(all, message => message is { Type: "executing", Node: "m59" });
        Assert.All(
            all.Where(message => message.Type == "progress_state"),
            message => Assert.InRange(message.Data.GetProperty("nodes").EnumerateObject().Count(), 1, 16)
        );
    }

    [Fact]
    public async Task A_byte_order_mark_before_a_graph_is_passed_over()
    {
        using ByteArrayContent content = new([
            0xef,
            0xbb,
            0xbf,
            .. JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["prompt"] = FromWords() }),
        ]);
        using HttpResponseMessage answer = await studio.Client.PostAsync("/prompt", content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_id_of_an_open_prompt_is_not_taken_twice_and_a_graph_without_a_name_is_refused()
    {
        foreach (string body in (string[])["", "[]", "{", "{\"prompt\":null}", "{\"prompt\":{},\"prompt_id\":5}"])
        {
            using StringContent content = new(body);
            using HttpResponseMessage answer = await studio.Client.PostAsync("/prompt", content);
            JsonElement said = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.NotEqual("", said.GetProperty("error").Text("message"));
        }
    }
}
