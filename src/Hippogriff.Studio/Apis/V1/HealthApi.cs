using Hippogriff.Studio.Access;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>
/// Health checks: <c>/health</c> reports that the process answers, <c>/ready</c> that jobs are accepted and drawn.
/// </summary>
internal static class HealthApi
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapGet("/health", () => TypedResults.Ok(new Health("ok")))
            .AllowAnonymous()
            .WithTags("Operations")
            .WithName("getHealth")
            .WithSummary("The process answers.");
        endpoints
            .MapGet("/ready", Ready)
            .AllowAnonymous()
            .WithTags("Operations")
            .WithName("getReadiness")
            .WithSummary("Jobs are taken and drawn; 503 when the server goes down.")
            .Produces<Readiness>(StatusCodes.Status503ServiceUnavailable);
    }

    private static Results<Ok<Readiness>, JsonHttpResult<Readiness>> Ready(
        JobQueue queue,
        ModelCache cache,
        HttpContext context
    )
    {
        string status = queue.IsClosed ? "ending" : "ready";
        Readiness state = StudioAccess.IsInside(context)
            ? new(status, queue.Length, cache.Loaded)
            : new(status, null, null);
        return queue.IsClosed
            ? TypedResults.Json(state, statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Ok(state);
    }

    /// <summary>The answer of a running process.</summary>
    internal sealed record Health(string Status);

    /// <summary>Whether jobs are accepted; with a key, also the number of waiting jobs and the loaded models.</summary>
    internal sealed record Readiness(string Status, int? Waiting, IReadOnlyList<string>? Loaded);
}
