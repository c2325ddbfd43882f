using System.Globalization;
using Hippogriff.Studio.Gallery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>Our own API for the gallery, <c>/api/v1/pictures</c>.</summary>
internal static class PicturesApi
{
    private const string Type = "image/png";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        // Long: the table of the paths of pictures, each with what its documentation says.
        RouteGroupBuilder pictures = endpoints.MapGroup("/api/v1/pictures").WithTags("Pictures");
        pictures
            .MapGet(
                "",
                new PictureSearching(endpoints.ServiceProvider.GetRequiredService<IHttpContextAccessor>()).Search
            )
            .WithName("searchPictures")
            .WithSummary(
                "Pictures whose prompt holds all the words, newest first; 'before' is the number of the last "
                    + "one seen, for the next page."
            );
        pictures.MapGet("/{id:long}", Find).WithName("getPicture").WithSummary("A picture with its settings.");
        pictures
            .MapGet("/{id:long}.png", Png)
            .WithName("getPictureFile")
            .WithSummary("The PNG with its metadata.")
            .Produces<Stream>(200, Type);
        pictures
            .MapGet("/{id:long}/steps", Steps)
            .WithName("listSteps")
            .WithSummary("Noise levels of the kept steps, the start first, and where their pictures are.");
        pictures
            .MapGet(
                "/{id:long}/steps/{number:int}/noisy.png",
                (long id, int number, IGallery gallery, HttpResponse response) =>
                    Step(id, number, step => step.Noisy, gallery, response)
            )
            .WithName("getNoisyStep")
            .WithSummary("The noisy picture of a step.")
            .Produces<Stream>(200, Type);
        pictures
            .MapGet(
                "/{id:long}/steps/{number:int}/clean.png",
                (long id, int number, IGallery gallery, HttpResponse response) =>
                    Step(id, number, step => step.Clean, gallery, response)
            )
            .WithName("getCleanStep")
            .WithSummary("The clean guess of a step.")
            .Produces<Stream>(200, Type);
        pictures
            .MapPut("/{id:long}/favourite", (long id, IGallery gallery) => Done(id, gallery.SetFavourite(id, true)))
            .WithName("likePicture")
            .WithSummary("Likes a picture.");
        pictures
            .MapDelete("/{id:long}/favourite", (long id, IGallery gallery) => Done(id, gallery.SetFavourite(id, false)))
            .WithName("unlikePicture")
            .WithSummary("Removes the like.");
        pictures
            .MapDelete(
                "/{id:long}",
                (long id, IGallery gallery) => Done(id, gallery.Delete(id) || gallery.Find(id) is not null)
            )
            .WithName("deletePicture")
            .WithSummary("Throws a picture away; for a week it can be brought back.");
        pictures
            .MapPost(
                "/{id:long}/restore",
                (long id, IGallery gallery) => Done(id, gallery.Restore(id) || gallery.Find(id) is not null)
            )
            .WithName("restorePicture")
            .WithSummary("Brings a thrown-away picture back.");
    }

    private static Results<Ok<PictureView>, ProblemHttpResult> Find(long id, IGallery gallery) =>
        gallery.Find(id) is { } picture ? TypedResults.Ok(PictureView.Of(picture)) : Unknown(id);

    private static Results<FileContentHttpResult, ProblemHttpResult> Png(
        long id,
        IGallery gallery,
        HttpResponse response,
        bool download = false
    )
    {
        if (gallery.Find(id) is not { } picture || gallery.Png(id) is not { } png)
            return Unknown(id);
        NeverChanges(response);
        return TypedResults.File(png, Type, download ? DownloadName.Of(picture, ".png") : null, entityTag: Tag(id));
    }

    private static Results<Ok<StepView[]>, ProblemHttpResult> Steps(long id, IGallery gallery)
    {
        if (gallery.Find(id) is null)
            return Unknown(id);
        string address = PictureView.Address(id);
        return TypedResults.Ok(
            gallery
                .Levels(id)
                .Select(
                    (sigma, i) =>
                        string.Create(CultureInfo.InvariantCulture, $"{address}/steps/{i}/") is var at
                            ? new StepView(sigma, at + "noisy.png", at + "clean.png")
                            : null!
                )
                .ToArray()
        );
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Step(
        long id,
        int number,
        Func<GalleryStep, ReadOnlyMemory<byte>> which,
        IGallery gallery,
        HttpResponse response
    )
    {
        if (gallery.Step(id, number) is not { } step)
            return TypedResults.Problem(
                $"The picture {id} has no kept step {number}.",
                statusCode: StatusCodes.Status404NotFound
            );
        NeverChanges(response);
        return TypedResults.File(which(step).ToArray(), Type);
    }

    private static Results<NoContent, ProblemHttpResult> Done(long id, bool done) =>
        done ? TypedResults.NoContent() : Unknown(id);

    private static ProblemHttpResult Unknown(long id) =>
        TypedResults.Problem($"There is no picture {id}.", statusCode: StatusCodes.Status404NotFound);

    private static EntityTagHeaderValue Tag(long id) => new($"\"{id.ToString(CultureInfo.InvariantCulture)}\"");

    /// <summary>Sets caching headers: an id is never reused.</summary>
    private static void NeverChanges(HttpResponse response) =>
        response.Headers.CacheControl = "private, max-age=31536000, immutable";

    /// <summary>A kept step.</summary>
    internal sealed record StepView(double Sigma, string NoisyUrl, string CleanUrl);
}
