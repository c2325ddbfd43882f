using System.ComponentModel.DataAnnotations;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>Our own API for jobs, <c>/api/v1/jobs</c>.</summary>
internal static class JobsApi
{
    private const string Path = "/api/v1/jobs";
    private const int MostEnded = 1_000;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder jobs = endpoints.MapGroup(Path).WithTags("Jobs").WithMetadata(BodyLimit.OfWords(endpoints));
        jobs.MapPost("", TakeAsync)
            .Accepts<JobRequest>("application/json")
            .WithName("take-job")
            .WithSummary("Takes a job. It is written down before the answer comes.")
            .ProducesProblem(400)
            .ProducesProblem(429);
        jobs.MapGet("", List)
            .WithName("list-jobs")
            .WithSummary("The running job, those that wait, in order, then those that ended, newest first.");
        jobs.MapGet("/{id:guid}", Find).WithName("get-job").WithSummary("The current state of a job.");
        jobs.MapDelete("/{id:guid}", Cancel)
            .WithName("cancel-job")
            .WithSummary("Stops a job, within one step when it runs.");
        jobs.MapPost("/{id:guid}/move", MoveAsync)
            .Accepts<JobMove>("application/json")
            .WithName("move-job")
            .WithSummary("Moves a waiting job behind this many others.");
        jobs.MapGet("/{id:guid}/events", Events)
            .WithName("watch-job")
            .WithSummary(
                "Server-sent events: state, steps with previews (previews=false: without, which is quicker), the end."
            );
    }

    private static async Task<Accepted<JobView>> TakeAsync(IJobQueue queue, HttpContext context, CancellationToken stop)
    {
        JobRequest order = await BodyReader.JsonAsync<JobRequest>(context, ApiJson.Requests).ConfigureAwait(false);
        Job job = await queue.EnqueueAsync(order, ClientName.Of(context), stop).ConfigureAwait(false);
        return TypedResults.Accepted($"{Path}/{job.Id}", JobView.Of(queue.Now(job.Id) ?? new JobEvent(job, 0)));
    }

    private static JobView[] List(IJobQueue queue, [Range(0, MostEnded)] int ended = 50) =>
        [.. queue.Open().Concat(queue.Ended(ended).Select(job => new JobEvent(job, 0))).Select(JobView.Of)];

    private static Results<Ok<JobView>, ProblemHttpResult> Find(Guid id, IJobQueue queue) =>
        queue.Now(id) is { } now ? TypedResults.Ok(JobView.Of(now)) : Unknown(id);

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

    private static Results<ServerSentEventsResult<JobView>, ProblemHttpResult> Events(
        Guid id,
        IJobQueue queue,
        CancellationToken stop,
        bool previews = true
    ) => queue.Find(id) is null ? Unknown(id) : TypedResults.ServerSentEvents(EventsAsync(id, previews, queue, stop));

    private static async IAsyncEnumerable<SseItem<JobView>> EventsAsync(
        Guid id,
        bool previews,
        IJobQueue queue,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        await foreach (JobEvent happened in queue.WatchAsync(id, previews, stop).ConfigureAwait(false))
            yield return new SseItem<JobView>(
                JobView.Of(happened),
                happened.Job.HasEnded ? "end"
                    : happened.Job.State == JobState.Running ? "step"
                    : "wait"
            );
    }

    private static ProblemHttpResult Unknown(Guid id) =>
        TypedResults.Problem($"There is no job {id}.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Conflict(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status409Conflict);

    private static string Name(JobState state) => state.ToString().ToLowerInvariant();

    /// <summary>New position of a waiting job; 0 is next.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record JobMove(int Position);
}
