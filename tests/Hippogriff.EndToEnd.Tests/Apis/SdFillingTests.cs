using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>What a request of the web UI's API says elsewhere than in its fields.</summary>
public sealed class SdFillingTests : ApiTest
{
    private const string Text =
        "a red cat\nNegative prompt: dog\nSteps: 7, Sampler: Heun, Schedule type: Karras, CFG scale: 2.5, Seed: 9, "
        + "Size: 32x16";

    [Fact]
    public async Task The_settings_of_a_picture_fill_what_is_left_out()
    {
        JobRequest order = await TakenAsync(new { infotext = Text });
        Assert.Equal(("a red cat", "dog", 7, "heun", "karras"), Of(order));
        Assert.Equal((2.5, 9L, 32, 16), (order.Guidance, order.Seed, order.Width, order.Height));
    }

    [Fact]
    public async Task Fields_that_are_there_go_first()
    {
        JobRequest order = await TakenAsync(
            new
            {
                infotext = Text,
                prompt = "a pizza",
                steps = 3,
                sampler_name = "Euler",
            }
        );
        Assert.Equal(("a pizza", "dog", 3, "euler", "karras"), Of(order));
    }

    [Fact]
    public async Task The_script_sampler_of_newer_web_UIs_is_understood()
    {
        JobRequest order = await TakenAsync(
            new
            {
                prompt = "x",
                steps = 3,
                alwayson_scripts = new { Sampler = new { args = (object[])[20, "Heun", "Karras"] } },
            }
        );
        Assert.Equal(("x", "", 3, "heun", "karras"), Of(order));
    }

    private static (string, string, int?, string?, string?) Of(JobRequest order) =>
        (order.Prompt, order.NegativePrompt, order.Steps, order.Sampler, order.Schedule);

    private async Task<JobRequest> TakenAsync(object body)
    {
        using HttpResponseMessage answer = await Server.Http.PostAsJsonAsync("/sdapi/v1/txt2img", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return Assert.Single(Server.Queue.Taken);
    }
}
