using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Studio.Access;
using Microsoft.OpenApi.Reader;

namespace Hippogriff.EndToEnd.Tests.Generators;

/// <summary>The OpenAPI document of a whole studio, as generators of clients read it.</summary>
public sealed partial class DocumentTests(StudioServer studio) : IClassFixture<StudioServer>
{
    /// <summary>What the framework calls its types, and what may not be a name in the document.</summary>
    private static readonly string[] s_internal =
    [
        "IFormFile",
        "Stream",
        "JsonElement",
        "SseItem",
        "Nullable",
        "IResult",
        "HttpResult",
        "View",
        "Of",
    ];

    [Fact]
    public async Task The_document_is_valid_and_small()
    {
        string json = await studio.Client.GetStringAsync("/openapi/v1.json");
        ReadResult read = Microsoft.OpenApi.OpenApiDocument.Parse(json, "json");
        Assert.Empty(read.Diagnostic!.Errors.Select(error => $"{error.Pointer}: {error.Message}"));
        Assert.Empty(read.Diagnostic.Warnings.Select(warning => $"{warning.Pointer}: {warning.Message}"));
        Assert.InRange(json.Length, 50_000, 250_000);
        Assert.Empty(UnknownReferences(json));
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_sentence_an_answer_and_the_errors_of_its_API()
    {
        (string Call, JsonElement Operation)[] operations = [.. await OperationsAsync()];
        string[] names = [.. operations.Select(one => one.Operation.GetProperty("operationId").GetString()!)];
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, name => Assert.Matches("^[a-z][a-zA-Z0-9]+$", name));
        foreach ((string call, JsonElement operation) in operations)
        {
            Assert.True(operation.GetProperty("summary").GetString()!.Length > 5, call);
            JsonElement answers = operation.GetProperty("responses");
            Assert.True(answers.EnumerateObject().Any(answer => answer.Name[0] == '2'), call);
            string form =
                call.Contains(" /v1", StringComparison.Ordinal) ? "OpenAiErrorAnswer"
                : call.Contains(" /sdapi", StringComparison.Ordinal) ? "SdErrorAnswer"
                : "Problem";
            string[] errors =
            [
                .. answers.EnumerateObject().Select(answer => answer.Name).Where(name => name[0] != '2'),
            ];
            foreach (string status in errors.Where(status => !(call == "get /ready" && status == "503")))
                Assert.EndsWith($"/responses/{form}", answers.GetProperty(status).GetProperty("$ref").GetString());
            Assert.Contains("default", errors);
            Assert.Equal(
                !IsOpen(operation) || call.Contains("/files/", StringComparison.Ordinal),
                errors.Contains("401")
            );
            if (call.Contains('{', StringComparison.Ordinal))
                Assert.True(errors.Contains("404"), call);
            if (operation.TryGetProperty("requestBody", out _))
                Assert.True(((string[])["400", "413", "415"]).All(errors.Contains), call);
        }
    }

    [Theory]
    [InlineData("/v1/images/files/{job}/{name}", "image/png image/jpeg image/webp")]
    [InlineData("/api/v1/pictures/{id}.png", "image/png")]
    [InlineData("/api/v1/pictures/{id}/steps/{number}/noisy.png", "image/png")]
    [InlineData("/api/v1/trainings/{name}/sheets/{step}.png", "image/png")]
    public async Task Pictures_are_files_of_their_own_types(string path, string types)
    {
        JsonElement content = Content(await OperationAsync(path, "get"), "200");
        Assert.Equal(types.Split(' '), content.EnumerateObject().Select(type => type.Name));
        Assert.All(content.EnumerateObject(), type => AssertIsFile(type.Value.GetProperty("schema")));
    }

    [Theory]
    [InlineData("/v1/images/generations", "application/json text/event-stream")]
    [InlineData("/v1/images/edits", "application/json text/event-stream")]
    [InlineData("/v1/images/variations", "application/json")]
    public async Task A_drawing_answers_with_a_document_or_with_events(string path, string types)
    {
        JsonElement answers = await OperationAsync(path, "post");
        Assert.Equal(types.Split(' '), Content(answers, "200").EnumerateObject().Select(type => type.Name));
        Assert.False(answers.GetProperty("responses").TryGetProperty("299", out _));
    }

    [Fact]
    public async Task Files_are_sent_in_forms_and_as_they_are()
    {
        JsonElement form = (await OperationAsync("/v1/images/edits", "post"))
            .GetProperty("requestBody")
            .GetProperty("content");
        Assert.Equal(["multipart/form-data"], form.EnumerateObject().Select(type => type.Name));
        JsonElement fields = (await SchemasAsync()).GetProperty("OpenAiEditForm").GetProperty("properties");
        AssertIsFile(fields.GetProperty("image"));
        AssertIsFile(fields.GetProperty("mask"));
        foreach (string path in (string[])["/api/v1/uploads", "/api/v1/uploads/masks", "/api/v1/datasets/{name}"])
        foreach (
            JsonProperty type in (await OperationAsync(path, "post"))
                .GetProperty("requestBody")
                .GetProperty("content")
                .EnumerateObject()
        )
            AssertIsFile(type.Value.GetProperty("schema"));
    }

    [Fact]
    public async Task Keys_are_a_bearer_and_for_the_web_UI_also_a_password()
    {
        JsonElement open = await DocumentAsync(studio);
        JsonElement schemes = open.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal("bearer", schemes.GetProperty("bearer").GetProperty("scheme").GetString());
        Assert.Equal("basic", schemes.GetProperty("basic").GetProperty("scheme").GetString());
        Assert.Equal("""[{"bearer":[]},{}]""", Compact(open.GetProperty("security")));

        using TemporaryFolder folder = new();
        string keys = folder.In("keys.json"),
            key = new ApiKeys(keys).Add("me", DateTimeOffset.UtcNow);
        await using StudioServer closed = await StudioServer.StartAsync(options => options.Keys = keys);
        closed.Client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        JsonElement document = await DocumentAsync(closed);
        Assert.Equal("""[{"bearer":[]}]""", Compact(document.GetProperty("security")));
        JsonElement paths = document.GetProperty("paths");
        Assert.Equal(
            """[{"basic":[]},{"bearer":[]}]""",
            Compact(paths.GetProperty("/sdapi/v1/txt2img").GetProperty("post").GetProperty("security"))
        );
        Assert.Equal("[{}]", Compact(paths.GetProperty("/health").GetProperty("get").GetProperty("security")));
        Assert.False(paths.GetProperty("/api/v1/jobs").GetProperty("post").TryGetProperty("security", out _));
    }

    [Theory]
    [InlineData("OpenAiImageRequest", "n", "maximum", "16")]
    [InlineData("OpenAiImageRequest", "partial_images", "maximum", "3")]
    [InlineData("OpenAiImageRequest", "prompt", "maxLength", "2000")]
    [InlineData("OpenAiImageRequest", "steps", "maximum", "250")]
    [InlineData("OpenAiImageRequest", "quality", "enum", """["auto","low","medium","high","standard","hd"]""")]
    [InlineData("OpenAiImageRequest", "response_format", "enum", """["b64_json","url"]""")]
    [InlineData("SdImageRequest", "batch_size", "maximum", "16")]
    [InlineData("SdImageRequest", "denoising_strength", "maximum", "1")]
    [InlineData("SdExtraSingleRequest", "upscaling_resize", "maximum", "8")]
    [InlineData("JobRequest", "width", "maximum", "1024")]
    [InlineData("JobRequest", "guidance", "maximum", "50")]
    [InlineData("JobRequest", "count", "default", "1")]
    [InlineData("JobRequest", "strength", "default", "0.6")]
    [InlineData("JobRequest", "keepSteps", "default", "true")]
    public async Task Fields_say_their_limits_words_and_defaults(string schema, string field, string says, string value)
    {
        JsonElement described = (await SchemasAsync()).GetProperty(schema).GetProperty("properties").GetProperty(field);
        Assert.True(described.TryGetProperty(says, out JsonElement said), described.ToString());
        Assert.Equal(value, Compact(said));
    }

    [Fact]
    public async Task What_may_be_missing_is_not_required_and_names_are_none_of_the_program_s()
    {
        JsonElement schemas = await SchemasAsync();
        foreach (JsonProperty schema in schemas.EnumerateObject())
        {
            Assert.True(s_internal.All(name => !schema.Name.Contains(name, StringComparison.Ordinal)), schema.Name);
            if (!schema.Value.TryGetProperty("required", out JsonElement required))
                continue;
            foreach (JsonElement name in required.EnumerateArray())
            {
                JsonElement field = schema.Value.GetProperty("properties").GetProperty(name.GetString()!);
                Assert.False(
                    field.TryGetProperty("type", out JsonElement type) && type.ToString().Contains("null"),
                    $"{schema.Name}.{name}"
                );
            }
        }
        JsonElement job = schemas.GetProperty("Job");
        Assert.DoesNotContain("error", job.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Contains("id", job.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Every_value_has_a_type()
    {
        foreach (JsonProperty schema in (await SchemasAsync()).EnumerateObject())
        {
            Assert.True(schema.Value.TryGetProperty("type", out _), schema.Name);
            if (!schema.Value.TryGetProperty("properties", out JsonElement fields))
                continue;
            foreach (JsonProperty field in fields.EnumerateObject().Where(field => field.Name != "extra_headers"))
                Assert.True(
                    ((string[])["type", "$ref", "oneOf"]).Any(word => field.Value.TryGetProperty(word, out _)),
                    $"{schema.Name}.{field.Name}"
                );
        }
    }

    [Fact]
    public async Task Descriptions_are_plain_sentences()
    {
        foreach (Match description in Description().Matches(await studio.Client.GetStringAsync("/openapi/v1.json")))
            Assert.DoesNotMatch("cref|</|<see|\\\\n|\\bHippogriff\\.|StudioOptions|IUploads", description.Value);
    }

    private async Task<IEnumerable<(string Call, JsonElement Operation)>> OperationsAsync() =>
        (await DocumentAsync(studio))
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject().Select(operation => ($"{operation.Name} {path.Name}", operation.Value))
            );

    private async Task<JsonElement> OperationAsync(string path, string method) =>
        (await DocumentAsync(studio)).GetProperty("paths").GetProperty(path).GetProperty(method);

    private async Task<JsonElement> SchemasAsync() =>
        (await DocumentAsync(studio)).GetProperty("components").GetProperty("schemas");

    private static async Task<JsonElement> DocumentAsync(StudioServer server)
    {
        using HttpResponseMessage answer = await server.Client.GetAsync("/openapi/v1.json");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static JsonElement Content(JsonElement operation, string status) =>
        operation.GetProperty("responses").GetProperty(status).GetProperty("content");

    private static void AssertIsFile(JsonElement schema) =>
        Assert.Equal(
            ("string", "binary"),
            (schema.GetProperty("type").GetString(), schema.GetProperty("format").GetString())
        );

    private static bool IsOpen(JsonElement operation) =>
        operation.TryGetProperty("security", out JsonElement ways) && Compact(ways) == "[{}]";

    private static string Compact(JsonElement value) => JsonSerializer.Serialize(value);

    /// <summary>References to what the document does not have.</summary>
    private static IEnumerable<string> UnknownReferences(string json)
    {
        JsonElement components = JsonDocument.Parse(json).RootElement.GetProperty("components");
        return Reference()
            .Matches(json)
            .Select(match => (Kind: match.Groups[1].Value, Name: match.Groups[2].Value))
            .Distinct()
            .Where(one => !components.GetProperty(one.Kind).TryGetProperty(one.Name, out _))
            .Select(one => $"{one.Kind}/{one.Name}");
    }

    [GeneratedRegex("\"#/components/(\\w+)/([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("\"(description|summary)\": \"([^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Description();
}
