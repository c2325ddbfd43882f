using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>Draws the second pass of a request, each picture as a job of its own.</summary>
internal sealed class SdSecondPass(DrawingService service, IUploads uploads)
{
    /// <summary>Draws on the pictures of the first pass.</summary>
    /// <param name="hires">What the second pass is.</param>
    /// <param name="drawn">The job of the first pass.</param>
    /// <param name="first">Its pictures.</param>
    /// <param name="gone">Cancelled when the client disconnects.</param>
    /// <returns>The last job with the warnings of all, and the pictures. Of an interrupted request, those that were not
    /// drawn on are as the first pass left them.</returns>
    public async Task<(Job Last, IReadOnlyList<DrawnPicture> Pictures)> DrawAsync(
        SdHires hires,
        Job drawn,
        IReadOnlyList<DrawnPicture> first,
        CancellationToken gone
    )
    {
        List<DrawnPicture> all = [];
        List<string> warnings = [.. drawn.Warnings];
        Job last = drawn;
        foreach (DrawnPicture picture in first)
        {
            JobRequest order = hires.Order with
            {
                Source = await uploads.KeepPictureAsync(Enlarged(picture, hires), gone).ConfigureAwait(false),
                Seed = picture.Entry.Settings.Seed,
            };
            last = await service.TakeWithRoomAsync(order, drawn.Client, gone).ConfigureAwait(false);
            await foreach (JobEvent now in service.FollowAsync(last, previews: true, gone).ConfigureAwait(false))
                last = now.Job;
            if (last is { State: JobState.Cancelled, Pictures.Count: 0 })
            {
                all.AddRange(first.Skip(all.Count));
                break;
            }
            if (DrawingService.WhyNot(last) is { } refused)
                throw refused;
            all.AddRange(service.PicturesOf(last));
            warnings.AddRange(last.Warnings);
        }
        return (last with { Warnings = [.. warnings.Distinct()] }, all);
    }

    /// <summary>A picture in the size of the second pass; what other proportions leave over is cut off.</summary>
    private static byte[] Enlarged(DrawnPicture picture, SdHires hires)
    {
        (int width, int height) = (hires.Order.Width!.Value, hires.Order.Height!.Value);
        RgbImage image = ImageFile.Decode(picture.Png, "the drawn picture");
        double factor = Math.Max((double)width / image.Width, (double)height / image.Height);
        RgbImage large = ImageScaling.Resize(
            image,
            Math.Max(width, (int)Math.Round(image.Width * factor)),
            Math.Max(height, (int)Math.Round(image.Height * factor)),
            hires.Filter
        );
        return PngFile.Encode(
            ImageScaling.Crop(large, (large.Width - width) / 2, (large.Height - height) / 2, width, height),
            quick: true
        );
    }
}
