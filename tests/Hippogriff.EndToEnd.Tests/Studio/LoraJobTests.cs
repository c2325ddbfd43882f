using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Adapters;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Adapters;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>Drawing with LoRAs in the whole studio, over a real connection, with a real model that nobody has trained.</summary>
public sealed class LoraJobTests : IAsyncLifetime
{
    private StudioServer _studio = null!;

    private HttpClient Http => _studio.Client;

    private string Folder => Path.Combine(_studio.Data, "loras");

    public async ValueTask InitializeAsync()
    {
        _studio = await StudioServer.StartAsync(options => options.Open = (_, stop) => DiffusionPipeline.LoadAsync(() => TinyModel.Create(), stop));
        using Lora dog = TinyLora.Create(words: "rex"), other = TinyLora.Create(seed: 9);
        LoraFile.Write(Path.Combine(Folder, "my-dog.safetensors"), dog);
        LoraFile.Write(Path.Combine(Folder, "of-another.safetensors"), other with { Base = new LoraBase("large", "fedcba9876") });
        File.WriteAllText(Path.Combine(Folder, "broken.safetensors"), "no tensors");
        LoraFile.Write(Path.Combine(_studio.Data, "secret.safetensors"), dog);
    }

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    private async Task<byte[]> DrawAsync(object order)
    {
        Job job = await _studio.EndOfAsync((await _studio.TakeAsync(order)).GetProperty("id").GetGuid());
        Assert.True(job.State == JobState.Done, job.Error);
        return await Http.GetByteArrayAsync($"/api/v1/pictures/{job.Pictures.Single()}.png");
    }

    private async Task<(HttpStatusCode Status, string Sentence)> RefusalAsync(object order, string path = "/api/v1/jobs")
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync(path, order);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task A_job_draws_with_its_lora_and_the_next_without_from_one_loaded_model()
    {
        byte[] plain = await DrawAsync(new { prompt = "a rex", seed = 3 });
        byte[] with = await DrawAsync(new { prompt = "a rex", seed = 3, loras = new[] { new { name = "my-dog", weight = 0.75 } } });
        Assert.NotEqual(ImageFile.Decode(plain).Pixels, ImageFile.Decode(with).Pixels);
        Assert.Equal(plain, await DrawAsync(new { prompt = "a rex", seed = 3 }));
        Assert.Equal(with, await DrawAsync(new { prompt = "a rex", seed = 3, loras = new[] { new { name = "my-dog", weight = 0.75 } } }));
        Infotext inside = ImageMetadata.Read(with).Infotext!;
        Assert.Equal("my-dog:0.75", inside.Settings!.Loras!.ToString());
        JsonElement newest = (await Http.GetFromJsonAsync<JsonElement>("/api/v1/pictures"))[0];
        Assert.Equal(("my-dog", 0.75), (newest.GetProperty("settings").GetProperty("loras")[0].GetProperty("name").GetString(), newest.GetProperty("settings").GetProperty("loras")[0].GetProperty("weight").GetDouble()));
    }

    [Fact]
    public async Task The_web_uis_prompt_draws_the_same_picture()
    {
        byte[] own = await DrawAsync(new { prompt = "a rex", seed = 5, loras = new[] { new { name = "my-dog", weight = 1.5 } } });
        using HttpResponseMessage answer = await Http.PostAsJsonAsync("/sdapi/v1/txt2img", new { prompt = "a rex <lora:my-dog:1.5>", seed = 5 });
        Assert.Equal(own, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("images")[0].GetBytesFromBase64());
    }

    [Fact]
    public async Task Lists_say_what_is_installed_and_nothing_of_where_it_lies()
    {
        string own = await Http.GetStringAsync("/api/v1/loras"), web = await Http.GetStringAsync("/sdapi/v1/loras");
        Assert.DoesNotContain(_studio.Data, own + web, StringComparison.Ordinal);
        JsonElement[] all = [.. JsonDocument.Parse(own).RootElement.EnumerateArray()];
        Assert.Equal(["broken", "my-dog", "of-another"], all.Select(lora => lora.GetProperty("name").GetString()));
        Assert.StartsWith("'broken.safetensors' is not a safetensors file", all[0].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(("tiny", "0123456789", 2, "rex"), (all[1].GetProperty("model").GetString(), all[1].GetProperty("modelHash").GetString(), all[1].GetProperty("rank").GetInt32(), all[1].GetProperty("words")[0].GetString()));
        JsonElement[] usable = [.. JsonDocument.Parse(web).RootElement.EnumerateArray()];
        Assert.Equal(["my-dog", "of-another"], usable.Select(lora => lora.GetProperty("name").GetString()));
        Assert.Equal(("my-dog", "tiny"), (usable[0].GetProperty("path").GetString(), usable[0].GetProperty("metadata").GetProperty("ss_sd_model_name").GetString()));
    }

    [Fact]
    public async Task A_lora_for_another_model_is_refused_by_both_names()
    {
        const string Sentence = "The LoRA 'of-another' was made for the model 'large' (hash 'fedcba9876') and does not fit the model tiny (hash 0123456789); draw with that model, or leave the LoRA out.";
        Assert.Equal((HttpStatusCode.BadRequest, Sentence), await RefusalAsync(new { prompt = "x", loras = new[] { new { name = "of-another" } } }));
        (HttpStatusCode status, string sentence) = await RefusalAsync(new { prompt = "x <lora:of-another:1>" }, "/sdapi/v1/txt2img");
        Assert.Equal((true, Sentence), ((int)status is 400 or 422, sentence));
        Assert.Empty(_studio.Queue.Open());
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("../loras/my-dog")]
    [InlineData("my-dog.safetensors")]
    [InlineData("./my-dog")]
    [InlineData("..\\secret")]
    [InlineData("my-dog\0")]
    [InlineData("MY-DOG")]
    [InlineData("")]
    public async Task Names_of_what_is_not_installed_never_reach_the_disk(string name)
    {
        (HttpStatusCode status, string sentence) = await RefusalAsync(new { prompt = "x", loras = new[] { new { name } } });
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith("; there is broken, my-dog, of-another.", sentence, StringComparison.Ordinal);
        (_, sentence) = await RefusalAsync(new { prompt = "x", loras = new[] { new { name = Path.Combine(Folder, "my-dog") } } });
        Assert.StartsWith("There is no LoRA", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_without_a_path()
    {
        Assert.Contains("is to count 5 times; -4 to 4 is allowed", await Sentence(new { name = "my-dog", weight = 5 }), StringComparison.Ordinal);
        Assert.Contains("is named twice", await Sentence(new { name = "my-dog" }, new { name = "my-dog" }), StringComparison.Ordinal);
        Assert.StartsWith("'broken.safetensors' is not a safetensors file", await Sentence(new { name = "broken" }), StringComparison.Ordinal);
        Assert.Contains("has no name", await Sentence(new { weight = 1 }), StringComparison.Ordinal);
        Assert.Contains("has no name", await Sentence([null!]), StringComparison.Ordinal);
        Assert.Equal("The number of LoRAs 9 is more than the 8 that are allowed here.", await Sentence([.. Enumerable.Range(0, 9).Select(i => (object)new { name = $"{i}" })]));
        Assert.Contains("strength", await Sentence(new { name = "my-dog", strength = 1 }), StringComparison.Ordinal);

        async Task<string> Sentence(params object[] loras)
        {
            (HttpStatusCode status, string sentence) = await RefusalAsync(new { prompt = "x", loras });
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.DoesNotContain(_studio.Data, sentence, StringComparison.Ordinal);
            return sentence;
        }
    }

    [Fact]
    public async Task A_lora_that_does_not_say_its_model_and_does_not_fit_fails_its_job_alone_and_without_a_path()
    {
        byte[] plain = await DrawAsync(new { prompt = "a rex", seed = 3 });
        using (Lora foreign = TinyLora.Create("transformer")) LoraFile.Write(Path.Combine(Folder, "foreign.safetensors"), foreign with { Base = null });
        Job failed = await _studio.EndOfAsync((await _studio.TakeAsync(new { prompt = "a rex", seed = 3, loras = new[] { new { name = "foreign" } } })).GetProperty("id").GetGuid());
        Assert.Equal(JobState.Failed, failed.State);
        Assert.Contains("'foreign.safetensors'", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_studio.Data, failed.Error, StringComparison.Ordinal);
        Assert.Equal(plain, await DrawAsync(new { prompt = "a rex", seed = 3 }));
    }
}
