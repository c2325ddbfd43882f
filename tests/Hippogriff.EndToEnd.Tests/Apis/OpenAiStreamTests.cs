using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>Streams and answers of /v1/images, byte by byte: the .NET client has no streams for pictures yet.</summary>
public sealed class OpenAiStreamTests : ApiTest
{
    [Fact]
    public async Task A_stream_has_previews_spread_over_the_steps_and_ends_with_the_picture()
    {
        List<SseItem<string>> events = await EventsAsync(
            new
            {
                prompt = "a cat",
                stream = true,
                partial_images = 2,
                seed = 7,
                output_format = "jpeg",
            }
        );

        Assert.Equal(
            ["image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"],
            events.Select(item => item.EventType)
        );
        JsonElement[] said = [.. events.Select(item => JsonDocument.Parse(item.Data).RootElement)];
        Assert.Equal(events.Select(item => item.EventType), said.Select(item => item.GetProperty("type").GetString()!));
        Assert.Equal([0, 1], said[..2].Select(item => item.GetProperty("partial_image_index").GetInt32()));
        Assert.Equal(
            [2, 4],
            said[..2].Select(item => Pictures.Read(item.GetProperty("b64_json").GetBytesFromBase64()).Shade)
        ); // steps 2 and 4 of 6
        Assert.All(
            said,
            item =>
                Assert.Equal(
                    ImageFormat.Jpeg,
                    ImageMetadata.Read(item.GetProperty("b64_json").GetBytesFromBase64()).Format
                )
        );
        Assert.Equal(
            ("64x64", "jpeg", "auto", 7),
            (
                said[2].GetProperty("size").GetString(),
                said[2].GetProperty("output_format").GetString(),
                said[2].GetProperty("quality").GetString(),
                said[2].GetProperty("seed").GetInt64()
            )
        );
    }

    [Fact]
    public async Task Previews_arrive_while_the_rest_is_still_being_drawn()
    {
        TaskCompletionSource goOn = new();
        Server.Queue.BeforeStep = (step, stop) => step == 5 ? goOn.Task.WaitAsync(stop) : Task.CompletedTask;
        using HttpResponseMessage answer = await SendAsync(
            new
            {
                prompt = "a cat",
                stream = true,
                partial_images = 1,
            }
        );
        await using IAsyncEnumerator<SseItem<string>> events = SseParser
            .Create(await answer.Content.ReadAsStreamAsync())
            .EnumerateAsync()
            .GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync());
        Assert.Equal("image_generation.partial_image", events.Current.EventType);
        Assert.Equal(JobState.Running, Server.Queue.Open().Single().Job.State);
        goOn.SetResult();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("image_generation.completed", events.Current.EventType);
    }

    [Fact]
    public async Task A_stream_of_several_pictures_completes_each()
    {
        List<SseItem<string>> events = await EventsAsync(
            new
            {
                prompt = "a cat",
                stream = true,
                n = 3,
            }
        );

        Assert.Equal(
            ["image_generation.completed", "image_generation.completed", "image_generation.completed"],
            events.Select(item => item.EventType)
        );
    }

    [Fact]
    public async Task A_streamed_edit_names_its_events_so()
    {
        using MultipartFormDataContent form = new()
        {
            { new StringContent("a pizza"), "prompt" },
            { new StringContent("true"), "stream" },
            { new StringContent("1"), "partial_images" },
            { new ByteArrayContent(Pictures.Plain()), "image[]", "a.png" },
        };
        using HttpResponseMessage answer = await Server.Http.PostAsync("/v1/images/edits", form);

        Assert.Equal(
            ["image_edit.partial_image", "image_edit.completed"],
            (await ReadAsync(answer)).Select(item => item.EventType)
        );
    }

    [Fact]
    public async Task A_job_that_fails_in_a_stream_ends_it_with_an_error()
    {
        Server.Queue.BeforeStep = (step, _) =>
            step == 3 ? throw new HippogriffException("The paper is gone.") : Task.CompletedTask;
        SseItem<string> error = (await EventsAsync(new { prompt = "a cat", stream = true }))[^1];

        Assert.Equal("error", error.EventType);
        Assert.Equal(
            "The paper is gone.",
            JsonDocument.Parse(error.Data).RootElement.GetProperty("error").GetProperty("message").GetString()
        );
    }

    [Fact]
    public async Task A_client_that_hangs_up_takes_its_job_back()
    {
        TaskCompletionSource reached = new();
        Server.Queue.BeforeStep = (step, stop) =>
        {
            if (step < 3)
                return Task.CompletedTask;
            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, stop);
        };
        using CancellationTokenSource hangUp = new();
        Task<HttpResponseMessage> asking = Server.Http.PostAsJsonAsync(
            "/v1/images/generations",
            new { prompt = "a cat" },
            hangUp.Token
        );
        await reached.Task.WithPatience();
        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Patience.UntilAsync(() => Server.Queue.Ended(1) is [{ State: JobState.Cancelled }]);
    }

    [Fact]
    public async Task A_server_that_goes_down_leaves_waiting_jobs_in_the_queue_and_says_so()
    {
        TaskCompletionSource reached = new();
        Server.Queue.BeforeStep = (_, stop) =>
        {
            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, stop);
        };
        _ = await Server.Queue.EnqueueAsync(new JobRequest { Prompt = "the first" }, "somebody else");
        Task<HttpResponseMessage> asking = Server.Http.PostAsJsonAsync(
            "/v1/images/generations",
            new { prompt = "a cat" }
        );
        await reached.Task.WithPatience();
        await Patience.UntilAsync(() => Server.Queue.Taken.Count == 2);
        Task stopping = Server.StopAsync();

        using HttpResponseMessage answer = await asking.WithPatience();
        await stopping;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("waits for its next start", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(JobState.Queued, Server.Queue.Open()[^1].Job.State);
    }

    [Fact]
    public async Task An_answer_says_what_was_really_drawn()
    {
        using HttpResponseMessage answer = await SendAsync(
            new
            {
                prompt = "a cat",
                size = "1536x1024",
                quality = "hd",
                seed = 5,
                steps = 3,
                guidance = 2.5,
                negative_prompt = "dog",
                sampler = "Euler a",
                schedule = "karras",
                background = "auto",
                moderation = "low",
                style = "vivid",
                user = "me",
            }
        );
        JsonElement said = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            ("80x56", "high", "opaque", "png", 0),
            (
                said.GetProperty("size").GetString(),
                said.GetProperty("quality").GetString(),
                said.GetProperty("background").GetString(),
                said.GetProperty("output_format").GetString(),
                said.GetProperty("usage").GetProperty("total_tokens").GetInt32()
            )
        );
        JobRequest order = Assert.Single(Server.Queue.Taken);
        Assert.Equal(
            (5, 3, 2.5, "dog", "euler_ancestral", "karras", 80, 56),
            (
                order.Seed,
                order.Steps,
                order.Guidance,
                order.NegativePrompt,
                order.Sampler,
                order.Schedule,
                order.Width,
                order.Height
            )
        );
    }

    [Fact]
    public async Task A_picture_that_was_thrown_away_has_no_address_any_more()
    {
        using HttpResponseMessage answer = await SendAsync(
            new
            {
                prompt = "a cat",
                response_format = "url",
                output_format = "webp",
            }
        );
        string address = (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("data")[0]
            .GetProperty("url")
            .GetString()!;
        Assert.Equal("image/webp", (await Server.Http.GetAsync(address)).Content.Headers.ContentType!.MediaType);
        Server.Gallery.Delete(1);

        Assert.Equal(HttpStatusCode.NotFound, (await Server.Http.GetAsync(address)).StatusCode);
    }

    private async Task<List<SseItem<string>>> EventsAsync(object body)
    {
        using HttpResponseMessage answer = await SendAsync(body);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        return await ReadAsync(answer);
    }

    private static async Task<List<SseItem<string>>> ReadAsync(HttpResponseMessage answer)
    {
        List<SseItem<string>> events = [];
        await foreach (
            SseItem<string> item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync()
        )
            events.Add(item);
        return events;
    }

    private async Task<HttpResponseMessage> SendAsync(object body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/images/generations")
        {
            Content = JsonContent.Create(body),
        };
        return await Server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
