using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>
/// What /v1 is asked and cannot do: every refusal has OpenAI's form, the right status, and one sentence.
/// </summary>
public sealed partial class OpenAiRefusalTests() : ApiTest(options => options.Limits.BodyBytes = 1 << 20)
{
    [Theory]
    [InlineData("""{"prompt": ""}""", "prompt", "prompt says what to draw; it is missing or empty.")]
    [InlineData("""{"model": "toy"}""", "prompt", "prompt says what to draw; it is missing or empty.")]
    [InlineData("""{"prompt": "a cat", "n": 0}""", "n", "n 0 is not between 1 and 16.")]
    [InlineData("""{"prompt": "a cat", "n": 1000}""", "n", "n 1000 is not between 1 and 16.")]
    [InlineData("""{"prompt": "a cat", "n": "two"}""", "n", "n takes a whole number of at most 2147483647.")]
    [InlineData("""{"prompt": "a cat", "n": 1.5}""", "n", "n takes a whole number of at most 2147483647.")]
    [InlineData(
        """{"prompt": "a cat", "seed": 9223372036854775808}""",
        "seed",
        "seed takes a whole number of at most 9223372036854775807"
    )]
    [InlineData(
        """{"prompt": "a cat", "seed": 1.5}""",
        "seed",
        "seed takes a whole number of at most 9223372036854775807"
    )]
    [InlineData(
        """{"prompt": "a cat", "seed": "x"}""",
        "seed",
        "seed takes a whole number of at most 9223372036854775807"
    )]
    [InlineData(
        """{"prompt": "a cat", "seed": 1e400}""",
        "seed",
        "seed takes a whole number of at most 9223372036854775807"
    )]
    [InlineData("""{"prompt": "a cat", "seed": -1}""", null, "The seed -1 is not between 0 and 9223372036854775807")]
    [InlineData(
        """{"prompt": "a cat", "seed": 9223372036854775807, "n": 2}""",
        null,
        "2 pictures from the seed 9223372036854775807 on need seeds beyond"
    )]
    [InlineData("""{"prompt": ["a cat"]}""", "prompt", "prompt takes a text.")]
    [InlineData("""{"prompt": "a cat", "stream": "yes"}""", "stream", "stream takes true or false.")]
    [InlineData(
        """{"prompt": "a cat", "size": "abc"}""",
        "size",
        "size is WIDTHxHEIGHT, such as 512x512, or auto, not 'abc'."
    )]
    [InlineData(
        """{"prompt": "a cat", "size": "0x64"}""",
        "size",
        "size is WIDTHxHEIGHT, such as 512x512, or auto, not '0x64'."
    )]
    [InlineData(
        """{"prompt": "a cat", "size": "63x64"}""",
        null,
        "The width 63 is not a multiple of 8 between 8 and 2048, as the model toy needs."
    )]
    [InlineData(
        """{"prompt": "a cat", "quality": "best"}""",
        "quality",
        "quality may be auto, low, medium, high, standard or hd, not 'best'."
    )]
    [InlineData(
        """{"prompt": "a cat", "output_format": "gif"}""",
        "output_format",
        "output_format may be png, jpeg, webp, not 'gif'."
    )]
    [InlineData(
        """{"prompt": "a cat", "output_compression": 101}""",
        "output_compression",
        "output_compression 101 is not between 0 and 100."
    )]
    [InlineData(
        """{"prompt": "a cat", "response_format": "path"}""",
        "response_format",
        "response_format may be b64_json or url, not 'path'."
    )]
    [InlineData(
        """{"prompt": "a cat", "background": "transparent"}""",
        "background",
        "Pictures are drawn opaque; background may be opaque or auto, and transparent is not offered."
    )]
    [InlineData(
        """{"prompt": "a cat", "partial_images": 2}""",
        "partial_images",
        "partial_images needs stream to be true."
    )]
    [InlineData(
        """{"prompt": "a cat", "stream": true, "partial_images": 4}""",
        "partial_images",
        "partial_images 4 is not between 0 and 3."
    )]
    [InlineData(
        """{"prompt": "a cat", "stream": true, "response_format": "url"}""",
        "response_format",
        "A stream carries the pictures themselves; response_format may be url only without stream."
    )]
    [InlineData(
        """{"prompt": "a cat", "sampler": "magic"}""",
        "sampler",
        "There is no sampler 'magic'; there are euler, "
    )]
    [InlineData("""{"prompt": "a cat", "steps": 5000}""", null, "The number of steps 5000 is not between 1 and 1000.")]
    [InlineData("""{"prompt": "a cat", "guidance": -1}""", null, "The guidance scale -1 is not between 0 and 50.")]
    [InlineData(
        """{"prompt": "a cat", "strength": 0.5}""",
        "strength",
        "strength and mask_blur belong to a picture that is edited or varied; here there is none."
    )]
    [InlineData(
        """{"prompt": "a cat", "loras": "dog"}""",
        "loras",
        "loras takes a list of objects with name and weight"
    )]
    [InlineData(
        """{"prompt": "a cat", "loras": ["dog"]}""",
        "loras",
        "loras takes a list of objects with name and weight"
    )]
    [InlineData(
        """{"prompt": "a cat", "loras": [{"name": 5}]}""",
        "loras",
        "loras takes a list of objects with name and weight"
    )]
    [InlineData(
        """{"prompt": "a cat", "loras": [{"name": "dog", "strength": 1}]}""",
        "loras",
        "loras takes a list of objects with name and weight, and no 'strength'"
    )]
    [InlineData(
        """{"prompt": "a cat", "loras": [{"name": "dog", "name": "cat"}]}""",
        null,
        "The body cannot be read: "
    )]
    [InlineData(
        """{"prompt": "a cat", "sede": 3}""",
        "sede",
        "There is no field 'sede'; there are prompt, model, n, size, "
    )]
    [InlineData("""{"prompt": "a cat", "n": 1, "n": 2}""", null, "The body cannot be read: ")]
    [InlineData("""{"prompt": "a cat" """, null, "The body cannot be read: line 1 is not JSON")]
    [InlineData("""[1, 2]""", null, "The body has to be a JSON object.")]
    [InlineData("null", null, "The body is null; it has to be a JSON object.")]
    [InlineData("", null, "The body cannot be read: ")]
    public async Task Bad_fields_are_named_in_a_sentence(string body, string? field, string sentence)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        await RefusedAsync(
            await Server.Http.PostAsync("/v1/images/generations", content),
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            field,
            sentence
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
            "The prompt has 2001 characters; at most 2000 are allowed."
        );
    }

    [Theory]
    [InlineData("text/plain", "The body has to be application/json, and this one says text/plain (Content-Type).")]
    [InlineData(
        "application/x-www-form-urlencoded",
        "The body has to be application/json, and this one says application/x-www-form-urlencoded (Content-Type)."
    )]
    public async Task A_body_of_another_kind_is_refused(string type, string sentence)
    {
        using ByteArrayContent content = new("prompt=a cat"u8.ToArray()) { Headers = { ContentType = new(type) } };
        await RefusedAsync(
            await Server.Http.PostAsync("/v1/images/generations", content),
            HttpStatusCode.UnsupportedMediaType,
            "invalid_request_error",
            null,
            sentence
        );
        await RefusedAsync(
            await Server.Http.PostAsJsonAsync("/v1/images/edits", new { prompt = "a" }),
            HttpStatusCode.UnsupportedMediaType,
            "invalid_request_error",
            null,
            "The body has to be multipart/form-data, and this one says application/json; charset=utf-8 (Content-Type)."
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
            "The request's body is larger than this server takes."
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
            "The request's body is larger than this server takes."
        );
    }

    private static async Task RefusedAsync(
        HttpResponseMessage answer,
        HttpStatusCode status,
        string type,
        string? field,
        string sentence
    )
    {
        string body = await answer.Content.ReadAsStringAsync();
        JsonElement error = JsonDocument.Parse(body).RootElement.GetProperty("error");
        Assert.StartsWith(sentence, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            (status, type, field),
            (answer.StatusCode, error.GetProperty("type").GetString(), error.GetProperty("param").GetString())
        );
        Assert.True(error.TryGetProperty("code", out _));
    }
}
