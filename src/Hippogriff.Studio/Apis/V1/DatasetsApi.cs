using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Apis.Description;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Trainings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>Datasets and recipes for training: <c>/api/v1/datasets</c> and <c>/api/v1/recipes</c>.</summary>
internal static class DatasetsApi
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        long most = endpoints.ServiceProvider.GetRequiredService<StudioOptions>().Limits.Training.Zip.Bytes;
        RouteGroupBuilder api = endpoints
            .MapGroup("/api/v1")
            .WithTags("Trainings")
            .RequireAuthorization(StudioAccess.KeepersOnly);
        api.MapGet("/datasets", (Datasets datasets) => TypedResults.Ok(datasets.List()))
            .WithName("listDatasets")
            .WithSummary("Folders of captioned pictures that can be trained on.");
        api.MapPost("/datasets/{name}", AddAsync)
            .WithName("uploadDataset")
            .WithSummary("Unpacks a zip of captioned pictures into a dataset of that name; the body is the zip.")
            .Accepts<Stream>("application/zip", "application/octet-stream")
            .AnswersProblems(409, 422, 503, 507)
            .WithMetadata(new BodyLimit(most + 1)); // so that the sentence about zips is said
        api.MapGet(
                "/recipes",
                (RecipeCatalogue recipes) =>
                    TypedResults.Ok(recipes.Names.Select(name => new RecipeView(name, recipes.About(name))).ToArray())
            )
            .WithName("listRecipes")
            .WithSummary("Recipes that a training can be asked for by name.");
    }

    private static async Task<Created<Dataset>> AddAsync(
        string name,
        HttpRequest request,
        Datasets datasets,
        CancellationToken stop
    ) =>
        TypedResults.Created(
            "/api/v1/datasets",
            await datasets.AddAsync(name, request.Body, stop).ConfigureAwait(false)
        );

    /// <summary>A recipe.</summary>
    internal sealed record RecipeView(string Name, string About);
}
