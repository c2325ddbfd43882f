using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Hippogriff.Studio.Refusals;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>Bad requests over a real connection; docs/security.md lists them.</summary>
public sealed partial class SecurityTests(StudioServer studio) : IClassFixture<StudioServer>
{
    private async Task<(HttpStatusCode Status, string Detail)> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using HttpRequestMessage request = new(method, path) { Content = body };
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage answer = await studio.Client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (
            answer.StatusCode,
            answer.IsSuccessStatusCode ? text : JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString()!
        );
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_page_of_another_site_cannot_post(string header, string value)
    {
        (HttpStatusCode status, string detail) = await SendAsync(
            HttpMethod.Post,
            "/api/v1/jobs",
            Json("{\"prompt\":\"x\"}"),
            (header, value)
        );
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Said.InOrder("another site", detail);
        Assert.DoesNotContain(
            studio
                .Queue.Open()
                .Select(now => now.Job.Order.Prompt)
                .Concat(studio.Queue.Ended(100).Select(job => job.Order.Prompt)),
            prompt => prompt == "x"
        );
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example:80")]
    public async Task A_name_that_was_bent_to_this_machine_gets_no_answer(string host) =>
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await SendAsync(HttpMethod.Get, "/api/v1/pictures", null, ("Host", host))).Status
        );

    [Fact]
    public async Task The_own_page_and_programs_without_origin_may()
    {
        string own = studio.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(
            HttpStatusCode.Accepted,
            (
                await SendAsync(
                    HttpMethod.Post,
                    "/api/v1/jobs",
                    Json("{\"prompt\":\"own\"}"),
                    ("Origin", own),
                    ("Sec-Fetch-Site", "same-origin")
                )
            ).Status
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await SendAsync(HttpMethod.Get, "/health", null, ("Host", $"localhost:{studio.Address.Port}"))).Status
        );
    }

    [Fact]
    public async Task A_web_socket_of_another_site_is_not_opened()
    {
        using ClientWebSocket socket = new();
        socket.Options.SetRequestHeader("Origin", "http://evil.example");
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() =>
            socket.ConnectAsync(new Uri($"ws://{studio.Address.Authority}/_blazor"), CancellationToken.None)
        );
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("{\"prompt\":\"x\",\"model\":\"../../etc\"}", "There is no model", 404)]
    [InlineData("{\"prompt\":\"x\",\"source\":\"../../../etc/passwd\"}", "There is no uploaded picture", 404)]
    [InlineData("{\"prompt\":\"x\",\"steps\":100000}", "steps")]
    [InlineData("{\"prompt\":\"x\",\"width\":100000}", "width")]
    [InlineData("{\"prompt\":\"x\",\"count\":-1}", "pictures")]
    [InlineData("{\"prompt\":\"x\",\"guidance\":1e999}", "guidance takes a number")]
    [InlineData("{\"prompt\":\"x\",\"seed\":\"seven\"}", "seed takes a whole number")]
    [InlineData("{\"prompt\":\"x\",\"seed\":9223372036854775808}", "9223372036854775807")]
    [InlineData("{\"prompt\":\"x\",\"seed\":1.5}", "seed takes a whole number.")]
    [InlineData("{\"prompt\":\"x\",\"seed\":-1}", "9223372036854775807")]
    [InlineData("{\"prompt\":\"x\",\"sise\":64}", "sise")]
    [InlineData("{\"prompt\":null}", "prompt")]
    [InlineData("{\"prompt\":\"x\",\"negativePrompt\":null}", "negative prompt")]
    [InlineData("{}", "prompt")]
    [InlineData("[[[[", "has to be a JSON object")]
    [InlineData("", "cannot be read")]
    public async Task Bad_orders_get_a_status_and_a_sentence(string json, string expected, int wanted = 400)
    {
        (HttpStatusCode status, string detail) = await SendAsync(HttpMethod.Post, "/api/v1/jobs", Json(json));
        Assert.Equal(wanted, (int)status);
        Assert.Contains(expected, detail, StringComparison.Ordinal);
        Assert.DoesNotContain("Hippogriff.", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/pictures/999999")]
    [InlineData("/api/v1/pictures/999999.png")]
    [InlineData("/api/v1/pictures/..%2f..%2fstudio.db")]
    [InlineData("/api/v1/pictures/1/steps/99999/clean.png")]
    [InlineData("/api/v1/jobs/00000000-0000-0000-0000-000000000000")]
    [InlineData("/studio.db")]
    [InlineData("/assets/..%2f..%2fHippogriff.Cli.dll")]
    [InlineData("/Hippogriff.Cli.dll")]
    public async Task What_is_not_there_gets_404_and_a_sentence(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, path)).Status);

    [Fact]
    public async Task Uploads_that_are_no_pictures_too_large_or_bombs_are_refused()
    {
        foreach (byte[] body in new[] { [], "<svg/>"u8.ToArray() })
            Assert.Equal(
                HttpStatusCode.UnprocessableEntity,
                (await SendAsync(HttpMethod.Post, "/api/v1/uploads", new ByteArrayContent(body))).Status
            );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await SendAsync(
                    HttpMethod.Post,
                    "/api/v1/uploads",
                    new ByteArrayContent(PictureBytes.PngClaiming(60_000, 60_000))
                )
            ).Status
        );
        await using StudioServer small = await StudioServer.StartAsync(options => options.Limits.BodyBytes = 1_000);
        using HttpResponseMessage answer = await small.Client.PostAsync(
            "/api/v1/uploads",
            new ByteArrayContent(new byte[2_000])
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_full_queue_answers_429_with_a_time()
    {
        await using StudioServer full = await StudioServer.StartAsync(
            options => options.Limits.Queue = 2,
            stepTime: TimeSpan.FromSeconds(1)
        );
        HttpResponseMessage[] answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => full.Client.PostAsJsonAsync("/api/v1/jobs", new { prompt = $"{i}" }))
        );
        HttpResponseMessage[] refused =
        [
            .. answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests),
        ];
        Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted), 2, 3);
        Assert.Equal(10, refused.Length + answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        Assert.All(refused, answer => Assert.True(answer.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Pages_may_load_nothing_from_outside()
    {
        using HttpResponseMessage answer = await studio.Client.GetAsync("/sign-in");
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        foreach (
            string name in new[]
            {
                "X-Content-Type-Options",
                "X-Frame-Options",
                "Referrer-Policy",
                "Cross-Origin-Resource-Policy",
            }
        )
            Assert.True(answer.Headers.Contains(name), name);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_prompt_cannot_write_headers_or_paths_into_a_download()
    {
        Guid id = (await studio.TakeAsync(new { prompt = "../../x\r\nSet-Cookie: a=b\"; filename=\"evil.exe" }))
            .GetProperty("id")
            .GetGuid();
        long picture = (await studio.EndOfAsync(id)).Pictures.Single();
        using HttpResponseMessage answer = await studio.Client.GetAsync(
            $"/api/v1/pictures/{picture}.png?download=true"
        );
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Matches("^attachment; filename=[a-z0-9-]+\\.png", answer.Content.Headers.ContentDisposition!.ToString());
    }
}
