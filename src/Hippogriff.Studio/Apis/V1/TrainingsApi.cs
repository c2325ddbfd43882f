using System.Globalization;
using System.Text.Json.Serialization;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Apis.Description;
using Hippogriff.Studio.Trainings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>Our own API for training runs, <c>/api/v1/trainings</c>.</summary>
internal static class TrainingsApi
{
    private const string Path = "/api/v1/trainings";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder runs = endpoints
            .MapGroup(Path)
            .WithTags("Trainings")
            .RequireAuthorization(StudioAccess.KeepersOnly)
            .WithMetadata(BodyLimit.OfWords(endpoints));
        runs.MapGet(
                "",
                (TrainingService service) =>
                    TypedResults.Ok(service.List().Select(run => RunView.Of(run, service)).ToArray())
            )
            .WithName("listTrainings")
            .WithSummary("All runs: the one that trains, then the newest.");
        runs.MapPost("", StartAsync)
            .Accepts<RunRequest>("application/json")
            .WithName("startTraining")
            .WithSummary("Begins a run; one trains at a time.")
            .AnswersProblems(404, 409, 422, 507);
        runs.MapGet("/{name}", Find).WithName("getTraining").WithSummary("The current state of a run.");
        runs.MapPost("/{name}/stop", Stop)
            .WithName("stopTraining")
            .WithSummary("Saves and stops. The answer comes at once, the end a little later.")
            .AnswersProblems(409);
        runs.MapPost("/{name}/resume", ResumeAsync)
            .Accepts<RunResume>(isOptional: true, "application/json")
            .WithName("resumeTraining")
            .WithSummary("Goes on from the last checkpoint, with more minutes where the body says so.")
            .AnswersProblems(404, 409, 422, 507);
        runs.MapGet("/{name}/losses", Losses)
            .WithName("getLosses")
            .WithSummary("Points of the smoothed loss by stage, at most 600 each.");
        runs.MapGet("/{name}/sheets/{step:long}.png", Sheet)
            .WithName("getSheet")
            .WithSummary("A sheet of samples as PNG.")
            .Produces<Stream>(200, "image/png");
    }

    /// <summary>URL of a sheet.</summary>
    public static string SheetAddress(string name, long step) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path}/{name}/sheets/{step}.png");

    private static async Task<Accepted<RunView>> StartAsync(TrainingService service, HttpContext context)
    {
        RunRequest order = await BodyReader.JsonAsync<RunRequest>(context, ApiJson.Requests).ConfigureAwait(false);
        return TypedResults.Accepted($"{Path}/{order.Name}", RunView.Of(service.Start(order), service));
    }

    private static Results<Ok<RunView>, ProblemHttpResult> Find(string name, TrainingService service) =>
        service.Find(name) is { } run ? TypedResults.Ok(RunView.Of(run, service)) : Unknown();

    private static Results<Accepted<RunView>, ProblemHttpResult> Stop(string name, TrainingService service)
    {
        if (service.Find(name) is null)
            return Unknown();
        return service.Stop(name) && service.Find(name) is { } run
            ? TypedResults.Accepted($"{Path}/{name}", RunView.Of(run, service))
            : TypedResults.Problem($"The run '{name}' does not train.", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Accepted<RunView>, ProblemHttpResult>> ResumeAsync(
        string name,
        TrainingService service,
        HttpContext context
    )
    {
        if (service.Find(name) is null)
            return Unknown();
        bool says = context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0;
        RunResume? more = says
            ? await BodyReader.JsonAsync<RunResume>(context, ApiJson.Requests).ConfigureAwait(false)
            : null;
        return TypedResults.Accepted($"{Path}/{name}", RunView.Of(service.Resume(name, more?.Minutes), service));
    }

    private static Results<Ok<IReadOnlyDictionary<string, IReadOnlyList<LossPoint>>>, ProblemHttpResult> Losses(
        string name,
        TrainingService service
    ) => service.Find(name) is null ? Unknown() : TypedResults.Ok(service.Losses(name));

    private static Results<FileContentHttpResult, ProblemHttpResult> Sheet(
        string name,
        long step,
        TrainingService service,
        HttpResponse response
    )
    {
        if (service.Sheet(name, step) is not { } png)
            return TypedResults.Problem("There is no such sheet.", statusCode: StatusCodes.Status404NotFound);
        response.Headers.CacheControl = "private, no-cache"; // a step that was lost is drawn anew
        return TypedResults.File(png, "image/png");
    }

    private static ProblemHttpResult Unknown() =>
        TypedResults.Problem("There is no run of that name.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>The new length of a resumed run.</summary>
    /// <param name="Minutes">Total minutes, including those already trained; default: as requested before.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record RunResume(double? Minutes = null);

    /// <summary>A run in our API.</summary>
    /// <param name="Name">Its name, and the name of its model.</param>
    /// <param name="State">running, stopping, stopped, done or failed.</param>
    /// <param name="Order">The request.</param>
    /// <param name="Created">When it was created.</param>
    /// <param name="Ended">When it stopped, was done or failed.</param>
    /// <param name="Stage">autoencoder or denoiser.</param>
    /// <param name="Step">Finished steps of the stage.</param>
    /// <param name="Pictures">Pictures that the stage has seen.</param>
    /// <param name="PicturesPerSecond">Smoothed speed, while it trains.</param>
    /// <param name="Loss">Smoothed loss.</param>
    /// <param name="Progress">Share of all minutes trained, 0 to 1.</param>
    /// <param name="RemainingSeconds">Estimated remaining seconds while it trains.</param>
    /// <param name="Error">Why it failed.</param>
    /// <param name="Notes">Its latest remarks.</param>
    /// <param name="Model">Name of its model; omitted if there is none yet.</param>
    /// <param name="Sheets">Sample sheets, in order.</param>
    internal sealed record RunView(
        string Name,
        RunPhase State,
        RunRequest Order,
        DateTimeOffset Created,
        DateTimeOffset? Ended,
        string? Stage,
        long Step,
        long Pictures,
        double? PicturesPerSecond,
        double? Loss,
        double Progress,
        double? RemainingSeconds,
        string? Error,
        IReadOnlyList<string> Notes,
        string? Model,
        IReadOnlyList<string> Sheets
    )
    {
        public static RunView Of(RunStatus run, TrainingService service) =>
            new(
                run.Name,
                run.Phase,
                run.Order,
                run.Created,
                run.Ended,
                run.Stage,
                run.Step,
                run.Pictures,
                run.PicturesPerSecond,
                run.Loss,
                run.Progress,
                run.Remaining?.TotalSeconds,
                run.Error,
                run.Notes,
                run.HasModel ? run.Name : null,
                [.. service.Sheets(run.Name).Select(step => SheetAddress(run.Name, step))]
            );
    }
}
