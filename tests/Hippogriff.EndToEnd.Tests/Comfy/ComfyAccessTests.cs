using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Apis;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Studio.Access;
using static Hippogriff.EndToEnd.Tests.Comfy.Graphs;

namespace Hippogriff.EndToEnd.Tests.Comfy;

/// <summary>Keys, owners, names that lead out, and pages of the same names.</summary>
public sealed class ComfyAccessTests(StudioServer studio) : IClassFixture<StudioServer>
{
    [Fact]
    public async Task With_keys_only_their_holders_come_in_and_each_sees_its_own_prompts_and_uploads()
    {
        string first = "",
            second = "";
        await using StudioServer locked = await StudioServer.StartAsync(options =>
        {
            first = ApiKeys.Of(options).Add("first", DateTimeOffset.UnixEpoch);
            second = ApiKeys.Of(options).Add("second", DateTimeOffset.UnixEpoch);
        });
        foreach (string path in (string[])["/prompt", "/api/queue", "/history", "/object_info", "/view?filename=x.png"])
        {
            using HttpResponseMessage refused = await locked.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.StartsWith("Basic", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            Assert.NotEqual(
                "",
                (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").Text("message")
            );
        }
        await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.ConnectAsync(locked.Address, "a"));
        await Assert.ThrowsAsync<WebSocketException>(() =>
            SocketClient.ConnectAsync(locked.Address, "a", token: first + "x")
        );
        using HttpResponseMessage noSocket = await locked.Client.GetAsync("/history?token=" + first);
        Assert.Equal(HttpStatusCode.Unauthorized, noSocket.StatusCode); // an address is no place for a key
        await using SocketClient byAddress = await SocketClient.ConnectAsync(locked.Address, "b", token: first);
        Assert.Equal("status", byAddress.First.Type);

        locked.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + first))
        );
        await using SocketClient socket = await SocketClient.ConnectAsync(locked.Address, "a", "Bearer " + first),
            other = await SocketClient.ConnectAsync(locked.Address, "a", "Bearer " + second);
        await locked.UploadAsync(Pictures.Plain(8, 4), "mine.png");
        string id = (await locked.TakePromptAsync(FromPicture("mine.png"), "a")).Text("prompt_id")!;
        await socket.EndAsync();
        Assert.NotEqual("{}", await locked.Client.GetStringAsync("/history/" + id));

        locked.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", second);
        Assert.Equal("{}", await locked.Client.GetStringAsync("/history"));
        Assert.Equal(400, (await locked.AskAsync(FromPicture("mine.png"))).Status);
        using HttpResponseMessage view = await locked.Client.GetAsync("/view?filename=mine.png&type=input");
        Assert.Equal(HttpStatusCode.NotFound, view.StatusCode);
        await other.SendAsync("{\"type\":\"feature_flags\"}");
        Assert.Equal("feature_flags", (await other.NextAsync()).Type); // nothing of the first one's came before
    }

    [Theory]
    [InlineData("filename=../keys.json", 400)]
    [InlineData("filename=x.png&subfolder=../..", 400)]
    [InlineData("filename=..%5C..%5Ckeys.json", 400)]
    [InlineData("filename=/etc/passwd", 400)]
    [InlineData("filename=x_00042_.png", 404)]
    [InlineData("filename=x_99999999999999999999_.png", 404)]
    [InlineData("filename=x_pabc_.png", 404)]
    [InlineData("filename=keys.json&type=secret", 404)]
    [InlineData("", 404)]
    public async Task Names_that_lead_out_or_nowhere_are_refused(string query, int status)
    {
        using HttpResponseMessage answer = await studio.Client.GetAsync("/view?" + query);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotEqual(
            "",
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").Text("message")
        );
    }

    [Theory]
    [InlineData("../x.png", "")]
    [InlineData("/x.png", "")]
    [InlineData("a\\..\\x.png", "")]
    [InlineData("x.png", "../up")]
    [InlineData("x.png", "a//b")]
    public async Task Uploads_under_names_that_lead_out_are_refused(string name, string folder) =>
        Assert.Equal(400, (await studio.UploadAsync(Pictures.Plain(), name, ("subfolder", folder))).Status);

    [Fact]
    public async Task Uploads_are_checked_as_others_and_get_a_free_name()
    {
        Assert.Equal(400, (await studio.UploadAsync(Pictures.Bomb(), "bomb.png")).Status);
        Assert.Equal(400, (await studio.UploadAsync("no picture"u8.ToArray(), "x.png")).Status);
        string[] names =
        [
            await NameAsync(Pictures.Plain(shade: 1)),
            await NameAsync(Pictures.Plain(shade: 1)),
            await NameAsync(Pictures.Plain(shade: 2)),
            await NameAsync(Pictures.Plain(shade: 3), ("overwrite", "true")),
            await NameAsync(Pictures.Plain(shade: 4), ("overwrite", "True")),
        ];
        Assert.Equal(["free.png", "free.png", "free (1).png", "free.png", "free (2).png"], names);
        byte[] now = await studio.Client.GetByteArrayAsync("/view?filename=free.png&type=input");
        Assert.Equal(3, Pictures.Read(now).Shade);

        async Task<string> NameAsync(byte[] file, params (string, string)[] fields) =>
            (await studio.UploadAsync(file, "free.png", fields)).Answer.Text("name")!;
    }

    [Theory]
    [InlineData("/queue")]
    [InlineData("/models")]
    public async Task A_browser_gets_the_page_and_a_program_the_list(string path)
    {
        using HttpRequestMessage asks = new(HttpMethod.Get, path);
        asks.Headers.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");
        using HttpResponseMessage page = await studio.Client.SendAsync(asks);
        using HttpResponseMessage list = await studio.Client.GetAsync(path);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Equal("application/json", list.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_page_of_another_site_can_neither_draw_nor_listen()
    {
        using HttpRequestMessage foreign = new(HttpMethod.Post, "/prompt") { Content = new StringContent("{}") };
        foreign.Headers.Add("Origin", "http://evil.example");
        using HttpResponseMessage refused = await studio.Client.SendAsync(foreign);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using ClientWebSocket socket = new();
        socket.Options.SetRequestHeader("Origin", "http://evil.example");
        await Assert.ThrowsAsync<WebSocketException>(() =>
            socket.ConnectAsync(new Uri($"ws://{studio.Address.Authority}/ws"), CancellationToken.None)
        );
    }

    [Fact]
    public async Task The_lists_name_what_can_be_drawn_with()
    {
        JsonElement classes = await studio.Client.GetFromJsonAsync<JsonElement>("/object_info");
        JsonElement sampler = classes.GetProperty("KSampler").GetProperty("input").GetProperty("required");
        string[] samplers =
        [
            .. sampler.GetProperty("sampler_name")[0].EnumerateArray().Select(name => name.GetString()!),
        ];
        Assert.Equal("euler", samplers[0]);
        Assert.Contains("dpmpp_2m", samplers);
        Assert.DoesNotContain("euler_cfg_pp", samplers);
        Assert.Equal(ulong.MaxValue, sampler.GetProperty("seed")[1].GetProperty("max").GetUInt64());
        Assert.Equal(
            (await studio.Client.GetFromJsonAsync<string[]>("/models/checkpoints"))!,
            classes
                .GetProperty("CheckpointLoaderSimple")
                .GetProperty("input")
                .GetProperty("required")
                .GetProperty("ckpt_name")[0]
                .EnumerateArray()
                .Select(name => name.GetString()!)
        );
        using HttpResponseMessage none = await studio.Client.GetAsync("/models/nothing");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Equal("{}", await studio.Client.GetStringAsync("/object_info/Nothing"));
    }
}
