using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>The description of the APIs and its page.</summary>
public sealed partial class OpenApiTests : ApiTest
{
    [Fact]
    public async Task Every_endpoint_is_described_in_a_sentence()
    {
        JsonElement document = await Server.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        (string Path, JsonElement Operation)[] operations =
        [
            .. document
                .GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path =>
                    path.Value.EnumerateObject().Select(operation => ($"{operation.Name} {path.Name}", operation.Value))
                ),
        ];

        Assert.Contains("post /v1/images/generations", operations.Select(operation => operation.Path));
        Assert.Contains("post /sdapi/v1/txt2img", operations.Select(operation => operation.Path));
        Assert.Empty(
            operations
                .Where(operation =>
                    !operation.Operation.TryGetProperty("summary", out JsonElement summary)
                    || summary.GetString() is not { Length: > 5 } said
                    || said.Contains("/sdapi/", StringComparison.Ordinal)
                )
                .Select(operation => operation.Path)
        );
    }

    [Fact]
    public async Task Fields_are_described_under_the_names_that_are_read()
    {
        JsonElement schemas = (await Server.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json"))
            .GetProperty("components")
            .GetProperty("schemas");
        JsonElement request = schemas.GetProperty("OpenAiImageRequest").GetProperty("properties");

        Assert.True(request.TryGetProperty("output_compression", out JsonElement compression));
        Assert.Equal("Quality of JPEG and WebP, 0 to 100.", compression.GetProperty("description").GetString());
        Assert.True(
            schemas.GetProperty("OpenAiImagesAnswer").GetProperty("properties").TryGetProperty("hippogriff", out _)
        );
        Assert.True(schemas.GetProperty("OpenAiRemarks").GetProperty("properties").TryGetProperty("warnings", out _));
        Assert.True(
            schemas.GetProperty("SdImageRequest").GetProperty("properties").TryGetProperty("denoising_strength", out _)
        );
        Assert.True(schemas.GetProperty("OpenAiEditForm").GetProperty("properties").TryGetProperty("mask", out _));
    }

    [Fact]
    public async Task The_page_loads_nothing_from_elsewhere_and_may_not()
    {
        using HttpResponseMessage page = await Server.Http.GetAsync("/scalar/");
        string html = await page.Content.ReadAsStringAsync();
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        string nonce = NoncePattern().Match(policy).Groups[1].Value;

        Assert.DoesNotContain("//", policy.Replace(nonce, ""), StringComparison.Ordinal); // the nonce may have both
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        MatchCollection scripts = ScriptPattern().Matches(html);
        Assert.NotEmpty(scripts);
        Assert.All(
            scripts,
            script =>
                Assert.Contains(
                    $"nonce=\"{nonce}\"",
                    System.Net.WebUtility.HtmlDecode(script.Value),
                    StringComparison.Ordinal
                )
        );
        Assert.DoesNotMatch(@"(src|href)=""(https?:)?//", html);
        foreach (Match source in SourcePattern().Matches(html))
            Assert.True(
                (
                    await Server.Http.GetAsync(new Uri(page.RequestMessage!.RequestUri!, source.Groups[1].Value))
                ).IsSuccessStatusCode,
                source.Value
            );
        using HttpResponseMessage again = await Server.Http.GetAsync("/scalar/");
        Assert.NotEqual(policy, again.Headers.GetValues("Content-Security-Policy").Single());
    }

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex NoncePattern();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex ScriptPattern();

    [GeneratedRegex("<script[^>]*src=\"([^\"]+)\"")]
    private static partial Regex SourcePattern();
}
