using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Denoising;

namespace Hippogriff.EndToEnd.Tests.Apis;

public sealed partial class SdTests
{
    [Fact]
    public async Task Every_listed_sampler_and_schedule_can_be_asked_for()
    {
        string[] samplers =
        [
            .. (await GetAsync("samplers"))
                .EnumerateArray()
                .Select(sampler => sampler.GetProperty("name").GetString()!),
        ];
        JsonElement[] schedules = [.. (await GetAsync("schedulers")).EnumerateArray()];
        Assert.Contains("DPM++ 2M SDE", samplers);
        foreach (string sampler in samplers)
            await PostAsync(
                "txt2img",
                new
                {
                    sampler_name = sampler,
                    steps = 1,
                    send_images = false,
                }
            );
        foreach (JsonElement schedule in schedules)
        foreach (string key in (string[])["name", "label"])
            await PostAsync(
                "txt2img",
                new
                {
                    scheduler = schedule.GetProperty(key).GetString(),
                    steps = 1,
                    send_images = false,
                }
            );

        Assert.Equal(
            SamplerRegistry.Default.Names,
            Server.Queue.Taken.Take(samplers.Length).Select(order => order.Sampler!)
        );
        Assert.Equal(samplers.Length + 2 * schedules.Length, Server.Queue.Taken.Count);
    }

    [Theory]
    [InlineData(63, 64, 64, 64)]
    [InlineData(100, 68, 104, 72)]
    [InlineData(3, 64, 8, 64)]
    [InlineData(511, 513, 64, 64)]
    public async Task Sizes_become_the_nearest_that_the_model_draws_and_the_answer_says_which(
        int width,
        int height,
        int drawnWidth,
        int drawnHeight
    )
    {
        JsonElement info = JsonDocument
            .Parse((await PostAsync("txt2img", new { width, height })).GetProperty("info").GetString()!)
            .RootElement;
        Assert.Equal(
            (drawnWidth, drawnHeight),
            (info.GetProperty("width").GetInt32(), info.GetProperty("height").GetInt32())
        );
    }

    [Fact]
    public async Task The_model_can_be_chosen_for_all_or_for_one_request()
    {
        JsonElement models = await GetAsync("sd-models");
        Assert.Equal(
            ["toy [0123456789]", "swift [0123456789]"],
            models.EnumerateArray().Select(model => model.GetProperty("title").GetString())
        );
        await PostAsync("txt2img", new { override_settings = new { sd_model_checkpoint = "swift" }, cfg_scale = 7 });
        await PostAsync(
            "options",
            new Dictionary<string, object>
            {
                ["sd_model_checkpoint"] = "swift [0123456789]",
                ["CLIP_stop_at_last_layers"] = 2,
            }
        );
        await PostAsync("txt2img", new { });

        Assert.Equal(["swift", "swift"], Server.Queue.Taken.Select(order => order.Model!));
        Assert.Null(Server.Queue.Taken.First().Guidance); // a distilled model has its own
        Assert.Equal("swift [0123456789]", (await GetAsync("options")).GetProperty("sd_model_checkpoint").GetString());
    }

    [Fact]
    public async Task A_picture_says_how_it_was_drawn()
    {
        string image = (
            await PostAsync(
                "txt2img",
                new
                {
                    prompt = "a cat",
                    seed = 3,
                    negative_prompt = "dog",
                }
            )
        ).GetProperty("images")[0].GetString()!;
        JsonElement says = await PostAsync("png-info", new { image });

        Assert.StartsWith(
            "a cat\nNegative prompt: dog\nSteps: 6",
            says.GetProperty("info").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            ("a cat", "3"),
            (
                says.GetProperty("parameters").GetProperty("Prompt").GetString(),
                says.GetProperty("parameters").GetProperty("Seed").GetString()
            )
        );
        Assert.Equal(
            "",
            (await PostAsync("png-info", new { image = Convert.ToBase64String(Pictures.Plain()) }))
                .GetProperty("info")
                .GetString()
        );
    }

    [Theory]
    [InlineData("sd-vae")]
    [InlineData("loras")]
    [InlineData("prompt-styles")]
    public async Task What_clients_ask_for_when_they_connect_is_there_and_empty(string list) =>
        Assert.Equal(0, (await GetAsync(list)).GetArrayLength());
}
