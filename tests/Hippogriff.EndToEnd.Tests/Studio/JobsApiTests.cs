using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>The way of a job through our own API, over a real connection.</summary>
public sealed class JobsApiTests(StudioServer studio) : IClassFixture<StudioServer>
{
    [Fact]
    public async Task A_job_is_accepted_drawn_and_added_to_the_gallery_with_its_settings_inside()
    {
        using HttpResponseMessage answer = await studio.Client.PostAsJsonAsync(
            "/api/v1/jobs",
            new
            {
                prompt = "a red apple",
                seed = 7,
                count = 2,
            }
        );
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        JsonElement job = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal($"/api/v1/jobs/{job.GetProperty("id").GetGuid()}", answer.Headers.Location?.ToString());
        await studio.EndOfAsync(job.GetProperty("id").GetGuid());

        job = await studio.Client.GetFromJsonAsync<JsonElement>(answer.Headers.Location);
        Assert.Equal("done", job.GetProperty("state").GetString());
        Assert.Equal(5, job.GetProperty("step").GetInt32());
        JsonElement[] pictures = [.. job.GetProperty("pictures").EnumerateArray()];
        Assert.Equal(2, pictures.Length);
        for (int i = 0; i < 2; i++)
        {
            byte[] png = await studio.Client.GetByteArrayAsync(pictures[i].GetProperty("url").GetString());
            Assert.Equal((8, 4), ImageFile.SizeOf(png));
            Infotext inside = ImageMetadata.Read(png).Infotext!;
            Assert.Equal(("a red apple", 7 + i), (inside.Prompt, inside.Seed));
        }
    }

    [Fact]
    public async Task Events_tell_every_state_bring_previews_and_end_with_the_end()
    {
        await using StudioServer slow = await StudioServer.StartAsync(stepTime: TimeSpan.FromMilliseconds(200));
        slow.Passes.Reset();
        Guid id = (await slow.TakeAsync(new { prompt = "a red apple" })).GetProperty("id").GetGuid();
        using HttpResponseMessage answer = await slow.Client.GetAsync(
            $"/api/v1/jobs/{id}/events",
            HttpCompletionOption.ResponseHeadersRead
        );
        slow.Passes.Set(); // now that somebody watches
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        List<(string Type, JsonElement Data)> events = [];
        await foreach (
            SseItem<string> item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync()
        )
            events.Add((item.EventType, JsonDocument.Parse(item.Data).RootElement));

        Assert.Equal("end", events[^1].Type);
        Assert.Equal("done", events[^1].Data.GetProperty("state").GetString());
        Assert.Single(events[^1].Data.GetProperty("pictures").EnumerateArray());
        byte[][] previews =
        [
            .. events
                .Where(e => e.Data.TryGetProperty("preview", out _))
                .Select(e => e.Data.GetProperty("preview").GetBytesFromBase64()),
        ];
        Assert.True(previews.Length >= 3, $"{previews.Length} previews");
        Assert.All(previews, png => Assert.Equal((8, 4), ImageFile.SizeOf(png)));
        int[] steps = [.. events.Where(e => e.Type == "step").Select(e => e.Data.GetProperty("step").GetInt32())];
        Assert.Equal(steps.Order(), steps);
    }

    [Fact]
    public async Task A_cancelled_job_stops_within_a_step_and_adds_nothing()
    {
        await using StudioServer slow = await StudioServer.StartAsync(stepTime: TimeSpan.FromMilliseconds(300));
        Guid id = (await slow.TakeAsync(new { prompt = "long", steps = 200 })).GetProperty("id").GetGuid(),
            next = (await slow.TakeAsync(new { prompt = "next", steps = 1 })).GetProperty("id").GetGuid();
        while (slow.Queue.Now(id) is { Step: 0 })
            await Task.Delay(10);
        Assert.Equal(HttpStatusCode.NoContent, (await slow.Client.DeleteAsync($"/api/v1/jobs/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await slow.Client.DeleteAsync($"/api/v1/jobs/{id}")).StatusCode);
        JsonElement cancelled = await slow.Client.GetFromJsonAsync<JsonElement>($"/api/v1/jobs/{id}");
        Assert.Equal("cancelled", cancelled.GetProperty("state").GetString());
        await slow.EndOfAsync(next); // the device is free again long before 200 steps are over
        Assert.Single((await slow.Client.GetFromJsonAsync<JsonElement>("/api/v1/pictures")).EnumerateArray());
    }

    [Fact]
    public async Task Waiting_jobs_are_reordered_and_drawn_in_the_new_order()
    {
        await using StudioServer slow = await StudioServer.StartAsync();
        slow.Passes.Reset();
        Guid[] ids = new Guid[4];
        for (int i = 0; i < 4; i++)
            ids[i] = (await slow.TakeAsync(new { prompt = $"job {i}", steps = 3 })).GetProperty("id").GetGuid();
        await Patience.UntilAsync(() => slow.Queue.Find(ids[0])!.State == JobState.Running);
        using HttpResponseMessage moved = await slow.Client.PostAsJsonAsync(
            $"/api/v1/jobs/{ids[3]}/move",
            new { position = 0 }
        );
        Assert.Equal(1, (await moved.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("position").GetInt32());
        slow.Passes.Set();
        foreach (Guid id in ids)
            await slow.EndOfAsync(id);
        Assert.Equal(
            [ids[0], ids[3], ids[1], ids[2]],
            slow.Queue.Ended(10).OrderBy(job => job.Started).Select(job => job.Id)
        );
    }

    [Fact]
    public async Task The_script_of_the_framework_is_served_from_inside_the_assembly()
    {
        using HttpResponseMessage script = await studio.Client.GetAsync("/assets/blazor.web.js");
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
        Assert.Equal("text/javascript", script.Content.Headers.ContentType?.MediaType);
    }
}
