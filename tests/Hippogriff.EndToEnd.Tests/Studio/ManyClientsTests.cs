using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Studio.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>Many at once, and the end of a server while they wait.</summary>
public sealed class ManyClientsTests
{
    [Fact]
    public async Task Fifty_who_ask_at_once_are_all_served_in_order_by_one_load()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        Guid[] ids = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(async i => (await studio.TakeAsync(new { prompt = $"client {i}" })).GetProperty("id").GetGuid())
        );
        Job[] jobs = await Task.WhenAll(ids.Select(studio.EndOfAsync));
        Assert.All(jobs, job => Assert.Equal(JobState.Done, job.State));
        Assert.Equal(50, jobs.SelectMany(job => job.Pictures).Distinct().Count());
        Assert.Equal(
            jobs.OrderBy(job => job.Started).Select(job => job.Id),
            jobs.OrderBy(job => job.Pictures[0]).Select(job => job.Id)
        );
        Assert.Equal(1, studio.Opened);
    }

    [Fact]
    public async Task An_orderly_end_lets_the_running_job_finish_and_keeps_the_others()
    {
        await using StudioServer studio = await StudioServer.StartAsync(options => options.Patience = Patience.Long);
        studio.Passes.Reset();
        List<Guid> ids = [];
        for (int i = 0; i < 3; i++)
            ids.Add((await studio.TakeAsync(new { prompt = $"{i}" })).GetProperty("id").GetGuid());
        JobQueue queue = studio.Services.GetRequiredService<JobQueue>();
        await Patience.UntilAsync(() => queue.Find(ids[0])!.State == JobState.Running);
        using HttpClient other = new() { BaseAddress = studio.Address };
        using HttpResponseMessage stream = await other.GetAsync( // does not hold the end up
            $"/api/v1/jobs/{ids[2]}/events",
            HttpCompletionOption.ResponseHeadersRead
        );
        Task<string> watching = stream.Content.ReadAsStringAsync();
        Task restarting = studio.RestartAsync();
        await Patience.UntilAsync(() => queue.IsClosed);
        studio.Passes.Set();
        await restarting;
        Assert.Equal(JobState.Done, studio.Queue.Find(ids[0])!.State);
        foreach (Guid id in ids)
            Assert.Equal(JobState.Done, (await studio.EndOfAsync(id)).State);
        Assert.Equal(3, (await studio.Client.GetFromJsonAsync<JsonElement[]>("/api/v1/pictures"))!.Length);
        Assert.DoesNotContain("event: end", await watching, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_takes_too_long_is_put_back_and_drawn_by_the_next_server()
    {
        await using StudioServer studio = await StudioServer.StartAsync(
            options => options.Patience = TimeSpan.FromMilliseconds(100),
            stepTime: TimeSpan.FromMilliseconds(100)
        );
        Guid id = (
            await studio.TakeAsync(
                new
                {
                    prompt = "long",
                    steps = 100,
                    seed = 3,
                }
            )
        ).GetProperty("id").GetGuid();
        while (studio.Queue.Now(id)!.Step == 0)
            await Task.Delay(5);
        studio.StepTime = TimeSpan.FromMilliseconds(20);
        await studio.RestartAsync();
        Job job = await studio.EndOfAsync(id);
        Assert.Equal((JobState.Done, 3L), (job.State, job.Order.Seed));
        Assert.Single(job.Pictures);
    }

    [Fact]
    public async Task Ready_and_health_answer_and_a_model_that_fails_is_told_as_the_jobs_end()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        Assert.Equal(
            "ok",
            (await studio.Client.GetFromJsonAsync<JsonElement>("/health")).GetProperty("status").GetString()
        );
        Assert.Equal(
            "ready",
            (await studio.Client.GetFromJsonAsync<JsonElement>("/ready")).GetProperty("status").GetString()
        );
        using HttpResponseMessage unknown = await studio.Client.PostAsJsonAsync(
            "/api/v1/jobs",
            new { prompt = "x", model = "nowhere" }
        );
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("nowhere", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
