using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Adapters;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Adapters;
using Hippogriff.Tests.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>Drawing with LoRAs in the whole studio, over a real connection, with a real model that nobody has trained.</summary>
public sealed class LoraJobTests : IAsyncLifetime
{
    private StudioServer _studio = null!;

    private HttpClient Http => _studio.Client;

    private string Folder => Path.Combine(_studio.Data, "loras");

    public async ValueTask InitializeAsync()
    {
        _studio = await StudioServer.StartAsync(options =>
            options.Open = (_, stop) => DiffusionPipeline.LoadAsync(() => TinyModel.Create(), stop)
        );
        using Lora dog = TinyLora.Create(words: "rex"),
            other = TinyLora.Create(seed: 9);
        LoraFile.Write(Path.Combine(Folder, "my-dog.safetensors"), dog);
        LoraFile.Write(
            Path.Combine(Folder, "of-another.safetensors"),
            other with
            {
                Base = new LoraBase("large", "fedcba9876"),
            }
        );
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

    private async Task<(HttpStatusCode Status, string Sentence)> RefusalAsync(
        object order,
        string path = "/api/v1/jobs"
    )
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync(path, order);
        return (
            answer.StatusCode,
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!
        );
    }

    [Fact]
    public async Task A_job_draws_with_its_lora_and_the_next_without_from_one_loaded_model()
    {
        byte[] plain = await DrawAsync(new { prompt = "a rex", seed = 3 });
        byte[] with = await DrawAsync(
            new
            {
                prompt = "a rex",
                seed = 3,
                loras = new[] { new { name = "my-dog", weight = 0.75 } },
            }
        );
        Assert.NotEqual(ImageFile.Decode(plain).Pixels, ImageFile.Decode(with).Pixels);
        Assert.Equal(plain, await DrawAsync(new { prompt = "a rex", seed = 3 }));
        Assert.Equal(
            with,
            await DrawAsync(
                new
                {
                    prompt = "a rex",
                    seed = 3,
                    loras = new[] { new { name = "my-dog", weight = 0.75 } },
                }
            )
        );
        Infotext inside = ImageMetadata.Read(with).Infotext!;
        Assert.Equal("my-dog:0.75", inside.Settings!.Loras!.ToString());
        JsonElement newest = (await Http.GetFromJsonAsync<JsonElement>("/api/v1/pictures"))[0];
        Assert.Equal(
            ("my-dog", 0.75),
            (
                newest.GetProperty("settings").GetProperty("loras")[0].GetProperty("name").GetString(),
                newest.GetProperty("settings").GetProperty("loras")[0].GetProperty("weight").GetDouble()
            )
        );
    }

    [Fact]
    public async Task The_web_uis_prompt_draws_the_same_picture()
    {
        byte[] own = await DrawAsync(
            new
            {
                prompt = "a rex",
                seed = 5,
                loras = new[] { new { name = "my-dog", weight = 1.5 } },
            }
        );
        using HttpResponseMessage answer = await Http.PostAsJsonAsync(
            "/sdapi/v1/txt2img",
            new { prompt = "a rex <lora:my-dog:1.5>", seed = 5 }
        );
        Assert.Equal(
            own,
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("images")[0].GetBytesFromBase64()
        );
    }

    [Fact]
    public async Task Openais_api_draws_edits_and_varies_with_loras()
    {
        byte[] own = await DrawAsync(
            new
            {
                prompt = "a rex",
                seed = 5,
                loras = new[] { new { name = "my-dog", weight = 1.5 } },
            }
        );
        using HttpResponseMessage drawn = await Http.PostAsJsonAsync(
            "/v1/images/generations",
            new
            {
                prompt = "a rex",
                seed = 5,
                loras = new[] { new { name = "my-dog", weight = 1.5 } },
            }
        );
        Assert.Equal(own, await OpenAisAsync(drawn));
        foreach (
            (string path, string field) in new[] { ("edits", "loras"), ("edits", "loras[]"), ("variations", "loras") }
        )
        {
            using MultipartFormDataContent form = new()
            {
                { new StringContent("a rex"), "prompt" },
                { new ByteArrayContent(own), "image", "a.png" },
                { new StringContent("""{"name": "my-dog", "weight": -0.5}"""), field },
                { new StringContent("""{"name": "small"}"""), field },
            };
            using (Lora small = TinyLora.Create(seed: 4))
                LoraFile.Write(Path.Combine(Folder, "small.safetensors"), small);
            using HttpResponseMessage answer = await Http.PostAsync($"/v1/images/{path}", form);
            Assert.Equal(
                "my-dog:-0.5, small:1",
                ImageMetadata.Read(await OpenAisAsync(answer)).Infotext!.Settings!.Loras!.ToString()
            );
        }
    }

    [Fact]
    public async Task Openais_api_refuses_in_its_own_form()
    {
        await RefusedAsync(
            "There is no LoRA '../secret'; there is broken, my-dog, of-another.",
            new { name = "../secret" }
        );
        await RefusedAsync(
            "The LoRA 'my-dog.safetensors' is to count 5 times; -4 to 4 is allowed.",
            new { name = "my-dog", weight = 5 }
        );
        await RefusedAsync(
            "The number of LoRAs 9 is more than the 8 that are allowed here.",
            [.. Enumerable.Range(0, 9).Select(i => (object)new { name = $"{i}" })]
        );
        await RefusedAsync(
            "A LoRA of the order has no name; it takes the name of an installed one and perhaps a weight.",
            new { weight = 1 }
        );
        await RefusedAsync("loras takes a list of objects with name and weight, and item 1 of it is null.", [null!]);
        Assert.Empty(_studio.Queue.Open());

        async Task RefusedAsync(string sentence, params object[] loras)
        {
            using HttpResponseMessage answer = await Http.PostAsJsonAsync(
                "/v1/images/generations",
                new { prompt = "x", loras }
            );
            JsonElement error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
            HttpStatusCode status = sentence.StartsWith("There is no", StringComparison.Ordinal)
                ? HttpStatusCode.NotFound
                : HttpStatusCode.BadRequest;
            Assert.Equal(
                (status, sentence, "invalid_request_error"),
                (answer.StatusCode, error.GetProperty("message").GetString(), error.GetProperty("type").GetString())
            );
        }
    }

    [Fact]
    public async Task A_language_model_is_told_which_loras_there_are_and_draws_with_them()
    {
        await using McpClient client = await McpClient.CreateAsync(
            new HttpClientTransport(
                new HttpClientTransportOptions
                {
                    Endpoint = new Uri(_studio.Address, "/mcp"),
                    TransportMode = HttpTransportMode.StreamableHttp,
                }
            )
        );
        Assert.EndsWith(
            "\nLoRA my-dog, for tiny (hash 0123456789), adds the words rex\nLoRA of-another, for large (hash fedcba9876)",
            Text(await client.CallToolAsync("list_models")),
            StringComparison.Ordinal
        );
        CallToolResult drawn = await CallAsync(new { name = "my-dog", weight = 0.5 });
        Assert.Equal(
            "my-dog:0.5",
            ImageMetadata
                .Read(drawn.Content.OfType<ImageContentBlock>().Single().DecodedData.ToArray())
                .Infotext!.Settings!.Loras!.ToString()
        );
        foreach (
            (object lora, string sentence) in new (object, string)[]
            {
                (new { name = "../secret" }, "There is no LoRA '../secret'; there is broken, my-dog, of-another."),
                (new { name = "of-another" }, "The LoRA 'of-another' was made for the model 'large'"),
                (
                    new { name = "my-dog", weight = -9 },
                    "The LoRA 'my-dog.safetensors' is to count -9 times; -4 to 4 is allowed."
                ),
            }
        )
        {
            CallToolResult refused = await CallAsync(lora);
            Assert.True(refused.IsError);
            Assert.StartsWith(sentence, Text(refused), StringComparison.Ordinal);
        }

        async Task<CallToolResult> CallAsync(object lora) =>
            await client.CallToolAsync(
                "generate_image",
                new Dictionary<string, object?>
                {
                    ["prompt"] = "a rex",
                    ["seed"] = 3,
                    ["loras"] = new[] { lora },
                }
            );
        static string Text(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;
    }

    private static async Task<byte[]> OpenAisAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("data")[0]
            .GetProperty("b64_json")
            .GetBytesFromBase64();

    [Fact]
    public async Task Lists_say_what_is_installed_and_nothing_of_where_it_lies()
    {
        string own = await Http.GetStringAsync("/api/v1/loras"),
            web = await Http.GetStringAsync("/sdapi/v1/loras");
        Assert.DoesNotContain(_studio.Data, own + web, StringComparison.Ordinal);
        JsonElement[] all = [.. JsonDocument.Parse(own).RootElement.EnumerateArray()];
        Assert.Equal(["broken", "my-dog", "of-another"], all.Select(lora => lora.GetProperty("name").GetString()));
        Assert.StartsWith(
            "'broken.safetensors' is not a safetensors file",
            all[0].GetProperty("problem").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            ("tiny", "0123456789", 2, "rex"),
            (
                all[1].GetProperty("model").GetString(),
                all[1].GetProperty("modelHash").GetString(),
                all[1].GetProperty("rank").GetInt32(),
                all[1].GetProperty("words")[0].GetString()
            )
        );
        JsonElement[] usable = [.. JsonDocument.Parse(web).RootElement.EnumerateArray()];
        Assert.Equal(["my-dog", "of-another"], usable.Select(lora => lora.GetProperty("name").GetString()));
        Assert.Equal(
            ("my-dog", "tiny"),
            (
                usable[0].GetProperty("path").GetString(),
                usable[0].GetProperty("metadata").GetProperty("ss_sd_model_name").GetString()
            )
        );
    }

    [Fact]
    public async Task A_lora_for_another_model_is_refused_by_both_names()
    {
        const string Sentence =
            "The LoRA 'of-another' was made for the model 'large' (hash 'fedcba9876') and does not fit the model tiny (hash 0123456789); draw with that model, or leave the LoRA out.";
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, Sentence),
            await RefusalAsync(new { prompt = "x", loras = new[] { new { name = "of-another" } } })
        );
        (HttpStatusCode status, string sentence) = await RefusalAsync(
            new { prompt = "x <lora:of-another:1>" },
            "/sdapi/v1/txt2img"
        );
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
        (HttpStatusCode status, string sentence) = await RefusalAsync(
            new { prompt = "x", loras = new[] { new { name } } }
        );
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.EndsWith("; there is broken, my-dog, of-another.", sentence, StringComparison.Ordinal);
        (_, sentence) = await RefusalAsync(
            new { prompt = "x", loras = new[] { new { name = Path.Combine(Folder, "my-dog") } } }
        );
        Assert.StartsWith("There is no LoRA", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_without_a_path()
    {
        Assert.Contains(
            "is to count 5 times; -4 to 4 is allowed",
            await Sentence(new { name = "my-dog", weight = 5 }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is named twice",
            await Sentence(new { name = "my-dog" }, new { name = "my-dog" }),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "'broken.safetensors' is not a safetensors file",
            await Sentence(new { name = "broken" }),
            StringComparison.Ordinal
        );
        Assert.Contains("has no name", await Sentence(new { weight = 1 }), StringComparison.Ordinal);
        Assert.Contains("item 1 of it is null", await Sentence([null!]), StringComparison.Ordinal);
        Assert.Equal(
            "The number of LoRAs 9 is more than the 8 that are allowed here.",
            await Sentence([.. Enumerable.Range(0, 9).Select(i => (object)new { name = $"{i}" })])
        );
        Assert.Contains("strength", await Sentence(new { name = "my-dog", strength = 1 }), StringComparison.Ordinal);

        async Task<string> Sentence(params object[] loras)
        {
            (HttpStatusCode status, string sentence) = await RefusalAsync(new { prompt = "x", loras });
            Assert.True(
                status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity,
                $"{status}: {sentence}"
            );
            Assert.DoesNotContain(_studio.Data, sentence, StringComparison.Ordinal);
            return sentence;
        }
    }

    [Fact]
    public async Task A_lora_that_does_not_say_its_model_and_does_not_fit_fails_its_job_alone_and_without_a_path()
    {
        byte[] plain = await DrawAsync(new { prompt = "a rex", seed = 3 });
        using (Lora foreign = TinyLora.Create("transformer"))
            LoraFile.Write(Path.Combine(Folder, "foreign.safetensors"), foreign with { Base = null });
        Job failed = await _studio.EndOfAsync((
                await _studio.TakeAsync(
                    new
                    {
                        prompt = "a rex",
                        seed = 3,
                        loras = new[] { new { name = "foreign" } },
                    }
                )
            ).GetProperty("id").GetGuid());
        Assert.Equal(JobState.Failed, failed.State);
        Assert.Contains("'foreign.safetensors'", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_studio.Data, failed.Error, StringComparison.Ordinal);
        Assert.Equal(plain, await DrawAsync(new { prompt = "a rex", seed = 3 }));
    }
}
