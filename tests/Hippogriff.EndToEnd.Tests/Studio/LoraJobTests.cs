using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Adapters;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Adapters;
using Hippogriff.Tests.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>
/// Drawing with LoRAs in the whole studio, over a real connection, with a real model that nobody has trained.
/// </summary>
public sealed partial class LoraJobTests : IAsyncLifetime
{
    private StudioServer _studio = null!;

    private HttpClient Http => _studio.Client;

    private string Folder => Path.Combine(_studio.Data, "loras");

    public async ValueTask InitializeAsync()
    {
        _studio = await StudioServer.StartAsync(models: new OneModelSource(() => TinyModel.Create()));
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
                { new StringContent("b64_json"), "response_format" }, // variations answer with addresses otherwise
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
            "\nLoRA my-dog, for tiny (hash 0123456789), adds the words rex\nLoRA of-another, for large (hash "
                + "fedcba9876)",
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
            (object lora, string said) in new (object, string)[]
            {
                (new { name = "../secret" }, "'../secret' ... broken, my-dog, of-another"),
                (new { name = "of-another" }, "'of-another' ... 'large'"),
                (new { name = "my-dog", weight = -9 }, "'my-dog' ... -9 times ... -4 to 4"),
            }
        )
        {
            CallToolResult refused = await CallAsync(lora);
            Assert.True(refused.IsError);
            Said.InOrder(said, Text(refused));
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
}
