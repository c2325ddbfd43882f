using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Data.Zips;
using Hippogriff.Studio.Trainings;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>Trainings over HTTP, as programs ask for them.</summary>
public sealed class TrainingsApiTests
{
    private static Task<StudioServer> ServerAsync() =>
        StudioServer.StartAsync(options => TinyTraining.Write(options.Data));

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        StudioServer studio,
        string path,
        HttpContent? body = null
    )
    {
        using HttpResponseMessage answer = await studio.Client.PostAsync(path, body);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static Task<JsonElement> UntilAsync(StudioServer studio, string name, Func<JsonElement, bool> there) =>
        Patience.UntilAsync(() => studio.Client.GetFromJsonAsync<JsonElement>($"/api/v1/trainings/{name}"), there);

    private static string State(JsonElement run) => run.GetProperty("state").GetString()!;

    [Fact]
    public async Task A_zip_becomes_a_dataset_and_a_run_that_is_stopped_goes_on_after_the_server_was_started_anew()
    {
        await using StudioServer studio = await ServerAsync();
        ByteArrayContent zip = new(TinyTraining.Zip());
        zip.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        (HttpStatusCode status, JsonElement dataset) = await PostAsync(studio, "/api/v1/datasets/mine", zip);
        Assert.Equal((HttpStatusCode.Created, 6), (status, dataset.GetProperty("pictures").GetInt32()));
        Assert.Equal(
            ["mine", "squares"],
            (await studio.Client.GetFromJsonAsync<JsonElement[]>("/api/v1/datasets"))!.Select(set =>
                set.GetProperty("name").GetString()
            )
        );
        Assert.Contains(
            "tiny",
            (await studio.Client.GetFromJsonAsync<JsonElement[]>("/api/v1/recipes"))!.Select(recipe =>
                recipe.GetProperty("name").GetString()
            )
        );

        object order = new
        {
            name = "run",
            dataset = "mine",
            recipe = "tiny",
            minutes = 10,
        };
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await PostAsync(studio, "/api/v1/trainings", JsonContent.Create(order))).Status
        );
        (status, JsonElement busy) = await PostAsync(
            studio,
            "/api/v1/trainings",
            JsonContent.Create(
                new
                {
                    name = "other",
                    dataset = "mine",
                    minutes = 1,
                }
            )
        );
        Assert.Equal(
            (HttpStatusCode.Conflict, true),
            (status, busy.GetProperty("detail").GetString()!.StartsWith("'run' trains", StringComparison.Ordinal))
        );
        await UntilAsync(studio, "run", run => run.GetProperty("step").GetInt64() > 5);

        await studio.RestartAsync(); // an orderly end saves first
        JsonElement stopped = await UntilAsync(studio, "run", _ => true);
        long step = stopped.GetProperty("step").GetInt64();
        Assert.True(
            State(stopped) == "stopped" && step > 5 && stopped.GetProperty("model").GetString() == "run",
            $"{stopped}"
        );
        Assert.Equal(
            "image/png",
            (await studio.Client.GetAsync(stopped.GetProperty("sheets")[0].GetString()))
                .Content
                .Headers
                .ContentType
                ?.MediaType
        );
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await PostAsync(studio, "/api/v1/trainings/run/resume", JsonContent.Create(new { minutes = 20 }))).Status
        );
        await UntilAsync(studio, "run", run => run.GetProperty("step").GetInt64() > step);
        Assert.NotEmpty(
            (await studio.Client.GetFromJsonAsync<JsonElement>("/api/v1/trainings/run/losses"))
                .GetProperty("denoiser")
                .EnumerateArray()
        );
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(studio, "/api/v1/trainings/run/stop")).Status);
        await UntilAsync(studio, "run", run => State(run) == "stopped");
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(studio, "/api/v1/trainings/run/stop")).Status);
    }

    [Theory]
    [InlineData("{\"name\":\"../x\",\"dataset\":\"squares\",\"minutes\":1}", "The name of a run")]
    [InlineData("{\"name\":\"x\",\"dataset\":\"../..\",\"minutes\":1}", "There is no dataset", 404)]
    [InlineData("{\"name\":\"x\",\"dataset\":\"squares\",\"minutes\":1,\"from\":\"/etc\"}", "There is no model", 404)]
    [InlineData("{\"name\":\"x\",\"dataset\":\"squares\",\"minutes\":1,\"path\":\"/etc\"}", "path")]
    [InlineData("{\"name\":\"x\",\"dataset\":\"squares\",\"minutes\":-1}", "above 0")]
    public async Task Bad_orders_get_a_status_and_a_sentence(string json, string expected, int wanted = 400)
    {
        await using StudioServer studio = await ServerAsync();
        (HttpStatusCode status, JsonElement problem) = await PostAsync(
            studio,
            "/api/v1/trainings",
            new StringContent(json, System.Text.Encoding.UTF8, "application/json")
        );
        Assert.Equal(wanted, (int)status);
        Assert.Contains(expected, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(studio.Services.GetRequiredService<TrainingService>().List());
    }

    [Fact]
    public async Task A_zip_above_the_limit_is_refused_while_it_comes_and_what_is_not_there_gets_404()
    {
        await using StudioServer studio = await StudioServer.StartAsync(options =>
            options.Limits.Training.Zip = new ZipLimits { Bytes = 1_000 }
        );
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await PostAsync(studio, "/api/v1/datasets/x", new ByteArrayContent("no zip"u8.ToArray()))).Status
        );
        using HttpResponseMessage large = await studio.Client.PostAsync(
            "/api/v1/datasets/x",
            new ByteArrayContent(new byte[5_000])
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        foreach (
            string path in new[]
            {
                "/api/v1/trainings/none",
                "/api/v1/trainings/..%2f..",
                "/api/v1/trainings/none/losses",
                "/api/v1/trainings/none/sheets/1.png",
            }
        )
            Assert.Equal(HttpStatusCode.NotFound, (await studio.Client.GetAsync(path)).StatusCode);
    }
}
