using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Apis.Description;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Apis.OpenAi;

/// <summary>OpenAI's images API.</summary>
internal static class OpenAiApi
{
    /// <summary>Base path.</summary>
    public const string Path = "/v1";

    /// <summary>Registers the services of the endpoints.</summary>
    public static IServiceCollection Add(IServiceCollection services) =>
        services
            .AddSingleton(new RefusalForm(Path, OpenAiJson.Answer))
            .AddSingleton(new RefusalForm("/images", OpenAiJson.Answer))
            .AddSingleton<OpenAiReader>()
            .AddScoped<OpenAiImages>()
            .AddScoped<OpenAiFiles>();

    /// <summary>Maps /v1.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        // Long: the table of the paths of this API, each with what its documentation says.
        RouteGroupBuilder group = routes
            .MapGroup(Path)
            .WithTags("OpenAI images")
            .WithMetadata(BodyLimit.Of(routes))
            .AddEndpointFilter(new RefusalFilter(OpenAiJson.Answer))
            .AnswersErrors(typeof(OpenAiErrorAnswer));
        Drawing(
                group.MapPost(
                    "/images/generations",
                    (HttpContext context, OpenAiImages images) => images.GenerateAsync(context)
                )
            )
            .WithName("createImage")
            .WithSummary("Draws pictures from words")
            .WithMetadata(BodyLimit.OfWords(routes))
            .Accepts<OpenAiImageRequest>("application/json")
            .Produces<OpenAiImagesAnswer>()
            .OrEvents<OpenAiImageEvent>();
        Drawing(group.MapPost("/images/edits", (HttpContext context, OpenAiImages images) => images.EditAsync(context)))
            .WithName("createImageEdit")
            .WithSummary("Paints a picture anew, or the transparent places of its mask")
            .Accepts<OpenAiEditForm>("multipart/form-data")
            .Produces<OpenAiImagesAnswer>()
            .OrEvents<OpenAiImageEvent>();
        group
            .MapPost("/images/edits", (HttpContext context, OpenAiImages images) => images.EditAsync(context))
            .Accepts<OpenAiEditMessage>("application/json")
            .ExcludeFromDescription(); // generated clients send the form
        Drawing(
                group.MapPost(
                    "/images/variations",
                    (HttpContext context, OpenAiImages images) => images.VaryAsync(context)
                )
            )
            .WithName("createImageVariation")
            .WithSummary("Draws pictures that are like another")
            .Accepts<OpenAiVariationForm>("multipart/form-data")
            .Produces<OpenAiImagesAnswer>();
        group
            .MapGet(
                "/images/files/{job:guid}/{name}",
                (HttpContext context, OpenAiFiles files, Guid job, string name) => files.Fetch(context, job, name)
            )
            .AllowAnonymous() // those who have neither a signed address nor a key are refused there
            .WithName("getImageFile")
            .WithSummary("A picture by the address that response_format url gave")
            .AnswersErrors(typeof(OpenAiErrorAnswer), StatusCodes.Status401Unauthorized)
            .Produces<Stream>(StatusCodes.Status200OK, "image/png", "image/jpeg", "image/webp");
        group
            .MapGet(
                "/models",
                async (IModelCatalogue models, CancellationToken gone) =>
                    Results.Json(
                        new OpenAiModels(
                            "list",
                            [.. (await models.ListAsync(gone).ConfigureAwait(false)).Select(Model)]
                        ),
                        OpenAiJson.Answers
                    )
            )
            .WithName("listOpenAiModels")
            .WithSummary("The models that can draw, the default first")
            .Produces<OpenAiModels>();
        group
            .MapGet(
                "/models/{id}",
                async (IModelCatalogue models, string id, CancellationToken gone) =>
                    Results.Json(
                        Model(
                            await models.FindAsync(id, gone).ConfigureAwait(false)
                                ?? throw await models.NoneCalledAsync(id, gone).ConfigureAwait(false)
                        ),
                        OpenAiJson.Answers
                    )
            )
            .WithName("getOpenAiModel")
            .WithSummary("One model")
            .Produces<OpenAiModel>();
        group
            .Map("/{**rest}", (HttpContext context) => OpenAiJson.Answer(NothingThere.Why(context)))
            .WithMetadata(new ExcludeFromDescriptionAttribute());
        MapMisplaced(routes);
    }

    /// <summary>Tells clients whose base address lacks /v1 what it has to be.</summary>
    private static void MapMisplaced(IEndpointRouteBuilder routes)
    {
        foreach (string path in (string[])["/images/{**rest}", "/chat/completions", "/responses", "/completions"])
            routes
                .MapPost(
                    path,
                    (HttpContext context) =>
                        OpenAiJson.Answer(
                            new Refusal(
                                StatusCodes.Status404NotFound,
                                $"There is nothing at POST {context.Request.Path}; the base address of OpenAI's API is "
                                    + $"{context.Request.Scheme}://{context.Request.Host}{Path} here, with {Path}.",
                                Code: "unknown_url"
                            )
                        )
                )
                .WithMetadata(new ExcludeFromDescriptionAttribute());
    }

    private static RouteHandlerBuilder Drawing(RouteHandlerBuilder endpoint) =>
        endpoint.AnswersErrors(
            typeof(OpenAiErrorAnswer),
            StatusCodes.Status404NotFound,
            StatusCodes.Status409Conflict,
            StatusCodes.Status422UnprocessableEntity,
            StatusCodes.Status429TooManyRequests,
            StatusCodes.Status503ServiceUnavailable,
            StatusCodes.Status507InsufficientStorage
        );

    private static OpenAiModel Model(CatalogueModel model) =>
        new(model.Facts.Name, "model", model.Changed.ToUnixTimeSeconds(), "hippogriff");
}
