using System.ClientModel;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using OpenAI;
using OpenAI.Images;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>
/// What a model does not know, or has no place for, is told over every door. Nothing is told where all is read.
/// </summary>
public sealed class WarningTests : IAsyncLifetime
{
    private const string Known = "a red square",
        Strange = "a red zeppelin";

    /// <summary>One word more than the model reads.</summary>
    private static readonly string s_long =
        string.Join(' ', Enumerable.Repeat("red", TinyNetworks.TextLength)) + " square";

    private StudioServer _studio = null!;

    private HttpClient Http => _studio.Client;

    public async ValueTask InitializeAsync() =>
        _studio = await StudioServer.StartAsync(models: new OneModelSource(() => TinyModel.Understanding()));

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task Our_own_API_tells_them_with_the_job_also_after_a_restart()
    {
        Guid strange = await DrawnAsync(new { prompt = Strange, negativePrompt = "a teapot" }),
            tooLong = await DrawnAsync(new { prompt = s_long }),
            whole = await DrawnAsync(new { prompt = Known });
        for (int round = 0; round < 2; round++)
        {
            string[] said = await WarningsOfAsync(strange);
            Assert.Equal(2, said.Length);
            Assert.Contains("'zeppelin'", said[0], StringComparison.Ordinal);
            Assert.Contains("negative prompt", said[1], StringComparison.Ordinal);
            Assert.Contains("'teapot'", said[1], StringComparison.Ordinal);
            Assert.Contains("'square'", Assert.Single(await WarningsOfAsync(tooLong)), StringComparison.Ordinal);
            Assert.Empty(await WarningsOfAsync(whole));
            await _studio.RestartAsync();
        }
    }

    [Fact]
    public async Task The_events_of_a_job_end_with_them()
    {
        Guid id = (await _studio.TakeAsync(new { prompt = Strange })).GetProperty("id").GetGuid();
        using Stream stream = await Http.GetStreamAsync($"/api/v1/jobs/{id}/events");
        JsonElement last = default;
        await foreach (SseItem<string> happened in SseParser.Create(stream).EnumerateAsync())
            last = JsonDocument.Parse(happened.Data).RootElement;

        Assert.Contains("'zeppelin'", Assert.Single(Texts(last.GetProperty("warnings"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Strange, "'zeppelin'")]
    [InlineData("a crimson square", "crimson: drawn as red")]
    [InlineData(Known, null)]
    public async Task The_web_UI_s_info_has_a_list_of_them(string prompt, string? named)
    {
        JsonElement answer = await PostAsync("/sdapi/v1/txt2img", new { prompt });
        string[] said = Texts(
            JsonDocument.Parse(answer.GetProperty("info").GetString()!).RootElement.GetProperty("warnings")
        );
        AssertNames(named, said);
    }

    [Fact]
    public async Task OpenAI_s_answer_has_an_object_of_ours_only_where_there_is_something_to_say()
    {
        JsonElement answer = await PostAsync("/v1/images/generations", new { prompt = Strange, n = 2 });

        Assert.Contains(
            "'zeppelin'",
            Assert.Single(Texts(answer.GetProperty("hippogriff").GetProperty("warnings"))),
            StringComparison.Ordinal
        );
        Assert.False(
            (await PostAsync("/v1/images/generations", new { prompt = Known })).TryGetProperty("hippogriff", out _)
        );
    }

    [Fact]
    public async Task The_official_client_for_NET_takes_an_answer_with_them()
    {
        ImageClient client = new OpenAIClient(
            new ApiKeyCredential("none"),
            new OpenAIClientOptions { Endpoint = new Uri(Http.BaseAddress!, "/v1") }
        ).GetImageClient("tiny");
        ClientResult<GeneratedImageCollection> answer = await client.GenerateImagesAsync(s_long, 2);

        Assert.Equal(2, answer.Value.Count);
        Assert.All(
            answer.Value,
            image =>
                Assert.Equal(
                    (16, 16),
                    Pictures.Read(image.ImageBytes.ToArray()) is var (width, height, _) ? (width, height) : default
                )
        );
        JsonElement raw = JsonDocument.Parse(answer.GetRawResponse().Content).RootElement;
        Assert.Contains(
            "'square'",
            Assert.Single(Texts(raw.GetProperty("hippogriff").GetProperty("warnings"))),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(Strange, "'zeppelin'")]
    [InlineData("a crimson square", "crimson: drawn as red")]
    [InlineData(Known, null)]
    public async Task The_last_event_of_OpenAI_s_stream_has_them_and_no_other(string prompt, string? named)
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync(
            "/v1/images/generations",
            new
            {
                prompt,
                stream = true,
                n = 2,
            }
        );
        JsonElement[] events =
        [
            .. SseParser
                .Create(await answer.Content.ReadAsStreamAsync())
                .Enumerate()
                .Select(item => JsonDocument.Parse(item.Data).RootElement),
        ];

        Assert.Equal(2, events.Length);
        Assert.False(events[0].TryGetProperty("hippogriff", out _));
        AssertNames(
            named,
            events[1].TryGetProperty("hippogriff", out JsonElement ours) ? Texts(ours.GetProperty("warnings")) : []
        );
    }

    [Theory]
    [InlineData(Strange, "'zeppelin'")]
    [InlineData("a crimson square", "crimson: drawn as red")]
    [InlineData(Known, null)]
    public async Task A_language_model_reads_them_behind_the_settings(string prompt, string? named)
    {
        await using McpClient client = await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(Http.BaseAddress!, "/mcp") })
        );
        CallToolResult answer = await client.CallToolAsync(
            "generate_image",
            new Dictionary<string, object?> { ["prompt"] = prompt }
        );

        Assert.NotEqual(true, answer.IsError);
        AssertNames(named, [.. answer.Content.OfType<TextContentBlock>().Skip(1).Select(text => text.Text)]);
    }

    /// <summary>A mark of the web UI is followed in its own API; everywhere else it is said that it was not.</summary>
    [Fact]
    public async Task A_mark_for_a_LoRA_is_named_where_it_is_not_followed()
    {
        const string Marked = "a red square <lora:square:0.8>";
        AssertNames("'<lora:square:0.8>'", await WarningsOfAsync(await DrawnAsync(new { prompt = Marked })));
        JsonElement openAi = await PostAsync("/v1/images/generations", new { prompt = Marked });
        AssertNames("'<lora:square:0.8>'", Texts(openAi.GetProperty("hippogriff").GetProperty("warnings")));
        JsonElement webUi = await PostAsync(
            "/sdapi/v1/txt2img",
            new { prompt = Known, negative_prompt = "<lora:square:0.8>" }
        );
        AssertNames(
            "'<lora:square:0.8>'",
            Texts(JsonDocument.Parse(webUi.GetProperty("info").GetString()!).RootElement.GetProperty("warnings"))
        );
    }

    private static void AssertNames(string? named, string[] said)
    {
        if (named is null)
            Assert.Empty(said);
        else
            Assert.Contains(named, Assert.Single(said), StringComparison.Ordinal);
    }

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString()!)];

    private async Task<Guid> DrawnAsync(object order)
    {
        Guid id = (await _studio.TakeAsync(order)).GetProperty("id").GetGuid();
        await _studio.EndOfAsync(id);
        return id;
    }

    private async Task<string[]> WarningsOfAsync(Guid id) =>
        Texts((await Http.GetFromJsonAsync<JsonElement>($"/api/v1/jobs/{id}")).GetProperty("warnings"));

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
