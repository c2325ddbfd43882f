using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Denoising;
using Hippogriff.Metadata;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>/sdapi/v1 by the JSON that clients of Stable Diffusion's web UI send and read.</summary>
public sealed partial class SdTests : ApiTest
{
    [Fact]
    public async Task Words_become_pictures_with_seeds_and_infotexts()
    {
        JsonElement answer = await PostAsync(
            "txt2img",
            new
            {
                prompt = "a cat",
                negative_prompt = "dog",
                seed = 9,
                sampler_name = "DPM++ 2M Karras",
                steps = 4,
                cfg_scale = 2.5,
                width = 512,
                height = 512,
                batch_size = 2,
                n_iter = 1,
                save_images = false,
            }
        );

        byte[][] images =
        [
            .. answer.GetProperty("images").EnumerateArray().Select(image => image.GetBytesFromBase64()),
        ];
        Assert.Equal(2, images.Length);
        JsonElement info = JsonDocument.Parse(answer.GetProperty("info").GetString()!).RootElement;
        Assert.Equal([9, 10], info.GetProperty("all_seeds").EnumerateArray().Select(seed => seed.GetInt32()));
        Assert.Equal(
            ("DPM++ 2M", 4, 2.5, 64, "toy"),
            (
                info.GetProperty("sampler_name").GetString(),
                info.GetProperty("steps").GetInt32(),
                info.GetProperty("cfg_scale").GetDouble(),
                info.GetProperty("width").GetInt32(),
                info.GetProperty("sd_model_name").GetString()
            )
        );
        Assert.Equal(
            images.Select(image => ImageMetadata.Read(image).Parameters),
            info.GetProperty("infotexts").EnumerateArray().Select(text => text.GetString())
        );
        Assert.Equal(("karras", 64), (Server.Queue.Taken.Single().Schedule, Server.Queue.Taken.Single().Width));
        Assert.Equal(
            ("a cat", 512),
            (
                answer.GetProperty("parameters").GetProperty("prompt").GetString(),
                answer.GetProperty("parameters").GetProperty("width").GetInt32()
            )
        );
    }

    [Fact]
    public async Task Loras_are_taken_out_of_the_prompt()
    {
        await PostAsync(
            "txt2img",
            new { prompt = "a photo of rex, <lora:my-dog:0.8> in the <lora:snow> garden<lora:my-dog:-0.3>" }
        );

        JobRequest order = Server.Queue.Taken.Single();
        Assert.Equal("a photo of rex, in the garden", order.Prompt);
        Assert.Equal(["my-dog", "snow"], order.Loras!.Select(lora => lora.Name));
        Assert.Equal(0.5, order.Loras![0].Weight, 1e-9);
        Assert.Equal(1, order.Loras[1].Weight);
        await PostAsync("txt2img", new { prompt = "a  <b> cat" });
        Assert.Equal(("a  <b> cat", null), (Server.Queue.Taken.Last().Prompt, Server.Queue.Taken.Last().Loras));
    }

    [Theory]
    [InlineData("<lora:>")]
    [InlineData("<lora:dog:much>")]
    [InlineData("<lora:dog:NaN>")]
    [InlineData("<lora:dog:1:0.5>")]
    public async Task A_lora_that_is_not_written_so_is_refused(string tag)
    {
        using HttpResponseMessage answer = await Server.Http.PostAsJsonAsync(
            "/sdapi/v1/txt2img",
            new { prompt = "a cat " + tag }
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Said.InOrder(
            $"<lora:NAME> ... <lora:NAME:NUMBER> ... '{tag}'",
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()
        );
        Assert.Empty(Server.Queue.Taken);
    }

    [Fact]
    public async Task Everything_may_be_left_out_and_minus_one_is_a_random_seed()
    {
        await PostAsync("txt2img", new { });
        await PostAsync(
            "txt2img",
            new
            {
                prompt = "a cat",
                seed = -1,
                scheduler = "Automatic",
                sampler_index = "Euler a",
                steps = "5",
                unheard_of = true,
                styles = Array.Empty<string>(),
                alwayson_scripts = new { },
            }
        );

        JobRequest[] orders = [.. Server.Queue.Taken];
        Assert.Equal(
            ("", null, null, null, null),
            (orders[0].Prompt, orders[0].Seed, orders[0].Steps, orders[0].Width, orders[0].Sampler)
        );
        Assert.Equal(
            (null, 5, "euler_ancestral", null),
            (orders[1].Seed, orders[1].Steps, orders[1].Sampler, orders[1].Schedule)
        );
    }

    [Fact]
    public async Task A_picture_and_its_mask_are_taken_out_of_base64_and_data_uris()
    {
        JsonElement answer = await PostAsync(
            "img2img",
            new
            {
                prompt = "a pizza",
                init_images = new[] { "data:image/png;base64," + Convert.ToBase64String(Pictures.Plain()) },
                mask = Convert.ToBase64String(Pictures.LeftHalfWhite()),
                denoising_strength = 0.9,
                mask_blur = 8,
                width = 512,
                height = 512,
                inpainting_fill = 1,
                inpaint_full_res = true,
                resize_mode = 1,
            }
        );

        JobRequest order = Server.Queue.Taken.Single();
        Assert.Equal((0.9, 1), (order.Strength, order.MaskBlur)); // 8 pixels of 512 are 1 of 64
        byte[] mask = Server.Uploads.Mask(order.Mask!).Values;
        Assert.Equal((255, 0), (mask[0], mask[63]));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("parameters").GetProperty("init_images").ValueKind);
        Assert.Equal(
            0.9,
            JsonDocument
                .Parse(answer.GetProperty("info").GetString()!)
                .RootElement.GetProperty("denoising_strength")
                .GetDouble()
        );
    }

    [Fact]
    public async Task A_mask_can_be_turned_round()
    {
        await PostAsync(
            "img2img",
            new
            {
                init_images = new[] { Convert.ToBase64String(Pictures.Plain()) },
                mask = Convert.ToBase64String(Pictures.LeftHalfWhite()),
                inpainting_mask_invert = 1,
            }
        );

        byte[] mask = Server.Uploads.Mask(Server.Queue.Taken.Single().Mask!).Values;
        Assert.Equal((0, 255), (mask[0], mask[63]));
        Assert.Equal(0.75, Server.Queue.Taken.Single().Strength);
    }

    [Fact]
    public async Task Progress_shows_the_running_drawing_and_interrupting_it_returns_what_is_there()
    {
        Assert.Equal(0, (await GetAsync("progress")).GetProperty("progress").GetDouble());
        TaskCompletionSource reached = new();
        Server.Queue.BeforeStep = (step, stop) =>
        {
            if (step < 4)
                return Task.CompletedTask;
            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, stop);
        };
        Task<JsonElement> drawing = PostAsync("txt2img", new { prompt = "a cat" });
        await reached.Task.WithPatience();

        JsonElement progress = await GetAsync("progress?skip_current_image=false");
        Assert.Equal(
            (0.5, 3, 6, 3),
            (
                progress.GetProperty("progress").GetDouble(),
                progress.GetProperty("state").GetProperty("sampling_step").GetInt32(),
                progress.GetProperty("state").GetProperty("sampling_steps").GetInt32(),
                progress.GetProperty("eta_relative").GetDouble()
            )
        );
        Assert.Equal(3, Pictures.Read(progress.GetProperty("current_image").GetBytesFromBase64()).Shade);
        Assert.Equal(
            JsonValueKind.Null,
            (await GetAsync("progress?skip_current_image=true")).GetProperty("current_image").ValueKind
        );
        await PostAsync("interrupt", new { });

        JsonElement answer = await drawing.WithPatience();
        Assert.Equal(3, Pictures.Read(answer.GetProperty("images")[0].GetBytesFromBase64()).Shade);
        Assert.True(
            JsonDocument
                .Parse(answer.GetProperty("info").GetString()!)
                .RootElement.GetProperty("interrupted")
                .GetBoolean()
        );
    }

    [Fact]
    public async Task Interrupting_stops_all_drawings_of_the_client_that_run()
    {
        Server.Queue.DrawOneMoreAtOnce();
        using CountdownEvent reached = new(2);
        Server.Queue.BeforeStep = (step, stop) =>
        {
            if (step < 3)
                return Task.CompletedTask;
            reached.Signal();
            return Task.Delay(Timeout.Infinite, stop);
        };
        Task<JsonElement>[] drawings =
        [
            PostAsync("txt2img", new { prompt = "a cat" }),
            PostAsync("txt2img", new { prompt = "a dog" }),
        ];
        await Patience.UntilAsync(() => reached.IsSet);
        await PostAsync("interrupt", new { });

        foreach (Task<JsonElement> drawing in drawings)
            Assert.Single((await drawing.WithPatience()).GetProperty("images").EnumerateArray());
    }

    [Fact]
    public async Task Interrupting_leaves_other_clients_alone()
    {
        TaskCompletionSource goOn = new();
        Server.Queue.BeforeStep = (_, stop) => goOn.Task.WaitAsync(stop);
        Job other = await Server.Queue.EnqueueAsync(new JobRequest { Prompt = "a cat" }, "somebody else");
        Assert.Equal("", (await GetAsync("progress")).GetProperty("state").GetProperty("job").GetString());
        await PostAsync("interrupt", new { });
        await PostAsync("skip", new { });
        Assert.Empty(Server.Queue.Skipped);
        goOn.SetResult();

        await foreach (JobEvent now in Server.Queue.WatchAsync(other.Id, previews: false))
            other = now.Job;
        Assert.Equal(JobState.Done, other.State);
    }

    [Fact]
    public async Task Skip_leaves_out_what_is_drawn_and_does_not_interrupt()
    {
        TaskCompletionSource goOn = new();
        Server.Queue.BeforeStep = (_, stop) => goOn.Task.WaitAsync(stop);
        Task<JsonElement> drawing = PostAsync("txt2img", new { prompt = "a cat", batch_size = 2 });
        await Patience.UntilAsync(() => Server.Queue.Open().Count == 1);
        await PostAsync("skip", new { });
        goOn.SetResult();
        Assert.Equal(2, (await drawing.WithPatience()).GetProperty("images").GetArrayLength());
        Assert.Single(Server.Queue.Skipped);
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using HttpResponseMessage answer = await Server.Http.PostAsJsonAsync("/sdapi/v1/" + path, body);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<JsonElement> GetAsync(string path) =>
        await Server.Http.GetFromJsonAsync<JsonElement>("/sdapi/v1/" + path);
}
