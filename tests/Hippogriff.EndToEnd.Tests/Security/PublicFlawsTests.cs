using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Hippogriff.EndToEnd.Tests.Apis;
using Hippogriff.EndToEnd.Tests.Studio;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Security;

/// <summary>What went wrong in other programs of this kind, tried by requests; docs/security.md names where.</summary>
public sealed class PublicFlawsTests(StudioServer studio) : IClassFixture<StudioServer>
{
    public static TheoryData<string> Writing =>
        [
            "/api/v1/jobs",
            "/api/v1/uploads",
            "/v1/images/generations",
            "/v1/images/edits",
            "/sdapi/v1/txt2img",
            "/sdapi/v1/options",
            "/mcp",
            "/sign-in",
        ];

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
        using ByteArrayContent hidden = new([.. Pictures.Plain(), .. bytes])
        {
            Headers = { ContentType = new("image/png") },
        }; // a picture with a page behind it
        using HttpResponseMessage taken = await studio.Client.PostAsync("/api/v1/uploads", hidden);
        await AssertIsNoPageAsync(taken);
        string uploads = Path.Combine(studio.Data, "uploads");
        foreach (string kept in Directory.EnumerateFiles(uploads))
        {
            Assert.EndsWith(".png", kept, StringComparison.Ordinal);
            Assert.True(
                File.ReadAllBytes(kept).AsSpan().IndexOf("alert(1)"u8) < 0,
                "What stood behind the picture was kept."
            );
        }
    }

    /// <summary>An address in the place of a picture, a mask, a model or a LoRA: nobody is called.</summary>
    [Theory]
    [InlineData("/api/v1/jobs", """{"prompt":"a flaw","source":"ADDRESS"}""")]
    [InlineData("/api/v1/jobs", """{"prompt":"a flaw","source":"ADDRESS","mask":"ADDRESS"}""")]
    [InlineData("/api/v1/jobs", """{"prompt":"a flaw","model":"ADDRESS"}""")]
    [InlineData("/api/v1/jobs", """{"prompt":"a flaw","loras":[{"name":"ADDRESS"}]}""")]
    [InlineData("/api/v1/trainings", """{"name":"x","dataset":"ADDRESS","minutes":1}""")]
    [InlineData("/v1/images/generations", """{"prompt":"a flaw","loras":[{"name":"ADDRESS"}]}""")]
    [InlineData("/sdapi/v1/img2img", """{"prompt":"a flaw","init_images":["ADDRESS"]}""")]
    [InlineData("/sdapi/v1/txt2img", """{"prompt":"a flaw <lora:ADDRESS>"}""")]
    [InlineData("/sdapi/v1/txt2img", """{"prompt":"a flaw","override_settings":{"sd_model_checkpoint":"ADDRESS"}}""")]
    [InlineData("/sdapi/v1/png-info", """{"image":"ADDRESS"}""")]
    [InlineData("/sdapi/v1/options", """{"sd_model_checkpoint":"ADDRESS"}""")]
    [InlineData(
        "/prompt",
        """{"prompt":{"1":{"class_type":"LoadImage","inputs":{"image":"ADDRESS"}},"""
            + """ "2":{"class_type":"PreviewImage","inputs":{"images":["1",0]}}}}"""
    )]
    public async Task No_address_in_a_request_is_called(string path, string body)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string address = $"http://{listener.LocalEndpoint}/secret.png";
        using StringContent content = new(
            body.Replace("ADDRESS", address, StringComparison.Ordinal),
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using HttpResponseMessage answer = await studio.Client.PostAsync(path, content);
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.False(listener.Pending(), "The server called an address that a request named.");
        AssertNothingWasTaken();
    }

    /// <summary>
    /// What may be asked without a key is a list that one reads here; a new endpoint is closed unless it says
    /// otherwise.
    /// </summary>
    [Fact]
    public void Without_a_key_there_are_health_sign_in_files_of_pages_and_signed_addresses_alone()
    {
        string[] open =
        [
            .. studio
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
                .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        open =
        [
            .. open.Where(path =>
                !(path.StartsWith("/scalar/", StringComparison.Ordinal) && Path.GetExtension(path) is ".js" or ".svg")
            ),
        ]; // of the library's page
        Assert.Equal(
            "/assets/{name} /health /ready /sign-in /sign-out /v1/images/files/{job:guid}/{name}",
            string.Join(' ', open)
        );
    }

    /// <summary>Neither said to be a page, nor guessed to be one, nor run as one.</summary>
    private static async Task AssertIsNoPageAsync(HttpResponseMessage answer)
    {
        Assert.DoesNotContain("html", answer.Content.Headers.ContentType?.MediaType ?? "", StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains(
            "default-src",
            Assert.Single(answer.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("<script", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    private static ByteArrayContent Body(string type) =>
        new("{\"prompt\":\"a flaw\"}"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    private void AssertNothingWasTaken() =>
        Assert.DoesNotContain(
            studio.Queue.Open().Select(now => now.Job).Concat(studio.Queue.Ended(100)),
            job => job.Order.Prompt == "a flaw"
        );
}
