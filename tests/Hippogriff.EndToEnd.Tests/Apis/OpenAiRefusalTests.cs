using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>
/// What /v1 is asked and cannot do: every refusal has OpenAI's form, the right status, and names the thing.
/// </summary>
public sealed partial class OpenAiRefusalTests() : ApiTest(options => options.Limits.BodyBytes = 1 << 20)
{
    [Theory]
    [InlineData("""{"prompt": ""}""", "prompt", "prompt ... missing or empty")]
    [InlineData("""{"model": "toy"}""", "prompt", "prompt ... missing or empty")]
    [InlineData("""{"prompt": "a cat", "n": 0}""", "n", "n 0 ... 1 and 16")]
    [InlineData("""{"prompt": "a cat", "n": 1000}""", "n", "n 1000 ... 1 and 16")]
    [InlineData("""{"prompt": "a cat", "n": "two"}""", "n", "n takes a whole number.")]
    [InlineData("""{"prompt": "a cat", "n": [2]}""", "n", "n takes a whole number.")]
    [InlineData("""{"prompt": "a cat", "n": 3000000000}""", "n", "n takes a whole number of at most 2147483647.")]
    [InlineData("""{"prompt": "a cat", "style": ["x"]}""", "style", "style takes a text.")]
    [InlineData("""{"prompt": "a cat", "size": [64, 64]}""", "size", "size takes a text.")]
    [InlineData("""{"prompt": "a cat", "n": 1.5}""", "n", "n takes a whole number.")]
    [InlineData(
        """{"prompt": "a cat", "seed": 9223372036854775808}""",
        "seed",
        "seed takes a whole number ... 9223372036854775807"
    )]
    [InlineData("""{"prompt": "a cat", "seed": 1.5}""", "seed", "seed takes a whole number.")]
    [InlineData("""{"prompt": "a cat", "seed": "x"}""", "seed", "seed takes a whole number.")]
    [InlineData("""{"prompt": "a cat", "seed": 1e400}""", "seed", "seed takes a whole number ... 9223372036854775807")]
    [InlineData("""{"prompt": "a cat", "seed": -1}""", "seed", "seed -1 ... 0 and 9223372036854775807")]
    [InlineData(
        """{"prompt": "a cat", "seed": 9223372036854775807, "n": 2}""",
        "seed",
        "2 pictures ... 9223372036854775807"
    )]
    [InlineData("""{"prompt": ["a cat"]}""", "prompt", "prompt takes a text.")]
    [InlineData("""{"prompt": "a cat", "stream": "yes"}""", "stream", "stream takes true or false.")]
    [InlineData("""{"prompt": "a cat", "size": "abc"}""", "size", "WIDTHxHEIGHT ... auto ... 'abc'")]
    [InlineData("""{"prompt": "a cat", "size": "0x64"}""", "size", "WIDTHxHEIGHT ... auto ... '0x64'")]
    [InlineData("""{"prompt": "a cat", "size": "63x64"}""", "size", "width 63 ... multiple of 8 ... 2048 ... toy")]
    [InlineData(
        """{"prompt": "a cat", "quality": "best"}""",
        "quality",
        "quality ... auto, low, medium, high ... 'best'"
    )]
    [InlineData(
        """{"prompt": "a cat", "output_format": "gif"}""",
        "output_format",
        "output_format ... png, jpeg, webp ... 'gif'"
    )]
    [InlineData(
        """{"prompt": "a cat", "output_compression": 101}""",
        "output_compression",
        "output_compression 101 ... 0 and 100"
    )]
    [InlineData(
        """{"prompt": "a cat", "response_format": "path"}""",
        "response_format",
        "response_format ... b64_json or url ... 'path'"
    )]
    [InlineData(
        """{"prompt": "a cat", "background": "transparent"}""",
        "background",
        "background ... opaque or auto ... transparent"
    )]
    [InlineData("""{"prompt": "a cat", "partial_images": 2}""", "partial_images", "partial_images ... stream")]
    [InlineData(
        """{"prompt": "a cat", "stream": true, "partial_images": 4}""",
        "partial_images",
        "partial_images 4 ... 0 and 3"
    )]
    [InlineData(
        """{"prompt": "a cat", "stream": true, "response_format": "url"}""",
        "response_format",
        "response_format ... url ... without stream"
    )]
    [InlineData("""{"prompt": "a cat", "sampler": "magic"}""", "sampler", "sampler 'magic' ... euler, ")]
    [InlineData("""{"prompt": "a cat", "steps": 5000}""", "steps", "steps 5000 ... 1 and 1000")]
    [InlineData("""{"prompt": "a cat", "guidance": -1}""", "guidance", "guidance scale -1 ... 0 and 50")]
    [InlineData("""{"prompt": "a cat", "strength": 0.5}""", "strength", "strength and mask_blur")]
    [InlineData("""{"prompt": "a cat", "loras": "dog"}""", "loras", "loras takes ... name and weight")]
    [InlineData("""{"prompt": "a cat", "loras": ["dog"]}""", "loras", "loras takes ... name and weight")]
    [InlineData("""{"prompt": "a cat", "loras": [{"name": 5}]}""", "loras", "loras takes ... name and weight")]
    [InlineData(
        """{"prompt": "a cat", "loras": [{"name": "dog", "strength": 1}]}""",
        "loras",
        "loras takes ... name and weight ... no 'strength'"
    )]
    [InlineData("""{"prompt": "a cat", "loras": [{"name": "dog", "name": "cat"}]}""", null, "body cannot be read")]
    [InlineData("""{"prompt": "a cat", "sede": 3}""", "sede", "'sede' ... prompt, model, n, size, ")]
    [InlineData("""{"prompt": "a cat", "n": 1, "n": 2}""", null, "body cannot be read")]
    [InlineData("""{"prompt": "a cat" """, null, "body cannot be read ... line 1")]
    [InlineData("""[1, 2]""", null, "a JSON object")]
    [InlineData("null", null, "null ... a JSON object")]
    [InlineData("", null, "body cannot be read")]
    public async Task Bad_fields_are_named(string body, string? field, string said)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        await RefusedAsync(
            await Server.Http.PostAsync("/v1/images/generations", content),
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            field,
            said
        );
        Assert.Empty(Server.Queue.Taken);
    }

    [Fact]
    public async Task A_prompt_beyond_the_limit_is_refused()
    {
        using HttpResponseMessage answer = await Server.Http.PostAsJsonAsync(
            "/v1/images/generations",
            new { prompt = new string('a', 2_001) }
        );
        await RefusedAsync(
            answer,
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            null,
            "2001 characters ... 2000"
        );
    }

    [Theory]
    [InlineData("text/plain", "application/json ... text/plain ... Content-Type")]
    [InlineData("application/x-www-form-urlencoded", "application/json ... application/x-www-form-urlencoded")]
    public async Task A_body_of_another_kind_is_refused(string type, string said)
    {
        using ByteArrayContent content = new("prompt=a cat"u8.ToArray()) { Headers = { ContentType = new(type) } };
        await RefusedAsync(
            await Server.Http.PostAsync("/v1/images/generations", content),
            HttpStatusCode.UnsupportedMediaType,
            "invalid_request_error",
            null,
            said
        );
        await RefusedAsync(
            await Server.Http.PostAsJsonAsync("/v1/images/variations", new { prompt = "a" }),
            HttpStatusCode.UnsupportedMediaType,
            "invalid_request_error",
            null,
            "multipart/form-data ... application/json"
        );
    }

    [Fact]
    public async Task A_huge_body_is_refused_before_it_is_read()
    {
        using ByteArrayContent content = new(new byte[(1 << 20) + 1])
        {
            Headers = { ContentType = new("application/json") },
        };
        await RefusedAsync(
            await Server.PostPolitelyAsync("/v1/images/generations", content),
            HttpStatusCode.RequestEntityTooLarge,
            "invalid_request_error",
            null,
            "body is larger"
        );
        using MultipartFormDataContent form = new()
        {
            { new StringContent("a"), "prompt" },
            { new ByteArrayContent(new byte[1 << 20]), "image", "a.png" },
        };
        await RefusedAsync(
            await Server.PostPolitelyAsync("/v1/images/edits", form),
            HttpStatusCode.RequestEntityTooLarge,
            "invalid_request_error",
            null,
            "body is larger"
        );
    }

    private static async Task RefusedAsync(
        HttpResponseMessage answer,
        HttpStatusCode status,
        string type,
        string? field,
        string said
    )
    {
        string body = await answer.Content.ReadAsStringAsync();
        JsonElement error = JsonDocument.Parse(body).RootElement.GetProperty("error");
        Said.InOrder(said, error.GetProperty("message").GetString());
        Assert.Equal(
            (status, type, field),
            (answer.StatusCode, error.GetProperty("type").GetString(), error.GetProperty("param").GetString())
        );
        Assert.True(error.TryGetProperty("code", out _));
    }
}
