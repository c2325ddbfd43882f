using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Hippogriff.Studio.Access;

namespace Hippogriff.EndToEnd.Tests.Studio;

public sealed partial class SecurityTests
{
    [Fact]
    public async Task Beyond_this_machine_the_server_starts_with_keys_only()
    {
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(() =>
            StudioServer.StartAsync(options => options.Host = "0.0.0.0")
        );
        Assert.Contains("--new-key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_keys_everything_but_health_and_sign_in_needs_one()
    {
        string key = "";
        await using StudioServer locked = await StudioServer.StartAsync(options =>
        {
            options.Host = "0.0.0.0";
            key = ApiKeys.Of(options).Add("laptop", DateTimeOffset.UnixEpoch);
        });
        foreach (string path in new[] { "/api/v1/jobs", "/api/v1/pictures", "/api/v1/models", "/nowhere" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await locked.Client.GetAsync(path)).StatusCode);
        foreach (string path in new[] { "/health", "/ready", "/sign-in", "/assets/blazor.web.js" })
            Assert.Equal(HttpStatusCode.OK, (await locked.Client.GetAsync(path)).StatusCode);
        foreach (string wrong in new[] { "x", key + "x", key[..^1], "" })
        {
            locked.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", wrong);
            Assert.Equal(HttpStatusCode.Unauthorized, (await locked.Client.GetAsync("/api/v1/jobs")).StatusCode);
        }
        locked.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Guid job = (await locked.TakeAsync(new { prompt = "x" })).GetProperty("id").GetGuid();
        Assert.Equal("laptop", locked.Queue.Find(job)!.Client);
    }

    [Fact]
    public async Task A_browser_swaps_its_key_for_a_cookie_that_ends_with_the_key()
    {
        string key = "",
            file = "";
        await using StudioServer locked = await StudioServer.StartAsync(options =>
        {
            key = ApiKeys.Of(options).Add("phone", DateTimeOffset.UnixEpoch);
            file = ApiKeys.Of(options).File;
        });
        using HttpClient browser = new(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = locked.Address,
        };
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using HttpResponseMessage sent = await browser.GetAsync("/api/v1/pictures");
        Assert.Equal("/sign-in", sent.Headers.Location?.ToString());
        using HttpResponseMessage wrong = await browser.PostAsync(
            "/sign-in",
            new FormUrlEncodedContent([new("key", "wrong")])
        );
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        using HttpResponseMessage right = await browser.PostAsync(
            "/sign-in",
            new FormUrlEncodedContent([new("key", key)])
        );
        string cookie = right.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/pictures")).StatusCode);
        Assert.Single(Directory.GetFiles(Path.Combine(locked.Data, "cookies")));
        File.Delete(file);
        Assert.NotEqual(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/pictures")).StatusCode);
        // a new key of the old name, as one makes it after a theft
        new ApiKeys(file).Add("phone", DateTimeOffset.UnixEpoch);
        Assert.NotEqual(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/pictures")).StatusCode);
    }

    [Fact]
    public async Task Keys_that_were_named_and_are_not_there_or_cannot_be_read_keep_the_server_closed()
    {
        HippogriffException none = await Assert.ThrowsAsync<HippogriffException>(() =>
            StudioServer.StartAsync(options => options.Keys = Path.Combine(options.Data, "no-such-file.json"))
        );
        Assert.Contains("no-such-file.json", none.Message, StringComparison.Ordinal);
        string file = "";
        await using StudioServer locked = await StudioServer.StartAsync(options =>
        {
            ApiKeys.Of(options).Add("phone", DateTimeOffset.UnixEpoch);
            file = ApiKeys.Of(options).File;
        });
        File.WriteAllText(file, "{\"keys\":[null]}");
        foreach (string path in new[] { "/api/v1/jobs", "/v1/models", "/sdapi/v1/sd-models", "/" })
        {
            using HttpResponseMessage answer = await locked.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.DoesNotContain("keys.json", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Strangers_are_told_that_the_server_is_ready_and_nothing_else()
    {
        string key = "";
        await using StudioServer locked = await StudioServer.StartAsync(options =>
            key = ApiKeys.Of(options).Add("phone", DateTimeOffset.UnixEpoch)
        );
        Assert.Equal("{\"status\":\"ready\"}", await locked.Client.GetStringAsync("/ready"));
        locked.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Assert.Contains("waiting", await locked.Client.GetStringAsync("/ready"), StringComparison.Ordinal);
    }
}
