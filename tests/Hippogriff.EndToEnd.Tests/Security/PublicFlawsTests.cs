using System.Net;
using System.Net.Http.Headers;
using Hippogriff.EndToEnd.Tests.Apis;
using Hippogriff.EndToEnd.Tests.Studio;

namespace Hippogriff.EndToEnd.Tests.Security;

/// <summary>What went wrong in other programs of this kind, tried by requests; docs/security.md names where.</summary>
public sealed class PublicFlawsTests(StudioServer studio) : IClassFixture<StudioServer>
{
    public static TheoryData<string> Writing => ["/api/v1/jobs", "/api/v1/uploads", "/v1/images/generations", "/v1/images/edits", "/sdapi/v1/txt2img", "/sdapi/v1/options", "/mcp", "/sign-in"];

    [Theory]
    [MemberData(nameof(Writing))]
    public async Task A_page_whose_origin_is_null_may_write_nothing(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = Body("application/json") };
        request.Headers.TryAddWithoutValidation("Origin", "null");
        using HttpResponseMessage answer = await studio.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        AssertNothingWasTaken();
    }

    [Theory]
    [InlineData("/api/v1/jobs", "text/plain")]
    [InlineData("/api/v1/jobs", "application/x-www-form-urlencoded")]
    [InlineData("/api/v1/jobs", "multipart/form-data; boundary=x")]
    [InlineData("/v1/images/generations", "text/plain")]
    [InlineData("/v1/images/generations", "application/x-www-form-urlencoded")]
    [InlineData("/v1/images/generations", "multipart/form-data; boundary=x")]
    [InlineData("/sdapi/v1/txt2img", "text/plain")]
    [InlineData("/sdapi/v1/txt2img", "application/x-www-form-urlencoded")]
    [InlineData("/sdapi/v1/txt2img", "multipart/form-data; boundary=x")]
    [InlineData("/mcp", "text/plain")]
    [InlineData("/mcp", "application/x-www-form-urlencoded")]
    [InlineData("/mcp", "multipart/form-data; boundary=x")]
    public async Task What_a_form_of_another_site_can_send_is_not_read_as_JSON(string path, string type)
    {
        using HttpResponseMessage answer = await studio.Client.PostAsync(path, Body(type));
        Assert.InRange((int)answer.StatusCode, 400, 499);
        AssertNothingWasTaken();
    }

    [Theory]
    [InlineData("<!doctype html><script>alert(1)</script>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    public async Task An_uploaded_page_is_never_served_as_one(string page)
    {
        byte[] bytes = [.. System.Text.Encoding.UTF8.GetBytes(page)];
        foreach (string type in new[] { "image/png", "image/svg+xml", "text/html" })
        {
            using ByteArrayContent body = new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
            using HttpResponseMessage refused = await studio.Client.PostAsync("/api/v1/uploads", body);
            Assert.InRange((int)refused.StatusCode, 400, 499);
            await AssertIsNoPageAsync(refused);
        }
        using ByteArrayContent hidden = new([.. Pictures.Plain(), .. bytes]) { Headers = { ContentType = new("image/png") } }; // a picture with a page behind it
        using HttpResponseMessage taken = await studio.Client.PostAsync("/api/v1/uploads", hidden);
        await AssertIsNoPageAsync(taken);
        string uploads = Path.Combine(studio.Data, "uploads");
        foreach (string kept in Directory.EnumerateFiles(uploads))
        {
            Assert.EndsWith(".png", kept, StringComparison.Ordinal);
            Assert.True(File.ReadAllBytes(kept).AsSpan().IndexOf("alert(1)"u8) < 0, "What stood behind the picture was kept.");
        }
    }

    /// <summary>Neither said to be a page, nor guessed to be one, nor run as one.</summary>
    private static async Task AssertIsNoPageAsync(HttpResponseMessage answer)
    {
        Assert.DoesNotContain("html", answer.Content.Headers.ContentType?.MediaType ?? "", StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("default-src", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    private static ByteArrayContent Body(string type) =>
        new("{\"prompt\":\"a flaw\"}"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    private void AssertNothingWasTaken() => Assert.DoesNotContain(
        studio.Queue.Open().Select(now => now.Job).Concat(studio.Queue.Ended(100)), job => job.Order.Prompt == "a flaw");
}
