using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>enable_hr of Stable Diffusion's web UI: each picture is drawn, enlarged, and drawn on.</summary>
public sealed class SdSecondPassTests : ApiTest
{
    [Fact]
    public async Task Each_picture_is_enlarged_and_drawn_on_with_its_seed()
    {
        JsonElement answer = await DrawAsync(
            new
            {
                prompt = "a cat",
                negative_prompt = "dog",
                seed = 9,
                steps = 4,
                cfg_scale = 2.5,
                sampler_name = "Euler a",
                width = 64,
                height = 48,
                batch_size = 2,
                enable_hr = true,
                hr_scale = 1.5,
                hr_second_pass_steps = 3,
                denoising_strength = 0.4,
                hr_upscaler = "Lanczos",
            }
        );

        JobRequest[] taken = [.. Server.Queue.Taken];
        Assert.Equal(
            [(2, 64, 48), (1, 96, 72), (1, 96, 72)],
            taken.Select(one => (one.Count, one.Width ?? 0, one.Height ?? 0))
        );
        Assert.All(
            taken[1..],
            one =>
                Assert.Equal(
                    ("a cat", "dog", 2.5, 3, 0.4, taken[0].Sampler),
                    (one.Prompt, one.NegativePrompt, one.Guidance, one.Steps, one.Strength, one.Sampler)
                )
        );
        Assert.Equal([9L, 10L], taken[1..].Select(one => one.Seed));
        Assert.Equal(
            [(96, 72, 9), (96, 72, 10)],
            taken[1..]
                .Select(one => Server.Uploads.Picture(one.Source!))
                .Select(image => (image.Width, image.Height, (int)image.Pixels[0]))
        );
        Assert.Equal([(96, 72, 9), (96, 72, 10)], Shown(answer));
        JsonElement info = JsonDocument.Parse(answer.GetProperty("info").GetString()!).RootElement;
        Assert.Equal(
            (96, 0.4, "96x72", "Lanczos"),
            (
                info.GetProperty("width").GetInt32(),
                info.GetProperty("denoising_strength").GetDouble(),
                info.GetProperty("extra_generation_params").GetProperty("Hires resize").GetString(),
                info.GetProperty("extra_generation_params").GetProperty("Hires upscaler").GetString()
            )
        );
    }

    [Theory]
    [InlineData("{}", 128, 128, 6, 0.75)] // the web UI's own values; the steps of the first pass are the model's
    [InlineData("""{"steps": 5, "hr_second_pass_steps": 0}""", 128, 128, 5, 0.75)]
    [InlineData("""{"width": 512, "height": 512, "hr_resize_x": 768}""", 96, 96, 6, 0.75)] // 512 is drawn as 64
    [InlineData("""{"width": 64, "height": 32, "hr_resize_y": 64}""", 128, 64, 6, 0.75)]
    [InlineData("""{"hr_resize_x": 96, "hr_resize_y": 64}""", 96, 64, 6, 0.75)]
    [InlineData("""{"hr_scale": 1.3, "hr_upscaler": "latent (nearest-exact)"}""", 80, 80, 6, 0.75)]
    [InlineData("""{"hr_scale": 2, "hr_upscaler": "R-ESRGAN 4x+", "denoising_strength": 1}""", 128, 128, 6, 1)]
    [InlineData(
        """{"hr_scale": 2, "hr_upscaler": null, "hr_checkpoint_name": "Use same checkpoint"}""",
        128,
        128,
        6,
        0.75
    )]
    [InlineData("""{"hr_sampler_name": "Use same sampler", "hr_scheduler": "Use same scheduler"}""", 128, 128, 6, 0.75)]
    public async Task What_is_left_out_takes_the_web_UI_s_values(
        string said,
        int width,
        int height,
        int steps,
        double strength
    )
    {
        Dictionary<string, object?> body = JsonSerializer.Deserialize<Dictionary<string, object?>>(said)!;
        (body["prompt"], body["enable_hr"]) = ("a cat", true);
        JsonElement answer = await DrawAsync(body);

        JobRequest second = Server.Queue.Taken.Last();
        Assert.Equal(2, Server.Queue.Taken.Count);
        Assert.Equal((width, height, strength), (second.Width, second.Height, second.Strength));
        Assert.Equal(steps, second.Steps ?? ApiServer.Model.Defaults.Steps);
        Assert.Equal((width, height), Shown(answer).Select(one => (one.Width, one.Height)).Single());
    }

    [Fact]
    public async Task A_second_pass_may_have_words_a_sampler_and_a_schedule_of_its_own()
    {
        await DrawAsync(
            new
            {
                prompt = "a cat <lora:snow>",
                enable_hr = true,
                hr_prompt = "a large cat",
                hr_negative_prompt = "blurry",
                hr_sampler_name = "DPM++ 2M",
                hr_scheduler = "Karras",
            }
        );
        JobRequest second = Server.Queue.Taken.Last();
        Assert.Equal(
            ("a large cat", "blurry", "dpmpp_2m", "karras", null),
            (second.Prompt, second.NegativePrompt, second.Sampler, second.Schedule, second.Loras)
        );
    }

    [Fact]
    public async Task An_interrupted_second_pass_answers_with_what_there_is()
    {
        Server.Queue.BeforeStep = async (_, stop) =>
        {
            if (Server.Queue.Taken.Count < 3)
                return;
            using HttpResponseMessage stopped = await Server.Http.PostAsync("/sdapi/v1/interrupt", null);
            await Task.Delay(Timeout.Infinite, stop);
        };
        JsonElement answer = await DrawAsync(
            new
            {
                prompt = "a cat",
                seed = 9,
                batch_size = 3,
                enable_hr = true,
            }
        );
        Assert.Equal([(128, 128, 9), (64, 64, 10), (64, 64, 11)], Shown(answer));
        JsonElement info = JsonDocument.Parse(answer.GetProperty("info").GetString()!).RootElement;
        Assert.True(info.GetProperty("interrupted").GetBoolean());
        Assert.Equal(3, info.GetProperty("infotexts").GetArrayLength());
    }

    [Fact]
    public async Task A_request_from_a_picture_has_no_second_pass_and_ways_of_enlarging_are_listed()
    {
        using HttpResponseMessage drawn = await Server.Http.PostAsJsonAsync(
            "/sdapi/v1/img2img",
            new
            {
                prompt = "a cat",
                enable_hr = true,
                init_images = new[] { Convert.ToBase64String(Pictures.Plain()) },
            }
        );
        Assert.True(drawn.IsSuccessStatusCode);
        Assert.Single(Server.Queue.Taken);
        JsonElement modes = await Server.Http.GetFromJsonAsync<JsonElement>("/sdapi/v1/latent-upscale-modes");
        Assert.Equal("Latent", modes[0].GetProperty("name").GetString());
        await DrawAsync(new { enable_hr = true, hr_upscaler = modes[3].GetProperty("name").GetString() });
    }

    private static IEnumerable<(int Width, int Height, int Shade)> Shown(JsonElement answer) =>
        answer.GetProperty("images").EnumerateArray().Select(image => Pictures.Read(image.GetBytesFromBase64()));

    private async Task<JsonElement> DrawAsync(object body)
    {
        using HttpResponseMessage answer = await Server.Http.PostAsJsonAsync("/sdapi/v1/txt2img", body);
        JsonElement said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, said.ToString());
        return said;
    }
}
