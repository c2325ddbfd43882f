using System.Globalization;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.OpenAi;

/// <summary>
/// Pictures by URL, for <c>response_format: "url"</c>. A URL contains the job's id, which is hard to guess, and is
/// valid as long as the picture is in the gallery. For an hour it opens without a key, so that pages can show it.
/// </summary>
internal sealed class OpenAiFiles(DrawingService service, SignedAddresses signed)
{
    /// <summary>The URL of a job's picture, with the host name of the request.</summary>
    public string Address(HttpRequest request, Guid job, int number, ImageFormat format)
    {
        string path = string.Create(
            CultureInfo.InvariantCulture,
            $"{OpenAiApi.Path}/images/files/{job:N}/{number}{format.Extension()}"
        );
        return $"{request.Scheme}://{request.Host}{request.PathBase}{signed.Sign(path)}";
    }

    /// <summary>GET /v1/images/files/JOB/0.png.</summary>
    public IResult Fetch(HttpContext context, Guid job, string name)
    {
        if (signed.Opens(context.Request))
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        else if (!StudioAccess.IsInside(context))
            throw new RefusedException(
                StatusCodes.Status401Unauthorized,
                "The address of the picture was open for an hour; send 'Authorization: Bearer KEY' with it now.",
                code: "invalid_api_key"
            );
        string[] parts = name.Split('.');
        if (
            parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && ImageFormats.TryParse(parts[1]) is { } format
            && service.Find(job) is { State: JobState.Done } done
            && number < done.Pictures.Count
        )
        {
            DrawnPicture picture = service.PicturesOf(done)[number];
            if (picture.Entry.Deleted is null)
            {
                context.Response.Headers.CacheControl = "private, max-age=3600";
                return Results.Bytes(picture.In(format, ImageEncoding.DefaultQuality), format.MediaType());
            }
        }
        throw new RefusedException(
            StatusCodes.Status404NotFound,
            "There is no such picture, or it was thrown away.",
            code: "not_found"
        );
    }
}
