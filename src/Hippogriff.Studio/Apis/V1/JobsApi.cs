using System.ComponentModel.DataAnnotations;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Apis.Description;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>Our own API for jobs, <c>/api/v1/jobs</c>.</summary>
internal static class JobsApi
{
    private const string Path = "/api/v1/jobs";
    private const int MostEnded = 1_000;

    /// <summary>Name and id of the last event of a job.</summary>
    private const string End = "end";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder jobs = endpoints.MapGroup(Path).WithTags("Jobs").WithMetadata(BodyLimit.OfWords(endpoints));
        jobs.MapPost("", TakeAsync)
            .Accepts<JobRequest>("application/json")
            .WithName("takeJob")
            .WithSummary("Takes a job. It is written down before the answer comes.")
            .AnswersProblems(404, 422, 429, 503, 507);
        jobs.MapGet("", List)
            .WithName("listJobs")
            .WithSummary("The running job, those that wait, in order, then those that ended, newest first.");
        jobs.MapGet("/{id:guid}", Find).WithName("getJob").WithSummary("The current state of a job.");
        jobs.MapDelete("/{id:guid}", Cancel)
            .WithName("cancelJob")
            .WithSummary("Stops a job, within one step when it runs.")
            .AnswersProblems(409);
        jobs.MapPost("/{id:guid}/move", MoveAsync)
            .Accepts<JobMove>("application/json")
            .WithName("moveJob")
            .WithSummary("Moves a waiting job behind this many others.")
            .AnswersProblems(409);
        jobs.MapGet("/{id:guid}/events", Events)
            .WithName("watchJob")
            .WithSummary(
                "Server-sent events: wait, step with previews (previews=false: without, which is quicker), and end. "
                    + "204 for those who saw the end (Last-Event-ID)."
            )
            .Produces<JobView>(200, "text/event-stream")
            .Produces(204);
    }

    private static async Task<Accepted<JobView>> TakeAsync(
        IJobQueue queue,
        PromptReader reader,
        HttpContext context,
        CancellationToken stop
    )
    {
        JobRequest order = await BodyReader.JsonAsync<JobRequest>(context, ApiJson.Requests).ConfigureAwait(false);
        Job job = await queue.EnqueueAsync(order, ClientName.Of(context), stop).ConfigureAwait(false);
        JobEvent now = queue.Now(job.Id) ?? new JobEvent(job, 0);
        return TypedResults.Accepted($"{Path}/{job.Id}", JobView.Of(now, reader));
    }

    private static JobView[] List(IJobQueue queue, [Range(0, MostEnded)] int ended = 50) =>
        [.. queue.Open().Concat(queue.Ended(ended).Select(job => new JobEvent(job, 0))).Select(JobView.Of)];

    private static Results<Ok<JobView>, ProblemHttpResult> Find(Guid id, IJobQueue queue, PromptReader reader) =>
        queue.Now(id) is { } now ? TypedResults.Ok(JobView.Of(now, reader)) : Unknown(id);

    private static Results<NoContent, ProblemHttpResult> Cancel(Guid id, IJobQueue queue)
    {
        if (queue.Cancel(id))
            return TypedResults.NoContent();
        return queue.Find(id) is { } job
            ? Conflict($"The job {id} has ended already: it is {Name(job.State)}.")
            : Unknown(id);
    }

    private static async Task<Results<Ok<JobView>, ProblemHttpResult>> MoveAsync(
        Guid id,
        IJobQueue queue,
        HttpContext context
    )
    {
        JobMove move = await BodyReader.JsonAsync<JobMove>(context, ApiJson.Requests).ConfigureAwait(false);
        if (queue.Move(id, move.Position) && queue.Now(id) is { } now)
            return TypedResults.Ok(JobView.Of(now));
        return queue.Find(id) is { } job
            ? Conflict($"The job {id} does not wait: it is {Name(job.State)}.")
            : Unknown(id);
    }

    private static IResult Events(
        Guid id,
        IJobQueue queue,
        HttpContext context,
        TimeProvider clock,
        IOptions<JsonOptions> json,
        bool previews = true
    )
    {
        if (queue.Find(id) is not { } job)
            return Unknown(id);
        // a browser's EventSource comes again after the end; this answer tells it to stop
        if (job.HasEnded && context.Request.Headers["Last-Event-ID"] == End || HeadRequests.Is(context))
            return TypedResults.NoContent();
        return new EventStream(
            EventsAsync(id, previews, queue, json.Value.SerializerOptions, context.RequestAborted),
            clock
        );
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        Guid id,
        bool previews,
        IJobQueue queue,
        JsonSerializerOptions json,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        await foreach (JobEvent happened in queue.WatchAsync(id, previews, stop).ConfigureAwait(false))
        {
            string kind =
                happened.Job.HasEnded ? End
                : happened.Job.State == JobState.Running ? "step"
                : "wait";
            yield return new SseItem<string>(JsonSerializer.Serialize(JobView.Of(happened), json), kind)
            {
                EventId = kind,
            };
        }
    }

    private static ProblemHttpResult Unknown(Guid id) =>
        TypedResults.Problem($"There is no job {id}.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Conflict(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status409Conflict);

    private static string Name(JobState state) => state.ToString().ToLowerInvariant();

    /// <summary>New position of a waiting job; 0 is next.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record JobMove([property: Range(0, int.MaxValue)] int Position);
}
