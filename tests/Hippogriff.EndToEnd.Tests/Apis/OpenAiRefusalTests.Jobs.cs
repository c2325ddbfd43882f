using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.EndToEnd.Tests.Apis;

public sealed partial class OpenAiRefusalTests
{
    [Fact]
    public async Task A_full_queue_says_when_to_ask_again()
    {
        Server.Queue.Refuses = new QueueFullException("200 jobs wait; ask again later.", TimeSpan.FromSeconds(12.3));
        using HttpResponseMessage answer = await Server.Http.PostAsJsonAsync(
            "/v1/images/generations",
            new { prompt = "a cat", stream = true }
        );

        await RefusedAsync(
            answer,
            HttpStatusCode.TooManyRequests,
            "rate_limit_error",
            null,
            "200 jobs wait; ask again later."
        );
        Assert.Equal(TimeSpan.FromSeconds(13), answer.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_bug_is_not_told_to_clients()
    {
        Server.Queue.Refuses = new InvalidOperationException("/secret/path");
        await RefusedAsync(
            await Server.Http.PostAsJsonAsync("/v1/images/generations", new { prompt = "a cat" }),
            HttpStatusCode.InternalServerError,
            "server_error",
            null,
            "log"
        );
    }

    [Fact]
    public async Task A_job_that_fails_or_is_stopped_says_so()
    {
        Server.Queue.BeforeStep = (_, _) => throw new HippogriffException("The paper is gone.");
        await RefusedAsync(
            await Server.Http.PostAsJsonAsync("/v1/images/generations", new { prompt = "a cat" }),
            HttpStatusCode.InternalServerError,
            "server_error",
            null,
            "The paper is gone."
        );
        Server.Queue.BeforeStep = (_, _) => throw new OperationCanceledException();
        await RefusedAsync(
            await Server.Http.PostAsJsonAsync("/v1/images/generations", new { prompt = "a cat" }),
            HttpStatusCode.Conflict,
            "invalid_request_error",
            null,
            "stopped"
        );
    }

    [Theory]
    [InlineData("/v1/images/generations", true)]
    [InlineData("/v1/images/generations", false)]
    [InlineData("/sdapi/v1/txt2img", false)]
    public async Task Clients_are_told_not_to_ask_again_for_what_was_stopped_or_failed(string path, bool stopped)
    {
        Server.Queue.BeforeStep = (_, _) =>
            throw (stopped ? new OperationCanceledException() : new HippogriffException("The paper is gone."));
        using HttpResponseMessage answer = await Server.Http.PostAsJsonAsync(path, new { prompt = "a cat" });
        Assert.Equal(stopped ? HttpStatusCode.Conflict : HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("false", Assert.Single(answer.Headers.GetValues("x-should-retry")));
        Assert.Null(answer.Headers.RetryAfter);
        using HttpResponseMessage wrong = await Server.Http.PostAsJsonAsync(path, new { prompt = "a cat", steps = -1 });
        Assert.False(wrong.Headers.Contains("x-should-retry"));
    }

    [Theory]
    [InlineData("GET", "/v1/images/generations", 405, "/v1/images/generations ... POST, not GET")]
    [InlineData("POST", "/v1/chat/completions", 404, "POST /v1/chat/completions")]
    [InlineData("GET", "/v1/images/files/00000000000000000000000000000000/0.png", 404, "no such picture")]
    [InlineData("GET", "/v1/images/files/00000000000000000000000000000000/..%2F..%2Fstudio.db", 404, "no such picture")]
    public async Task What_is_not_there_is_not_found(string method, string path, int status, string said)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        await RefusedAsync(
            await Server.Http.SendAsync(request),
            (HttpStatusCode)status,
            "invalid_request_error",
            null,
            said
        );
    }

    [Fact]
    public async Task Unknown_models_are_refused_where_the_server_is_set_so()
    {
        await using ApiServer strict = await ApiServer.StartAsync(options => options.AliasUnknownModels = false);
        using HttpResponseMessage answer = await strict.Http.PostAsJsonAsync(
            "/v1/images/generations",
            new { prompt = "a cat", model = "gpt-image-1" }
        );
        await RefusedAsync(
            answer,
            HttpStatusCode.NotFound,
            "invalid_request_error",
            "model",
            "'gpt-image-1' ... toy, swift"
        );
        Assert.True(
            (
                await strict.Http.PostAsJsonAsync("/v1/images/generations", new { prompt = "a cat", model = "toy" })
            ).IsSuccessStatusCode
        );
    }
}
