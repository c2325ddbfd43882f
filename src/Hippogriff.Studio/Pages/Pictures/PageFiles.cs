using System.Globalization;
using System.IO.Compression;
using System.Text;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Compare;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Watch;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Pages.Pictures;

/// <summary>
/// Serves pictures, steps, animations and sheets to the pages. URLs contain only ids and fixed words; none becomes a
/// path.
/// </summary>
internal static class PageFiles
{
    private const int MostOfZip = 500,
        MostOfSheet = 144,
        LongestUploadSide = 1_024;

    public static void MapPageFiles(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder files = routes.MapGroup("/files").ExcludeFromDescription();
        files.MapGet(
            "/pictures/{id:long}.png",
            (long id, IGallery gallery, HttpContext context) =>
                gallery.Png(id) is { } png ? Kept(context, png) : Results.NotFound()
        );
        files.MapGet(
            "/pictures/{id:long}/download",
            (long id, IGallery gallery) =>
                gallery.Find(id) is { } picture && gallery.Png(id) is { } png
                    ? Results.File(png, "image/png", DownloadName.Of(picture, ".png"))
                    : Results.NotFound()
        );
        files.MapGet("/pictures/{id:long}/steps/{step:int}/{view}.png", Step);
        files.MapGet("/pictures/{id:long}/film/{view}.{format}", Film);
        files.MapGet("/pictures/{id:long}/page.html", Page);
        files.MapGet("/pictures.zip", Zip);
        files.MapGet("/sheet.png", Sheet);
        files.MapGet(
            "/uploads/{name}.png",
            (string name, IUploads uploads, HttpContext context) => Upload(context, () => uploads.Picture(name))
        );
        files.MapGet(
            "/masks/{name}.png",
            (string name, IUploads uploads, HttpContext context) => Upload(context, () => uploads.Mask(name).ToImage())
        );
    }

    private static IResult Upload(HttpContext context, Func<RgbImage> read)
    {
        try
        {
            return Kept(context, PngFile.Encode(Shrunk(read())));
        }
        catch (HippogriffException)
        {
            return Results.NotFound();
        }
    }

    /// <summary>A picture never changes, so browsers may cache it.</summary>
    private static IResult Kept(HttpContext context, byte[] png)
    {
        context.Response.Headers.CacheControl = "private, max-age=86400, immutable";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(png, "image/png");
    }

    private static IResult Step(long id, int step, string view, IGallery gallery, HttpContext context)
    {
        if (!RunFilm.Views.Contains(view) || gallery.Step(id, step) is not { } now)
            return Results.NotFound();
        return Kept(
            context,
            view switch
            {
                RunFilm.Noisy => now.Noisy.ToArray(),
                RunFilm.Clean => now.Clean.ToArray(),
                _ => PngFile.Encode(RunFilm.ChangeOf(now, gallery.Step(id, Math.Max(0, step - 1)) ?? now)),
            }
        );
    }

    private static IResult Film(long id, string view, string format, IGallery gallery)
    {
        if (
            gallery.Find(id) is not { } picture
            || gallery.Steps(id) is not { Count: > 0 } steps
            || !RunFilm.Views.Contains(view)
        )
            return Results.NotFound();
        string name = DownloadName.Of(picture, $"-steps.{format}");
        return format switch
        {
            "webp" => Results.File(AnimatedPicture.Webp(RunFilm.Frames(steps, view)), "image/webp", name),
            "gif" => Results.File(AnimatedPicture.Gif(RunFilm.Frames(steps, view)), "image/gif", name),
            "png" => Results.File(
                PngFile.Encode(RunFilm.Strip(steps, picture.Settings), generated: true),
                "image/png",
                name
            ),
            _ => Results.NotFound(),
        };
    }

    private static IResult Page(long id, string? by, IGallery gallery, HttpContext context)
    {
        if (gallery.Find(id) is not { } picture || gallery.Png(id) is not { } png)
            return Results.NotFound();
        context.Response.Headers.ContentSecurityPolicy = KeptPage.ContentPolicy;
        return Results.File(
            Encoding.UTF8.GetBytes(KeptPage.Of(picture.Settings, png, gallery.Steps(id), by, PageLanguage.Of(context))),
            "text/html; charset=utf-8",
            DownloadName.Of(picture, ".html")
        );
    }

    /// <summary>
    /// Builds the zip in a temporary file, so that many pictures are never in memory together and the browser knows the
    /// size.
    /// </summary>
    private static IResult Zip(string? ids, IGallery gallery)
    {
        long[] wanted = Numbers(ids, MostOfZip);
        if (wanted.Length == 0)
            return Results.NotFound();
        FileStream file = new(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            1 << 16,
            FileOptions.DeleteOnClose
        );
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (long id in wanted)
            {
                if (gallery.Find(id) is not { } picture || gallery.Png(id) is not { } png)
                    continue;
                ZipArchiveEntry entry = zip.CreateEntry(
                    FormattableString.Invariant($"{id:000000}-{DownloadName.Of(picture, ".png")}"),
                    CompressionLevel.NoCompression
                );
                using Stream stream = entry.Open();
                stream.Write(png);
            }
        }
        file.Position = 0;
        return Results.File(file, "application/zip", "hippogriff-pictures.zip");
    }

    private static IResult Sheet(string? ids, int? columns, string? rows, string? across, IGallery gallery)
    {
        GalleryPicture[] pictures = [.. Numbers(ids, MostOfSheet).Select(gallery.Find).OfType<GalleryPicture>()];
        if (pictures.Length == 0)
            return Results.NotFound();
        try
        {
            byte[] png = PngFile.Encode(
                ComparisonSheet.Draw(
                    pictures,
                    gallery,
                    Math.Clamp(columns ?? 0, 0, MostOfSheet),
                    Axes.Find(rows),
                    Axes.Find(across)
                ),
                generated: true
            );
            return Results.File(png, "image/png", "hippogriff-comparison.png");
        }
        catch (HippogriffException wrong)
        {
            (int status, string sentence) = Problems.Describe(wrong);
            return Results.Problem(sentence, statusCode: status);
        }
    }

    private static RgbImage Shrunk(RgbImage image)
    {
        double factor = (double)LongestUploadSide / Math.Max(image.Width, image.Height);
        return factor >= 1
            ? image
            : ImageScaling.Resize(
                image,
                Math.Max(1, (int)Math.Round(image.Width * factor)),
                Math.Max(1, (int)Math.Round(image.Height * factor))
            );
    }

    private static long[] Numbers(string? list, int most) =>
        [
            .. (list ?? "")
                .Split(',', most + 1)
                .Take(most)
                .Select(text =>
                    long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : 0
                )
                .Where(id => id > 0)
                .Distinct(),
        ];
}
