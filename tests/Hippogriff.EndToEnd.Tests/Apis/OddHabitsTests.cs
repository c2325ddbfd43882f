using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Studio.Access;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>What clients write a little otherwise than documented, and what is meant all the same.</summary>
public sealed class OddHabitsTests(StudioServer studio) : IClassFixture<StudioServer>
{
    [Theory]
    [InlineData("//v1/images/generations")]
    [InlineData("/v1//images/generations")]
    [InlineData("/v1/images/generations/")]
    [InlineData("/V1/Images/Generations")]
    [InlineData("//sdapi/v1/txt2img")]
    [InlineData("/sdapi/v1///txt2img")]
    public async Task A_slash_too_many_is_passed_over(string path)
    {
        using HttpResponseMessage answer = await studio.Client.PostAsJsonAsync(
            new Uri(studio.Address.GetLeftPart(UriPartial.Authority) + path),
            new { prompt = "x", steps = 1 }
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("//v1/models")]
    [InlineData("/v1//models")]
    [InlineData("//api//v1/pictures")]
    public async Task No_number_of_slashes_leads_past_the_key(string path)
    {
        await using StudioServer locked = await StudioServer.StartAsync(options =>
            ApiKeys.Of(options).Add("laptop", DateTimeOffset.UnixEpoch)
        );
        using HttpResponseMessage answer = await locked.Client.GetAsync(
            new Uri(locked.Address.GetLeftPart(UriPartial.Authority) + path)
        );
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("identity", HttpStatusCode.OK)]
    [InlineData("gzip", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_body_may_say_that_it_is_not_packed(string encoding, HttpStatusCode status)
    {
        foreach (string path in (string[])["/v1/images/generations", "/sdapi/v1/txt2img"])
        {
            using JsonContent body = JsonContent.Create(new { prompt = "x", steps = 1 });
            body.Headers.ContentEncoding.Add(encoding);
            using HttpResponseMessage answer = await studio.Client.PostAsync(path, body);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Pictures_of_an_edit_may_be_numbered()
    {
        using MultipartFormDataContent form = new() { { new StringContent("x"), "prompt" } };
        for (int i = 0; i < 2; i++)
            form.Add(new ByteArrayContent(Pictures.Plain()), $"image[{i}]", "a.png");
        using HttpResponseMessage answer = await studio.Client.PostAsync("/v1/images/edits", form);
        JsonElement said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Said.InOrder("first of 2 pictures", said.GetProperty("hippogriff").GetProperty("warnings").ToString());
    }

    [Theory]
    [InlineData("AUTO")]
    [InlineData(" 8x4 ")]
    public async Task A_size_is_read_as_it_is_meant(string size) =>
        Assert.Equal("8x4", (await DrawAsync(new { prompt = "x", size })).GetProperty("size").GetString());

    [Theory]
    [InlineData("toy [0123456789]")]
    [InlineData("toy.safetensors [0123456789]")]
    [InlineData("toy.safetensors")]
    [InlineData("toy.ckpt")]
    public async Task A_model_s_title_is_known_by_its_name(string title)
    {
        using HttpResponseMessage answer = await studio.Client.PostAsJsonAsync(
            "/sdapi/v1/txt2img",
            new { prompt = "x", override_settings = new { sd_model_checkpoint = title } }
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_unknown_field_is_told_those_that_can_be_sent_alone()
    {
        using HttpResponseMessage answer = await studio.Client.PostAsJsonAsync(
            "/v1/images/generations",
            new { prompt = "x", metadata = new { a = 1 } }
        );
        string said = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("negative_prompt", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Said", said, StringComparison.Ordinal);
    }

    private async Task<JsonElement> DrawAsync(object body)
    {
        using HttpResponseMessage answer = await studio.Client.PostAsJsonAsync("/v1/images/generations", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
