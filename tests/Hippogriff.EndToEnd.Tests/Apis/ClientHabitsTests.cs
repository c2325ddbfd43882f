using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Studio.Access;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>What clients of the APIs do beside drawing: keys, addresses, origins, HEAD, reconnecting.</summary>
public sealed class ClientHabitsTests
{
    [Fact]
    public async Task A_key_is_the_password_of_the_web_ui_and_of_nothing_else()
    {
        string key = "";
        await using StudioServer locked = await StudioServer.StartAsync(options =>
            key = ApiKeys.Of(options).Add("laptop", DateTimeOffset.UnixEpoch)
        );
        using HttpResponseMessage without = await locked.Client.GetAsync("/sdapi/v1/options");
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal("Basic", without.Headers.WwwAuthenticate.Single().Scheme);
        foreach (string pair in (string[])["me:" + key, key + ":", key])
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(locked, "/sdapi/v1/options", pair));
        foreach (string pair in (string[])["me:x", ":", "", key + "x:" + key[1..]])
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(locked, "/sdapi/v1/options", pair));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(locked, "/api/v1/jobs", "me:" + key));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(locked, "/v1/models", "me:" + key));
    }

    private static async Task<HttpStatusCode> StatusAsync(StudioServer server, string path, string pair)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))
        );
        using HttpResponseMessage answer = await server.Client.SendAsync(request);
        return answer.StatusCode;
    }

    [Fact]
    public async Task An_address_of_dall_e_opens_without_a_key_and_no_other_does()
    {
        string key = "";
        await using StudioServer locked = await StudioServer.StartAsync(options =>
            key = ApiKeys.Of(options).Add("laptop", DateTimeOffset.UnixEpoch)
        );
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/images/generations")
        {
            Content = JsonContent.Create(
                new
                {
                    model = "dall-e-3",
                    prompt = "x",
                    n = 2,
                }
            ),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using HttpResponseMessage answer = await locked.Client.SendAsync(request);
        JsonElement data = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");
        string first = data[0].GetProperty("url").GetString()!,
            second = data[1].GetProperty("url").GetString()!;

        using HttpRequestMessage shown = new(HttpMethod.Get, first); // as a page of another site shows it
        shown.Headers.Add("Sec-Fetch-Site", "cross-site");
        using HttpResponseMessage picture = await locked.Client.SendAsync(shown);
        Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
        Assert.Equal("cross-origin", picture.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        string signature = first[first.IndexOf('?', StringComparison.Ordinal)..];
        foreach (
            string closed in (string[])
                [
                    first.Replace(signature, "", StringComparison.Ordinal),
                    second[..second.IndexOf('?', StringComparison.Ordinal)] + signature,
                    first[..^3] + "AAA",
                    "/api/v1/pictures" + signature,
                ]
        )
            Assert.Equal(HttpStatusCode.Unauthorized, (await locked.Client.GetAsync(closed)).StatusCode);
    }

    [Fact]
    public async Task A_signed_address_opens_for_an_hour_to_GET_and_HEAD_alone()
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch.AddYears(60);
        string key = "";
        await using StudioServer locked = await StudioServer.StartAsync(
            options => key = ApiKeys.Of(options).Add("laptop", DateTimeOffset.UnixEpoch),
            builder =>
                builder.Services.AddSingleton(services => new SignedAddresses(
                    services.GetRequiredService<IDataProtectionProvider>(),
                    new SetClock(() => now)
                ))
        );
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/images/generations")
        {
            Content = JsonContent.Create(new { prompt = "x", response_format = "url" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using HttpResponseMessage answer = await locked.Client.SendAsync(request);
        string address = (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("data")[0]
            .GetProperty("url")
            .GetString()!;
        foreach (int minutes in (int[])[0, 59])
        {
            now += TimeSpan.FromMinutes(minutes);
            using HttpResponseMessage picture = await locked.Client.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
            using HttpResponseMessage head = await SendAsync(HttpMethod.Head);
            Assert.Equal(
                (HttpStatusCode.OK, "image/png", picture.Content.Headers.ContentLength),
                (head.StatusCode, head.Content.Headers.ContentType?.MediaType, head.Content.Headers.ContentLength)
            );
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Delete])
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(method)).StatusCode);
        now += TimeSpan.FromMinutes(2);
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(method)).StatusCode);

        Task<HttpResponseMessage> SendAsync(HttpMethod method) =>
            locked.Client.SendAsync(new HttpRequestMessage(method, address));
    }

    private sealed class SetClock(Func<DateTimeOffset> now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now();
    }

    [Fact]
    public async Task Pages_of_an_allowed_origin_may_ask_and_read_and_those_of_others_may_not()
    {
        await using StudioServer open = await StudioServer.StartAsync(options =>
            options.AllowedOrigins.Add("http://localhost:3000")
        );
        foreach ((string origin, bool allowed) in ((string, bool)[])[("http://localhost:3000", true), ("null", false)])
        {
            using HttpRequestMessage ask = new(HttpMethod.Options, "/v1/images/generations");
            ask.Headers.Add("Origin", origin);
            ask.Headers.Add("Access-Control-Request-Method", "POST");
            ask.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
            using HttpResponseMessage answer = await open.Client.SendAsync(ask);
            Assert.Equal(allowed ? HttpStatusCode.NoContent : HttpStatusCode.Forbidden, answer.StatusCode);
            using HttpRequestMessage read = new(HttpMethod.Get, "/v1/models");
            read.Headers.Add("Origin", origin);
            read.Headers.Add("Sec-Fetch-Site", "cross-site");
            using HttpResponseMessage models = await open.Client.SendAsync(read);
            Assert.Equal(
                allowed ? [origin] : [],
                models.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? said) ? said : []
            );
            Assert.Equal(allowed, models.IsSuccessStatusCode);
        }
        foreach (string wrong in (string[])["*", "null", "localhost:3000/x", "http://a/b"])
            await Assert.ThrowsAsync<HippogriffException>(() =>
                StudioServer.StartAsync(options => options.AllowedOrigins.Add(wrong))
            );
    }

    [Theory]
    [InlineData("/health", 200)]
    [InlineData("/v1/models", 200)]
    [InlineData("/v1/images/generations", 405)]
    [InlineData("/nowhere", 404)]
    public async Task HEAD_is_answered_as_GET_without_a_body_and_every_answer_has_an_id(string path, int status)
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Head, path);
        using HttpResponseMessage answer = await studio.Client.SendAsync(request);
        using HttpResponseMessage again = await studio.Client.GetAsync(path);
        Assert.Equal((status, status), ((int)answer.StatusCode, (int)again.StatusCode));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        string id = answer.Headers.GetValues("x-request-id").Single();
        Assert.StartsWith("req_", id, StringComparison.Ordinal);
        Assert.NotEqual(id, again.Headers.GetValues("x-request-id").Single());
    }

    [Fact]
    public async Task Without_v1_a_client_is_told_the_right_address()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        using HttpResponseMessage answer = await studio.Client.PostAsJsonAsync("/images/generations", new { });
        JsonElement error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(
            $"{studio.Address.Authority}/v1",
            error.GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Those_who_saw_the_end_of_a_job_are_told_not_to_come_again()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        Guid id = (await studio.TakeAsync(new { prompt = "x" })).GetProperty("id").GetGuid();
        await studio.EndOfAsync(id);
        string events = await studio.Client.GetStringAsync($"/api/v1/jobs/{id}/events");
        Assert.Contains("\nid: end\n", events, StringComparison.Ordinal);
        using HttpRequestMessage again = new(HttpMethod.Get, $"/api/v1/jobs/{id}/events");
        again.Headers.Add("Last-Event-ID", "end");
        using HttpResponseMessage answer = await studio.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Theory]
    [InlineData("steps", 251, "steps")]
    [InlineData("seed", -5, "seed")]
    [InlineData("guidance", -1, "guidance")]
    public async Task Every_refusal_of_a_field_says_param_and_code(string field, int value, string param)
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        using HttpResponseMessage answer = await studio.Client.PostAsJsonAsync(
            "/v1/images/generations",
            new Dictionary<string, object> { ["prompt"] = "x", [field] = value }
        );
        JsonElement error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal(
            (param, "invalid_value"),
            (error.GetProperty("param").GetString(), error.GetProperty("code").GetString())
        );
    }
}
