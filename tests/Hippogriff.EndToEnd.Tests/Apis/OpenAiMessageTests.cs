using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Studio.Access;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>Edits as JSON, Azure's paths and header, and what is wrong in a message.</summary>
public sealed class OpenAiMessageTests(StudioServer studio) : IClassFixture<StudioServer>
{
    private static string Data => $"data:image/png;base64,{Convert.ToBase64String(Pictures.Plain())}";

    [Theory]
    [InlineData("/v1/images/edits")]
    [InlineData("/openai/v1/images/edits?api-version=preview")]
    public async Task An_edit_may_come_as_json_with_data_urls(string path)
    {
        using HttpResponseMessage answer = await studio.Client.PostAsJsonAsync(
            path,
            new
            {
                prompt = "x",
                steps = 2,
                images = (object[])[new { image_url = Data }, new { image_url = Data }],
            }
        );
        JsonElement said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said.ToString());
        Assert.Equal(1, said.GetProperty("data").GetArrayLength());
        Assert.Contains(
            "first of 2 pictures",
            said.GetProperty("hippogriff").GetProperty("warnings").ToString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("""{"prompt":"x"}""", "images", "images is missing")]
    [InlineData("""{"prompt":"x","images":[]}""", "images", "images is missing")]
    [InlineData("""{"prompt":"x","images":[{}]}""", "images", "needs image_url")]
    [InlineData("""{"prompt":"x","images":[{"file_id":"file-7"}]}""", "images", "no files are kept here")]
    [InlineData("""{"prompt":"x","images":[{"image_url":"http://127.0.0.1/a.png"}]}""", "images", "nothing is fetched")]
    [InlineData("""{"prompt":"x","images":[{"image_url":"data:image/png;base64,!"}]}""", "images", "without a picture")]
    [InlineData("""{"prompt":"x","images":[{"image_url":"data:image/png;base64,AAAA"}]}""", "image", "picture")]
    [InlineData("""{"images":[]}""", "prompt", "prompt says what to draw")]
    [InlineData("""{"prompt":"x","images":[null]}""", "images", "null")]
    public async Task A_picture_that_is_none_is_refused_by_its_field(string body, string field, string sentence)
    {
        JsonElement error = await RefusedAsync("/v1/images/edits", body);
        Assert.Equal(field, error.GetProperty("param").GetString());
        Assert.Contains(sentence, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"prompt":"x","n":2,"seed":9223372036854775807}""", "seed")]
    [InlineData("""{"prompt":"a\u0000cat"}""", "prompt")]
    [InlineData("""{"prompt":"x","negative_prompt":"\u001b[31m"}""", "negative_prompt")]
    public async Task What_is_wrong_is_named(string body, string field) =>
        Assert.Equal(field, (await RefusedAsync("/v1/images/generations", body)).GetProperty("param").GetString());

    [Theory]
    [InlineData("/openai/deployments/toy/images/generations?api-version=2024-10-21")]
    [InlineData("/openai/deployments/dall-e-3/images/generations?api-version=2024-10-21")]
    [InlineData("/openai/v1/images/generations?api-version=preview")]
    public async Task The_paths_of_azure_are_understood_and_its_header_is_a_key(string path)
    {
        string key = "";
        await using StudioServer locked = await StudioServer.StartAsync(options =>
            key = ApiKeys.Of(options).Add("laptop", DateTimeOffset.UnixEpoch)
        );
        using HttpResponseMessage refused = await locked.Client.PostAsJsonAsync(path, new { prompt = "x" });
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        locked.Client.DefaultRequestHeaders.Add("api-key", key);
        using HttpResponseMessage answer = await locked.Client.PostAsJsonAsync(path, new { prompt = "x", steps = 1 });
        JsonElement said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said.ToString());
        // as OpenAI's own: dall-e answers with addresses
        Assert.True(
            said.GetProperty("data")[0].TryGetProperty(path.Contains("dall-e") ? "url" : "b64_json", out _),
            said.ToString()
        );
    }

    private async Task<JsonElement> RefusedAsync(string path, string body)
    {
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await studio.Client.PostAsync(path, content);
        JsonElement said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, said.ToString());
        return said.GetProperty("error");
    }
}
