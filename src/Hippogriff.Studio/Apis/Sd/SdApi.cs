using System.Text.Json;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Apis.Description;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>The part of the API of Stable Diffusion's web UI (A1111) that clients use.</summary>
internal static class SdApi
{
    /// <summary>Base path.</summary>
    public const string Path = "/sdapi/v1";

    /// <summary>Where an extension of the web UI answers that clients look for.</summary>
    private const string ControlNet = "/controlnet";

    private static readonly Dictionary<string, bool> s_flags = new()
    {
        ["api"] = true,
        ["medvram"] = false,
        ["lowvram"] = false,
    };

    /// <summary>Registers the services of the endpoints.</summary>
    public static IServiceCollection Add(IServiceCollection services) =>
        services
            .AddSingleton(new RefusalForm(Path, SdJson.Answer, TakesBasic: true))
            .AddSingleton(new RefusalForm(ControlNet, SdJson.Answer, TakesBasic: true))
            .AddSingleton<SdUpscaling>()
            .AddSingleton<SdSettings>()
            .AddScoped<SdReader>()
            .AddScoped<SdImages>()
            .AddScoped<SdSecondPass>()
            .AddScoped<SdProgressReader>();

    /// <summary>Maps /sdapi/v1.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        // Long: the table of the paths of this API, each with what its documentation says.
        RouteGroupBuilder group = routes
            .MapGroup(Path)
            .WithTags("Stable Diffusion web UI")
            .WithMetadata(BodyLimit.Of(routes))
            .AddEndpointFilter(new RefusalFilter(SdJson.Answer))
            .AnswersErrors(typeof(SdErrorAnswer));
        group.NameByPath("sd");
        Drawing(
                group.MapPost(
                    "/txt2img",
                    (HttpContext context, SdImages images) => images.DrawAsync(context, fromPicture: false)
                )
            )
            .WithSummary("Draws pictures from words")
            .WithMetadata(BodyLimit.OfWords(routes));
        Drawing(
                group.MapPost(
                    "/img2img",
                    (HttpContext context, SdImages images) => images.DrawAsync(context, fromPicture: true)
                )
            )
            .WithSummary("Draws pictures from another, or the white places of its mask");
        group
            .MapGet(
                "/progress",
                (HttpContext context, SdProgressReader progress) => Results.Json(progress.Read(context), SdJson.Answers)
            )
            .WithSummary("How far this client's drawing is")
            .Produces<SdProgress>();
        group
            .MapPost("/interrupt", (HttpContext context, SdProgressReader progress) => progress.Interrupt(context))
            .WithSummary("Stops this client's drawing");
        group
            .MapPost("/skip", (HttpContext context, SdProgressReader progress) => progress.Skip(context))
            .WithSummary("Leaves out the pictures that are drawn at present, and goes on with the request's others");
        group
            .MapGet("/samplers", () => Results.Json(SdLists.Samplers, SdJson.Answers))
            .WithSummary("The samplers")
            .Produces<IReadOnlyList<SdSampler>>();
        group
            .MapGet("/schedulers", () => Results.Json(SdLists.Schedulers, SdJson.Answers))
            .WithSummary("The schedules")
            .Produces<IReadOnlyList<SdScheduler>>();
        group
            .MapGet(
                "/sd-models",
                async (IModelCatalogue models, CancellationToken gone) =>
                    Results.Json(
                        (await models.ListAsync(gone).ConfigureAwait(false)).Select(SdLists.Model),
                        SdJson.Answers
                    )
            )
            .WithSummary("The models that can draw, the default first")
            .Produces<IReadOnlyList<SdModel>>();
        group
            .MapGet("/loras", (LoraCatalogue loras) => Results.Json(SdLists.Loras(loras), SdJson.Answers))
            .WithSummary("The LoRAs that a prompt may name")
            .Produces<IReadOnlyList<SdLora>>();
        group
            .MapGet(
                "/options",
                async (SdSettings settings, CancellationToken gone) =>
                    Results.Json(await settings.ReadAsync(gone).ConfigureAwait(false), SdJson.Answers)
            )
            .WithSummary("The settings")
            .Produces<Dictionary<string, JsonElement>>();
        group
            .MapPost(
                "/options",
                async (HttpContext context, SdSettings settings) =>
                {
                    await settings
                        .ChangeAsync(
                            await BodyReader
                                .JsonAsync<Dictionary<string, JsonElement>>(context, SdJson.Requests)
                                .ConfigureAwait(false),
                            context.RequestAborted
                        )
                        .ConfigureAwait(false);
                    return Nothing();
                }
            )
            .Accepts<Dictionary<string, JsonElement>>("application/json")
            .AnswersErrors(typeof(SdErrorAnswer), StatusCodes.Status422UnprocessableEntity)
            .WithSummary("Chooses the model by sd_model_checkpoint; other settings are passed over")
            .OfKeepers()
            .WithMetadata(BodyLimit.OfWords(routes));
        Reading<SdPngInfoRequest, SdPngInfo>(
                group.MapPost(
                    "/png-info",
                    async (HttpContext context, CancellationToken _) =>
                        Results.Json(await SdLists.PictureInfoAsync(context).ConfigureAwait(false), SdJson.Answers)
                )
            )
            .WithSummary("What a picture says about how it was drawn");
        SdUpkeep.Map(group);
        SdUpkeep.MapExtras(group);
        Absent(group);
        group
            .Map("/{**rest}", (HttpContext context) => SdJson.Answer(NothingThere.Why(context)))
            .WithMetadata(new ExcludeFromDescriptionAttribute());
        routes
            .Map(
                ControlNet + "/{**rest}",
                () =>
                    SdJson.Answer(
                        new Refusal(StatusCodes.Status404NotFound, "There is no ControlNet here, nor its extension.")
                    )
            )
            .WithMetadata(new ExcludeFromDescriptionAttribute());
    }

    /// <summary>Lists that clients request when they connect and that are empty here.</summary>
    private static void Absent(RouteGroupBuilder group)
    {
        // Long: the table of what is empty here, each with what its documentation says.
        foreach (
            string kind in (string[])
                [
                    "sd-vae",
                    "sd-modules",
                    "hypernetworks",
                    "face-restorers",
                    "prompt-styles",
                    "extensions",
                    "realesrgan-models",
                    "script-info",
                ]
        )
            group
                .MapGet("/" + kind, () => Results.Json(Array.Empty<string>(), SdJson.Answers))
                .WithSummary("An empty list: there are none here")
                .Produces<IReadOnlyList<string>>();
        group
            .MapGet(
                "/embeddings",
                () =>
                    Results.Json(
                        new { loaded = new Dictionary<string, object>(), skipped = new Dictionary<string, object>() },
                        SdJson.Answers
                    )
            )
            .WithSummary("Empty: there are none here")
            .Produces<Dictionary<string, Dictionary<string, JsonElement>>>();
        group
            .MapGet(
                "/scripts",
                () =>
                    Results.Json(
                        new { txt2img = Array.Empty<string>(), img2img = Array.Empty<string>() },
                        SdJson.Answers
                    )
            )
            .WithSummary("Empty: there are none here")
            .Produces<Dictionary<string, IReadOnlyList<string>>>();
        group
            .MapGet("/cmd-flags", () => Results.Json(s_flags, SdJson.Answers))
            .WithSummary("Flags of the command line, as far as clients look for them")
            .Produces<Dictionary<string, bool>>();
    }

    /// <summary>The answer null: clients read JSON where nothing is to be said.</summary>
    public static IResult Nothing() => Results.Text("null", "application/json");

    /// <summary>Documents an endpoint that reads JSON and refuses what is wrong in it.</summary>
    public static RouteHandlerBuilder Reading<TRequest, TAnswer>(RouteHandlerBuilder endpoint)
        where TRequest : notnull =>
        endpoint
            .Accepts<TRequest>("application/json")
            .Produces<TAnswer>()
            .AnswersErrors(typeof(SdErrorAnswer), StatusCodes.Status422UnprocessableEntity);

    private static RouteHandlerBuilder Drawing(RouteHandlerBuilder endpoint) =>
        Reading<SdImageRequest, SdImagesAnswer>(endpoint)
            .AnswersErrors(
                typeof(SdErrorAnswer),
                StatusCodes.Status404NotFound,
                StatusCodes.Status409Conflict,
                StatusCodes.Status429TooManyRequests,
                StatusCodes.Status503ServiceUnavailable,
                StatusCodes.Status507InsufficientStorage
            );
}
