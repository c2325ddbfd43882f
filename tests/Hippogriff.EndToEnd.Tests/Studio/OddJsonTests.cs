using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>
/// Whatever is sent where JSON is wanted: every endpoint answers with a sentence, none with 500, and none takes
/// anything.
/// </summary>
public sealed class OddJsonTests(StudioServer studio) : IClassFixture<StudioServer>
{
    /// <summary>
    /// Every endpoint that takes JSON, with a field of it that takes a text, one that takes a number, and one that
    /// takes a list.
    /// </summary>
    private static readonly (string Path, string Text, string Number, string? List)[] s_endpoints =
    [
        ("/api/v1/jobs", "prompt", "strength", "loras"),
        ("/api/v1/jobs/00000000-0000-0000-0000-000000000000/move", "position", "position", null),
        ("/api/v1/trainings", "dataset", "minutes", null),
        ("/v1/images/generations", "prompt", "guidance", "loras"),
        ("/sdapi/v1/txt2img", "prompt", "cfg_scale", "styles"),
        ("/sdapi/v1/img2img", "prompt", "denoising_strength", "init_images"),
        ("/sdapi/v1/png-info", "image", "image", null),
        ("/sdapi/v1/options", "sd_model_checkpoint", "sd_model_checkpoint", null),
        ("/mcp", "method", "id", "params"),
    ];

    public static TheoryData<string, string> Bodies
    {
        get
        {
            TheoryData<string, string> bodies = [];
            foreach ((string path, string text, string number, string? list) in s_endpoints)
            {
                bodies.Add(path, "");
                bodies.Add(path, " ");
                bodies.Add(path, "null");
                bodies.Add(path, "[]");
                bodies.Add(path, "5");
                bodies.Add(path, "\"text\"");
                bodies.Add(path, "{\"" + text + "\":\"\\ud800\"}");
                bodies.Add(path, "{\"" + text + "\":\"\\udc00x\"}");
                bodies.Add(path, "{\"\\ud800\":1}");
                bodies.Add(path, "{\"" + text + "\":[1]}");
                bodies.Add(path, "{\"" + text + "\":{}}");
                bodies.Add(path, "{\"" + text + "\":\"a\",\"" + text + "\":5}");
                foreach (
                    string odd in new[]
                    {
                        "1e999",
                        "-1e999",
                        "1e-999",
                        "-0.0",
                        "9223372036854775808",
                        "\"NaN\"",
                        "\"Infinity\"",
                        "true",
                        "[]",
                        "{}",
                        "\"\"",
                        "12345678901234567890123456789012345678901234567890",
                    }
                )
                    bodies.Add(path, "{\"" + text + "\":\"a\",\"" + number + "\":" + odd + "}");
                bodies.Add(path, new string('[', 5_000));
                bodies.Add(path, "{\"" + text + "\":" + new string('[', 5_000));
                bodies.Add(path, "{\"" + text + "\":" + string.Concat(Enumerable.Repeat("{\"a\":", 5_000)));
                bodies.Add(path, "{\"" + text + "\":\"a");
                bodies.Add(path, "{\"" + text + "\":\"a\"} {}");
                bodies.Add(path, "{'" + text + "':'a'}");
                bodies.Add(path, "{\"" + text + "\":\"a\",}");
                if (list is null)
                    continue;
                foreach (
                    string odd in new[]
                    {
                        "[null]",
                        "[null,null]",
                        "[5]",
                        "[[]]",
                        "[{}]",
                        "[{\"name\":null}]",
                        "{}",
                        "\"x\"",
                        "[\"\\ud800\"]",
                        "[true]",
                    }
                )
                    bodies.Add(path, "{\"" + text + "\":\"a\",\"" + list + "\":" + odd + "}");
            }
            return bodies;
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Odd_bodies_never_break_an_endpoint_and_say_nothing_of_the_program(string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        (HttpStatusCode status, string text) = await SendAsync(path, content);
        Assert.True((int)status < 500, $"{status}: {text}");
        Assert.DoesNotContain(
            "Hippogriff.",
            text.Replace("Hippogriff.Studio.Apis.Sd.", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    public static TheoryData<string> Paths => [.. s_endpoints.Select(endpoint => endpoint.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Bodies_of_another_kind_are_refused_by_what_is_wanted(string path)
    {
        foreach (
            string? type in new[]
            {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/octet-stream",
                "image/png",
                null,
            }
        )
        {
            using ByteArrayContent content = new("{\"prompt\":\"a\"}"u8.ToArray());
            content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
            (HttpStatusCode status, string text) = await SendAsync(path, content);
            Assert.True(
                status is HttpStatusCode.UnsupportedMediaType or HttpStatusCode.BadRequest,
                $"{type}: {status}: {text}"
            );
        }
        Assert.Empty(studio.Queue.Open());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Bytes_that_are_no_utf8_and_packed_bodies_are_refused(string path)
    {
        foreach (
            byte[] bytes in new byte[][]
            {
                [.. "{\"prompt\":\""u8, 0xff, 0xfe, .. "\"}"u8],
                [0x1f, 0x8b, 8, 0, 0],
                [0xef, 0xbb, 0xbf],
                [0, 0, 0, 0],
            }
        )
        {
            using ByteArrayContent content = new(bytes) { Headers = { ContentType = new("application/json") } };
            (HttpStatusCode status, string text) = await SendAsync(path, content);
            Assert.True(
                (int)status is >= 400 and < 500 || path == "/sdapi/v1/options" && bytes.Length > 5,
                $"{status}: {text}"
            ); // which passes unknown settings over
        }
        if (path == "/mcp")
            return; // its reader is the protocol's own
        using ByteArrayContent packed = new([0x1f, 0x8b, 8, 0, 0])
        {
            Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } },
        };
        (HttpStatusCode refused, string sentence) = await SendAsync(path, packed);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused);
        Assert.Contains("gzip", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/pictures?before=abc", "before takes a whole number")]
    [InlineData("GET", "/api/v1/pictures?most=1e9", "most takes a whole number")]
    [InlineData("GET", "/api/v1/pictures?favourites=maybe", "favourites takes true or false")]
    [InlineData("GET", "/api/v1/jobs?ended=many", "ended takes a whole number")]
    [InlineData("GET", "/api/v1/pictures?most=-1", "most -1 ... 1 and 500")]
    [InlineData("GET", "/api/v1/pictures?most=0", "most 0 ... 1 and 500")]
    [InlineData("GET", "/api/v1/pictures?MOST=501", "most 501 ... 1 and 500")]
    [InlineData("GET", "/api/v1/pictures?most=99999999999999999999", "most 99999999999999999999")]
    [InlineData("GET", "/api/v1/pictures?before=0", "before 0 ... 1 and 9223372036854775807")]
    [InlineData("GET", "/api/v1/pictures?before=9223372036854775808", "before 9223372036854775808")]
    [InlineData("GET", "/api/v1/pictures?most=5&most=6", "most is given 2 times")]
    [InlineData("GET", "/api/v1/pictures?limit=-1", "'limit' ... words, favourites,")]
    [InlineData("GET", "/api/v1/jobs?ended=-1", "ended -1 ... 0 and 1000")]
    [InlineData("GET", "/api/v1/jobs?offset=3", "'offset' ... ended")]
    [InlineData("GET", "/api/v1/models?most=3", "'most' ... none")]
    [InlineData("GET", "/api/v1/pictures/1/steps?most=3", "'most' ... none")]
    [InlineData("POST", "/api/v1/uploads/masks?meaning=5x", "meaning takes")]
    public async Task Odd_values_in_an_address_are_refused_in_words_of_the_address(
        string method,
        string path,
        string said
    )
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (method == "POST")
            request.Content = new ByteArrayContent([1]);
        using HttpResponseMessage answer = await studio.Client.SendAsync(request);
        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Said.InOrder(said, problem.RootElement.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_upload_with_the_kind_of_a_form_is_told_what_is_taken()
    {
        using MultipartFormDataContent form = new() { { new ByteArrayContent([1, 2, 3]), "image", "a.png" } };
        using HttpResponseMessage answer = await studio.Client.PostAsync("/api/v1/uploads", form);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("image/*", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(string path, HttpContent content)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content };
        if (path == "/mcp")
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using HttpResponseMessage answer = await studio.Client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        foreach (Hippogriff.Studio.Jobs.JobEvent open in studio.Queue.Open())
            studio.Queue.Cancel(open.Job.Id); // what could be drawn after all
        return (answer.StatusCode, text);
    }
}
