using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Adapters;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Adapters;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hippogriff.EndToEnd.Tests.Studio;

public sealed partial class LoraJobTests
{
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
    public async Task Openais_api_refuses_in_its_own_form()
    {
        await RefusedAsync(
            "LoRA '../secret' ... broken, my-dog, of-another",
            HttpStatusCode.NotFound,
            new { name = "../secret" }
        );
        await RefusedAsync(
            "'my-dog' ... 5 times ... -4 to 4",
            HttpStatusCode.BadRequest,
            new { name = "my-dog", weight = 5 }
        );
        await RefusedAsync(
            "9 LoRAs ... 8",
            HttpStatusCode.BadRequest,
            [.. Enumerable.Range(0, 9).Select(i => (object)new { name = $"{i}" })]
        );
        await RefusedAsync("has no name", HttpStatusCode.BadRequest, new { weight = 1 });
        await RefusedAsync("loras takes ... item 1 of it is null", HttpStatusCode.BadRequest, [null!]);
        Assert.Empty(_studio.Queue.Open());

        async Task RefusedAsync(string said, HttpStatusCode status, params object[] loras)
        {
            using HttpResponseMessage answer = await Http.PostAsJsonAsync(
                "/v1/images/generations",
                new { prompt = "x", loras }
            );
            JsonElement error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
            Assert.Equal((status, "invalid_request_error"), (answer.StatusCode, error.GetProperty("type").GetString()));
            Said.InOrder(said, error.GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task A_lora_for_another_model_is_refused_by_both_names()
    {
        AssertNamesBoth(
            HttpStatusCode.UnprocessableEntity,
            await RefusalAsync(new { prompt = "x", loras = new[] { new { name = "of-another" } } })
        );
        (HttpStatusCode Status, string Sentence) webUi = await RefusalAsync(
            new { prompt = "x <lora:of-another:1>" },
            "/sdapi/v1/txt2img"
        );
        Assert.True((int)webUi.Status is 400 or 422);
        AssertNamesBoth(webUi.Status, webUi);
        Assert.Empty(_studio.Queue.Open());

        static void AssertNamesBoth(HttpStatusCode status, (HttpStatusCode Status, string Sentence) refusal)
        {
            Assert.Equal(status, refusal.Status);
            foreach (string name in new[] { "'of-another'", "'large'", "'fedcba9876'", "tiny", "0123456789" })
                Assert.Contains(name, refusal.Sentence, StringComparison.Ordinal);
        }
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
        Said.InOrder("broken, my-dog, of-another", sentence);
        (_, sentence) = await RefusalAsync(
            new { prompt = "x", loras = new[] { new { name = Path.Combine(Folder, "my-dog") } } }
        );
        Said.InOrder("no LoRA", sentence);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_without_a_path()
    {
        Said.InOrder("5 times ... -4 to 4", await Sentence(new { name = "my-dog", weight = 5 }));
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
        Said.InOrder(
            "9 LoRAs ... 8",
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
