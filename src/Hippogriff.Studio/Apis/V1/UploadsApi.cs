using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Apis.Description;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>
/// Our own API for pictures and masks that a job starts from, <c>/api/v1/uploads</c>: the body is the file.
/// </summary>
internal static class UploadsApi
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder uploads = endpoints.MapGroup("/api/v1/uploads").WithTags("Uploads");
        uploads
            .MapPost("", PictureAsync)
            .WithName("uploadPicture")
            .WithSummary("Keeps a picture (PNG, JPEG, WebP, GIF, BMP); its name goes into a job's 'source'.")
            .Accepts<Stream>("application/octet-stream", "image/*")
            .AnswersProblems(422, 503, 507);
        uploads
            .MapPost("/masks", MaskAsync)
            .WithName("uploadMask")
            .WithSummary(
                "Keeps a mask; its name goes into a job's 'mask'. White areas, or transparent ones, are repainted."
            )
            .Accepts<Stream>("application/octet-stream", "image/*")
            .AnswersProblems(422, 503, 507);
    }

    private static async Task<Ok<UploadView>> PictureAsync(
        HttpContext context,
        IUploads uploads,
        CancellationToken stop
    ) =>
        TypedResults.Ok(
            new UploadView(
                await uploads
                    .KeepPictureAsync(await BodyAsync(context, stop).ConfigureAwait(false), stop)
                    .ConfigureAwait(false)
            )
        );

    private static async Task<Ok<UploadView>> MaskAsync(
        HttpContext context,
        IUploads uploads,
        CancellationToken stop,
        MaskMeaning meaning = MaskMeaning.White
    ) =>
        TypedResults.Ok(
            new UploadView(
                await uploads
                    .KeepMaskAsync(await BodyAsync(context, stop).ConfigureAwait(false), meaning, stop)
                    .ConfigureAwait(false)
            )
        );

    /// <summary>Reads the body within the server's size limit.</summary>
    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context, CancellationToken stop)
    {
        using ReceivedBody body = await BodyReader.ReceiveAsync(context).ConfigureAwait(false);
        return await body.ToArrayAsync(stop).ConfigureAwait(false);
    }

    /// <summary>The name of a stored upload.</summary>
    internal sealed record UploadView(string Name);
}
