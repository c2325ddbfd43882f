using System.ClientModel;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.FolderModels;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Configuration;
using Hippogriff.Tests.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using OpenAI;
using OpenAI.Images;
using TorchSharp;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>
/// The APIs in the whole studio: queue, gallery and uploads on disk, and a model that needs no weights.
/// </summary>
public sealed class WholeStudioTests : IAsyncLifetime
{
    private StudioServer _studio = null!;

    private HttpClient Http => _studio.Client;

    public async ValueTask InitializeAsync() =>
        _studio = await StudioServer.StartAsync(models: new OneModelSource(Toy));

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task All_three_APIs_draw_the_same_picture_from_the_same_settings()
    {
        ImageClient client = new OpenAIClient(
            new ApiKeyCredential("none"),
            new OpenAIClientOptions { Endpoint = new Uri(Http.BaseAddress!, "/v1") }
        ).GetImageClient("gpt-image-1");
        byte[] plain = (await client.GenerateImageAsync("red")).Value.ImageBytes.ToArray();
        long seed = ImageMetadata.Read(plain).Infotext!.Seed!.Value;

        JsonElement sd = await PostAsync(
            "/sdapi/v1/txt2img",
            new
            {
                prompt = "red",
                seed,
                width = 512,
                height = 512,
            }
        );
        await using McpClient mcp = await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(Http.BaseAddress!, "/mcp") })
        );
        CallToolResult tool = await mcp.CallToolAsync(
            "generate_image",
            new Dictionary<string, object?> { ["prompt"] = "red", ["seed"] = seed }
        );

        Assert.Equal(plain, sd.GetProperty("images")[0].GetBytesFromBase64());
        Assert.Equal(plain, tool.Content.OfType<ImageContentBlock>().Single().DecodedData.ToArray());
    }

    [Fact]
    public async Task An_edit_keeps_what_its_mask_keeps()
    {
        using MultipartFormDataContent form = new()
        {
            { new StringContent("red"), "prompt" },
            { new StringContent("3"), "steps" },
            { new ByteArrayContent(Pictures.Plain(shade: 77)), "image", "../../a.png" },
            { new ByteArrayContent(Pictures.WithHole()), "mask", "m.png" },
        };
        using HttpResponseMessage answer = await Http.PostAsync("/v1/images/edits", form);
        RgbImage edited = ImageFile.Decode(
            (await answer.Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("data")[0]
                .GetProperty("b64_json")
                .GetBytesFromBase64()
        );

        // the right half is opaque in the mask
        Assert.Equal((77, 77, 77), (edited.Pixels[63 * 3], edited.Pixels[63 * 3 + 1], edited.Pixels[63 * 3 + 2]));
        Assert.NotEqual(77, edited.Pixels[0]);
    }

    [Fact]
    public async Task A_stream_has_previews_of_the_real_queue()
    {
        // previews may take a fiftieth of the time, so there has to be some
        await using StudioServer slow = await StudioServer.StartAsync(stepTime: TimeSpan.FromMilliseconds(20));
        using HttpResponseMessage answer = await slow.Client.PostAsJsonAsync(
            "/v1/images/generations",
            new
            {
                prompt = "red",
                stream = true,
                partial_images = 2,
                steps = 20,
            }
        );
        string text = await answer.Content.ReadAsStringAsync();

        Assert.Contains("event: image_generation.partial_image", text, StringComparison.Ordinal);
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        Assert.Contains("event: image_generation.completed", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/images/generations", "error.message")]
    [InlineData("/sdapi/v1/txt2img", "detail")]
    [InlineData("/api/v1/jobs", "detail")]
    public async Task Pages_of_other_sites_are_turned_away_in_the_form_of_the_API(string path, string where)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(new { prompt = "red" }),
            Headers = { { "Origin", "http://evil.example" } },
        };
        using HttpResponseMessage answer = await Http.SendAsync(request);
        JsonElement said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        foreach (string part in where.Split('.'))
            said = said.GetProperty(part);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Said.InOrder("another site", said.GetString());
    }

    [Fact]
    public async Task Where_there_are_keys_each_API_asks_for_one_in_its_own_form()
    {
        string key = ApiKeys.Of(new StudioOptions { Data = _studio.Data }).Add("tester", DateTimeOffset.UnixEpoch);
        using HttpResponseMessage without = await Http.PostAsJsonAsync(
            "/v1/images/generations",
            new { prompt = "red" }
        );
        JsonElement error = (await without.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "authentication_error"),
            (without.StatusCode, error.GetProperty("type").GetString())
        );
        using HttpResponseMessage wrong = await Http.PostAsJsonAsync("/sdapi/v1/txt2img", new { prompt = "red" });
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.StartsWith(
            "This server needs an API key",
            (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await Http.PostAsJsonAsync("/mcp", new { })).StatusCode);

        Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        await PostAsync("/sdapi/v1/txt2img", new { prompt = "red" });
        Assert.Equal("tester", _studio.Queue.Ended(1).Single().Client);
    }

    [Fact]
    public async Task A_full_queue_of_the_studio_says_when_to_ask_again()
    {
        await using StudioServer narrow = await StudioServer.StartAsync(
            options => options.Limits.Queue = options.Limits.QueueOfClient = 1,
            stepTime: TimeSpan.FromSeconds(1)
        );
        Task<HttpResponseMessage>[] asked =
        [
            .. Enumerable
                .Range(0, 4)
                .Select(_ =>
                    narrow.Client.PostAsJsonAsync("/v1/images/generations", new { prompt = "red", steps = 2 })
                ),
        ];
        HttpResponseMessage[] answers = await Task.WhenAll(asked);

        HttpResponseMessage full = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.True(full.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(
            "rate_limit_error",
            (await full.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("type").GetString()
        );
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/v1/images/generations", """{"prompt": "red", "steps": 251}""", "steps 251 ... 250")]
    [InlineData("/v1/images/generations", """{"prompt": "red", "seed": -5}""", "seed -5 ... 0 and 9223372036854775807")]
    [InlineData("/v1/images/generations", """{"prompt": "red", "size": "100x64"}""", "width 100 ... multiple of 64")]
    [InlineData("/sdapi/v1/img2img", """{"init_images": ["aGVsbG8="]}""", "PNG, JPEG, WebP, GIF, BMP")]
    public async Task The_limits_of_the_studio_hold(string path, string body, string said)
    {
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await Http.PostAsync(path, content);

        Assert.False(answer.IsSuccessStatusCode);
        Said.InOrder(said, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_model_that_the_studio_opened_is_listed_and_no_other_is_found()
    {
        Assert.Equal(
            "toy",
            (await Http.GetFromJsonAsync<JsonElement>("/v1/models"))
                .GetProperty("data")[0]
                .GetProperty("id")
                .GetString()
        );
        Assert.Equal(HttpStatusCode.OK, (await Http.GetAsync("/v1/models/toy")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("/v1/models/first")).StatusCode);
    }

    [Fact]
    public async Task Every_endpoint_of_the_studio_is_described()
    {
        JsonElement document = await Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        string[] silent =
        [
            .. document
                .GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path =>
                    path.Value.EnumerateObject()
                        .Where(operation => !operation.Value.TryGetProperty("summary", out _))
                        .Select(operation => $"{operation.Name} {path.Name}")
                ),
        ];

        Assert.Empty(silent);
        Assert.True(document.GetProperty("paths").TryGetProperty("/api/v1/jobs", out _));
        JsonElement job = document
            .GetProperty("components")
            .GetProperty("schemas")
            .GetProperty("Job")
            .GetProperty("properties");
        Assert.True(job.TryGetProperty("warnings", out _));
    }

    [Fact]
    public async Task The_page_of_the_APIs_has_its_own_policy_beside_the_other_headers()
    {
        using HttpResponseMessage page = await Http.GetAsync("/scalar/");

        Assert.Contains(
            "'nonce-",
            page.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
    }

    private static FolderModel Toy()
    {
        static RgbImage Plain(byte red, byte green) =>
            new(64, 64, [.. Enumerable.Range(0, 64 * 64).SelectMany(_ => new[] { red, green, (byte)0 })]);
        return new FolderModel("toy", [Plain(255, 0), Plain(0, 255)], ["red", "green"], torch.CPU);
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
