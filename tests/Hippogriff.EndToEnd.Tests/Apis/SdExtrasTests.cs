using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>Upscalers, memory and what else clients of the web UI call beside drawing.</summary>
public sealed class SdExtrasTests : ApiTest
{
    [Theory]
    [InlineData("Lanczos", 128, 96)]
    [InlineData("nearest", 128, 96)]
    [InlineData("None", 64, 48)]
    public async Task A_picture_is_enlarged_by_a_factor(string upscaler, int width, int height)
    {
        JsonElement answer = await PostAsync(
            "extra-single-image",
            new
            {
                image = Base64(64, 48),
                upscaler_1 = upscaler,
                upscaling_resize = 2.0,
            }
        );
        (int, int, int) read = Pictures.Read(answer.GetProperty("image").GetBytesFromBase64());
        Assert.Equal((width, height, 128), read);
    }

    [Theory]
    [InlineData("R-ESRGAN 4x+")]
    [InlineData("SwinIR_4x")]
    [InlineData("ldsr")]
    public async Task Upscalers_that_the_web_UI_brings_are_stood_in_for_and_the_answer_says_so(string upscaler)
    {
        JsonElement asked = await EnlargedAsync(upscaler),
            plain = await EnlargedAsync("Lanczos");
        Assert.Equal(plain.GetProperty("image").GetString(), asked.GetProperty("image").GetString());
        string info = asked.GetProperty("html_info").GetString()!;
        Assert.Contains("Lanczos", info, StringComparison.Ordinal);
        Assert.Contains(upscaler, info, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("no ", plain.GetProperty("html_info").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 100, 100)]
    [InlineData(false, 100, 75)]
    public async Task Pictures_are_enlarged_to_a_size_cut_or_whole(bool crop, int width, int height)
    {
        JsonElement answer = await PostAsync(
            "extra-batch-images",
            new
            {
                imageList = new[] { new { data = Base64(64, 48), name = "a.png" } },
                upscaler_1 = "Lanczos",
                resize_mode = 1,
                upscaling_resize_w = 100,
                upscaling_resize_h = 100,
                upscaling_crop = crop,
            }
        );
        (int, int, int) read = Pictures.Read(answer.GetProperty("images")[0].GetBytesFromBase64());
        Assert.Equal((width, height, 128), read);
    }

    [Theory]
    [InlineData("""{"upscaler_1": "4x-UltraSharp"}""", "'4x-UltraSharp' ... None, Lanczos, Nearest")]
    [InlineData("""{"upscaler_2": "mine"}""", "'mine' ... None, Lanczos, Nearest")]
    [InlineData("""{"upscaling_resize": 9}""", "upscaling_resize 9 ... 1 and 8")]
    [InlineData("""{"resize_mode": 1, "upscaling_resize_w": 5000}""", "upscaling_resize_w 5000 ... 4096")]
    [InlineData("""{"gfpgan_visibility": 1}""", "gfpgan_visibility")]
    [InlineData("""{"image": "?"}""", "image ... base64")]
    public async Task What_cannot_be_enlarged_is_refused(string body, string said)
    {
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await Server.Http.PostAsync("/sdapi/v1/extra-single-image", content);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Said.InOrder(said, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("""{"ControlNet": {"args": []}}""")]
    [InlineData("""{"ControlNet": {}}""")]
    [InlineData("""{"ADetailer": {"args": [false]}}""")]
    [InlineData("""{"ADetailer": {"args": [false, {"ad_model": "face.pt"}]}}""")]
    [InlineData("""{"ControlNet": {"args": [{"enabled": false, "model": "canny"}]}}""")]
    [InlineData("""{"ControlNet": {"args": [{"enabled": true, "model": "None", "module": "none"}]}}""")]
    [InlineData("""{"Refiner": {"args": [false, "", 0.8]}, "Seed": {"args": [-1, false, -1, 0, 0, 0]}}""")]
    public async Task Scripts_that_are_switched_off_are_passed_over(string scripts)
    {
        using StringContent content = new(
            $$"""{"prompt": "x", "script_name": "None", "alwayson_scripts": {{scripts}}}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using HttpResponseMessage answer = await Server.Http.PostAsync("/sdapi/v1/txt2img", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_alias_of_a_sampler_is_taken_and_styles_are_passed_over_and_named()
    {
        JsonElement samplers = await Server.Http.GetFromJsonAsync<JsonElement>("/sdapi/v1/samplers");
        foreach (JsonElement sampler in samplers.EnumerateArray())
        foreach (JsonElement alias in sampler.GetProperty("aliases").EnumerateArray())
            await PostAsync("txt2img", new { sampler_name = alias.GetString(), steps = 1 });
        string info = (await PostAsync("txt2img", new { styles = new[] { "", "noir" } }))
            .GetProperty("info")
            .GetString()!;
        JsonElement warnings = JsonDocument.Parse(info).RootElement.GetProperty("warnings");
        Assert.Contains("'noir'", warnings[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a (red:1.3) cat", "a red cat", true)]
    [InlineData("((worst quality)), [fog]", "worst quality, fog", true)]
    [InlineData("a [cat|dog]", "a cat", true)]
    [InlineData("a red cat: 1.3", "a red cat: 1.3", false)]
    [InlineData("a  cat, \\(shy\\)", "a  cat, \\(shy\\)", false)]
    public async Task Weights_are_taken_out_for_a_model_that_reads_none_and_that_is_said(
        string prompt,
        string drawn,
        bool said
    )
    {
        string info = (await PostAsync("txt2img", new { prompt, negative_prompt = prompt }))
            .GetProperty("info")
            .GetString()!;
        Assert.Equal((drawn, drawn), (Server.Queue.Taken.Single().Prompt, Server.Queue.Taken.Single().NegativePrompt));
        string[] warnings =
        [
            .. JsonDocument
                .Parse(info)
                .RootElement.GetProperty("warnings")
                .EnumerateArray()
                .Select(w => w.GetString()!),
        ];
        Assert.Equal(said ? 2 : 0, warnings.Length);
        if (said)
            Hippogriff.Tests.Support.Said.InOrder($"prompt ... '{drawn}'", warnings[0]);
    }

    [Fact]
    public async Task Memory_is_told_and_models_are_unloaded_and_lists_refreshed()
    {
        JsonElement ram = (await Server.Http.GetFromJsonAsync<JsonElement>("/sdapi/v1/memory")).GetProperty("ram");
        Assert.True(ram.GetProperty("total").GetInt64() > 0);
        foreach (
            string call in (string[])["unload-checkpoint", "reload-checkpoint", "refresh-vae", "refresh-embeddings"]
        )
        {
            using HttpResponseMessage answer = await Server.Http.PostAsync("/sdapi/v1/" + call, null);
            Assert.Equal("null", await answer.Content.ReadAsStringAsync());
        }
    }

    private Task<JsonElement> EnlargedAsync(string upscaler) =>
        PostAsync(
            "extra-single-image",
            new
            {
                image = Base64(32, 24),
                upscaler_1 = upscaler,
                upscaling_resize = 1.5,
            }
        );

    private static string Base64(int width, int height) => Convert.ToBase64String(Pictures.Plain(width, height));

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using HttpResponseMessage answer = await Server.Http.PostAsJsonAsync("/sdapi/v1/" + path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
