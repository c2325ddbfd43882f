using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>What /sdapi/v1 is asked and cannot do: FastAPI's form, the right status, the name of the thing.</summary>
public sealed class SdRefusalTests() : ApiTest(options => options.Limits.BodyBytes = 1 << 20)
{
    [Theory]
    [InlineData("""{"batch_size": 0}""", 422, "batch_size 0 ... at least 1")]
    [InlineData("""{"n_iter": 0}""", 422, "n_iter 0 ... at least 1")]
    [InlineData("""{"batch_size": 100, "n_iter": 10}""", 422, "batch_size times n_iter is 1000 ... 16")]
    [InlineData("""{"width": -64}""", 400, "width -64 ... 1 and 2048")]
    [InlineData("""{"width": "abc"}""", 400, "width takes a whole number.")]
    [InlineData("""{"sampler_name": "magic"}""", 404, "Sampler not found ... 'magic' ... Euler a, ")]
    [InlineData("""{"scheduler": "magic"}""", 422, "schedule 'magic' ... karras, ")]
    [InlineData("""{"seed": 9223372036854775808}""", 400, "seed takes a whole number ... 9223372036854775807")]
    [InlineData("""{"seed": 0.5}""", 400, "seed takes a whole number.")]
    [InlineData("""{"seed": [1]}""", 400, "seed takes a whole number.")]
    [InlineData("""{"seed": -2}""", 400, "seed -2 ... 0 and 9223372036854775807")]
    [InlineData("""{"prompt": 5}""", 400, "prompt takes a text.")]
    [InlineData("""{"steps": 5000}""", 400, "steps 5000 ... 1 and 1000")]
    [InlineData("""{"enable_hr": true, "hr_scale": 0.5}""", 422, "hr_scale 0.5 ... 1 and 8")]
    [InlineData("""{"enable_hr": true, "hr_scale": "much"}""", 400, "hr_scale takes a number")]
    [InlineData("""{"enable_hr": true, "hr_resize_x": -1}""", 422, "hr_resize_x -1 ... 0 or more")]
    [InlineData(
        """{"enable_hr": true, "hr_resize_x": 4096, "hr_resize_y": 64}""",
        422,
        "second pass ... 4096x64 pixels ... 1024 a side"
    )]
    [InlineData("""{"enable_hr": true, "width": 120, "height": 120, "hr_scale": 8.6}""", 422, "hr_scale 8.6")]
    [InlineData("""{"enable_hr": true, "hr_second_pass_steps": 251}""", 422, "hr_second_pass_steps 251 ... 250")]
    [InlineData("""{"enable_hr": true, "hr_second_pass_steps": -1}""", 422, "hr_second_pass_steps -1 ... 0")]
    [InlineData("""{"enable_hr": true, "denoising_strength": 0}""", 422, "denoising_strength 0 is ... above 0")]
    [InlineData("""{"enable_hr": true, "denoising_strength": 1.5}""", 422, "denoising_strength 1.5 ... most 1")]
    [InlineData(
        """{"enable_hr": true, "hr_upscaler": "magic"}""",
        422,
        "no upscaler 'magic' ... None, Lanczos, Nearest, Latent"
    )]
    [InlineData("""{"enable_hr": true, "hr_sampler_name": "magic"}""", 404, "Sampler not found ... 'magic'")]
    [InlineData("""{"enable_hr": true, "hr_scheduler": "magic"}""", 422, "schedule 'magic'")]
    [InlineData("""{"enable_hr": true, "hr_checkpoint_name": "swift"}""", 422, "second pass ... same model, toy")]
    [InlineData("""{"enable_hr": true, "hr_checkpoint_name": "other"}""", 422, "'other' ... toy, swift")]
    [InlineData("""{"restore_faces": true}""", 422, "restore_faces is not offered")]
    [InlineData("""{"tiling": true}""", 422, "tiling is not offered")]
    [InlineData("""{"subseed_strength": 0.5}""", 422, "subseed_strength is not offered")]
    [InlineData("""{"script_name": "xyz"}""", 422, "'xyz' ... script_name")]
    [InlineData(
        """{"alwayson_scripts": {"Seed": {"args": [false]}, "ControlNet": {"args": [{"model": "x"}]}}}""",
        422,
        "'ControlNet' ... alwayson_scripts"
    )]
    [InlineData("""{"alwayson_scripts": {"ADetailer": {"args": [true, {"ad_model": "x"}]}}}""", 422, "'ADetailer'")]
    [InlineData("""{"override_settings": {"sd_model_checkpoint": "../first"}}""", 422, "'../first' ... toy, swift")]
    [InlineData("""{"override_settings": {"sd_model_checkpoint": [null]}}""", 422, "sd_model_checkpoint takes a text.")]
    [InlineData("""{"prompt": "a""", 400, "body cannot be read")]
    [InlineData("null", 400, "null ... a JSON object")]
    [InlineData("[1, 2]", 400, "a JSON object")]
    [InlineData("", 400, "body cannot be read")]
    public async Task Bad_fields_are_named(string body, int status, string said)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        await RefusedAsync(await Server.Http.PostAsync("/sdapi/v1/txt2img", content), status, said);
        Assert.Empty(Server.Queue.Taken);
    }

    [Theory]
    [InlineData("none", 404, "init_images is missing")]
    [InlineData("broken base64", 422, "init_images ... base64 ... data URI")]
    [InlineData("an address", 422, "init_images ... base64 ... data URI")]
    [InlineData("no picture", 422, "uploaded picture ... PNG, JPEG, WebP, GIF, BMP")]
    [InlineData("bomb", 422, "100000x100000 pixels ... 64 megapixels")]
    [InlineData("two", 422, "One picture ... init_images has 2")]
    [InlineData("strength", 400, "strength -0.5 ... 0 and 1")]
    [InlineData("null", 422, "init_images ... item 1 ... null")]
    [InlineData("a number", 400, "init_images takes a list of texts")]
    [InlineData("an empty text", 422, "init_images ... base64 ... data URI")]
    [InlineData("mask", 422, "mask ... base64 ... data URI")]
    [InlineData("black mask", 400, "mask is black ... white")]
    [InlineData("invert", 422, "inpainting_mask_invert ... 0 or 1, not 2")]
    public async Task Bad_pictures_are_refused(string what, int status, string said)
    {
        string plain = Convert.ToBase64String(Pictures.Plain());
        Dictionary<string, object> body = new() { ["init_images"] = new[] { plain } };
        switch (what)
        {
            case "none":
                body.Clear();
                break;
            case "broken base64":
                body["init_images"] = new[] { "iVBOR*" };
                break;
            case "an address":
                body["init_images"] = new[] { "http://127.0.0.1/secret.png" };
                break;
            case "no picture":
                body["init_images"] = new[] { Convert.ToBase64String([1, 2, 3]) };
                break;
            case "bomb":
                body["init_images"] = new[] { Convert.ToBase64String(Pictures.Bomb()) };
                break;
            case "two":
                body["init_images"] = new[] { plain, plain };
                break;
            case "strength":
                body["denoising_strength"] = -0.5;
                break;
            case "null":
                body["init_images"] = new string?[] { null };
                break;
            case "a number":
                body["init_images"] = new object[] { 5 };
                break;
            case "an empty text":
                body["init_images"] = new[] { "" };
                break;
            case "mask":
                body["mask"] = "?";
                break;
            case "black mask":
                body["mask"] = Convert.ToBase64String(Pictures.Plain(shade: 0));
                break;
            case "invert":
                body["inpainting_mask_invert"] = 2;
                break;
        }
        await RefusedAsync(await Server.Http.PostAsJsonAsync("/sdapi/v1/img2img", body), status, said);
        Assert.Empty(Server.Queue.Taken);
    }

    [Fact]
    public async Task Bodies_of_another_kind_or_size_and_full_queues_have_their_own_status()
    {
        using StringContent text = new("{}", Encoding.UTF8, "text/plain");
        await RefusedAsync(
            await Server.Http.PostAsync("/sdapi/v1/txt2img", text),
            415,
            "application/json ... text/plain"
        );
        await RefusedAsync(
            await Server.PostPolitelyAsync(
                "/sdapi/v1/txt2img",
                JsonContent.Create(new { prompt = new string('a', 1 << 20) })
            ),
            413,
            "body is larger"
        );
        Server.Queue.Refuses = new QueueFullException("200 jobs wait; ask again later.", TimeSpan.FromSeconds(3));
        using HttpResponseMessage full = await Server.Http.PostAsJsonAsync("/sdapi/v1/txt2img", new { });
        await RefusedAsync(full, 429, "200 jobs wait; ask again later.");
        Assert.Equal(TimeSpan.FromSeconds(3), full.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Info_of_what_is_no_picture_and_unknown_models_and_addresses_are_refused()
    {
        await RefusedAsync(
            await Server.Http.PostAsJsonAsync("/sdapi/v1/png-info", new { image = "???" }),
            422,
            "image ... base64 ... data URI"
        );
        await RefusedAsync(
            await Server.Http.PostAsJsonAsync("/sdapi/v1/png-info", new { image = Convert.ToBase64String([1, 2, 3]) }),
            422,
            "PNG, JPEG or WebP"
        );
        await RefusedAsync(
            await Server.Http.PostAsJsonAsync("/sdapi/v1/options", new { sd_model_checkpoint = "sdxl" }),
            422,
            "'sdxl' ... toy, swift"
        );
        await RefusedAsync(
            await Server.Http.PostAsJsonAsync("/sdapi/v1/options", new { sd_model_checkpoint = 5 }),
            422,
            "sd_model_checkpoint takes a text."
        );
        await RefusedAsync(await Server.Http.GetAsync("/sdapi/v1/nowhere"), 404, "GET /sdapi/v1/nowhere");
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, int status, string said)
    {
        JsonElement error = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Said.InOrder(said, error.GetProperty("detail").GetString());
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Equal(error.GetProperty("detail").GetString(), error.GetProperty("errors").GetString());
    }
}
