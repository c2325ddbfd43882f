using System.Globalization;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>A job as our API tells it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="State">queued, running, done, failed or cancelled.</param>
/// <param name="Position">Jobs before it.</param>
/// <param name="Step">Finished steps.</param>
/// <param name="Steps">All steps; 0 until it runs.</param>
/// <param name="RemainingSeconds">Until it is done, where that can be estimated.</param>
/// <param name="Created">When it was taken.</param>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Order">What it draws.</param>
/// <param name="Pictures">Its pictures.</param>
/// <param name="Warnings">What of the order was not followed, a sentence each, once it is done.</param>
/// <param name="Preview">While it runs: the newest clean guess of the first picture, PNG in base64; in an event only
/// where the step brought one.</param>
internal sealed record JobView(
    Guid Id,
    JobState State,
    int Position,
    int Step,
    int Steps,
    double? RemainingSeconds,
    DateTimeOffset Created,
    DateTimeOffset? Started,
    DateTimeOffset? Ended,
    string? Error,
    JobRequest Order,
    IReadOnlyList<JobPicture> Pictures,
    IReadOnlyList<string> Warnings,
    string? Preview = null
)
{
    public static JobView Of(JobEvent now) =>
        new(
            now.Job.Id,
            now.Job.State,
            now.Position,
            now.Step,
            now.Steps,
            now.Remaining?.TotalSeconds,
            now.Job.Created,
            now.Job.Started,
            now.Job.Ended,
            now.Job.Error,
            now.Job.Order,
            [.. now.Job.Pictures.Select(id => new JobPicture(id, PictureView.Address(id) + ".png"))],
            now.Job.Warnings,
            now.Preview is { } png ? Convert.ToBase64String(png.Span) : null
        );
}

/// <summary>A picture of a job.</summary>
internal sealed record JobPicture(long Id, string Url);

/// <summary>A picture of the gallery as our API tells it.</summary>
internal sealed record PictureView(
    long Id,
    Guid Job,
    string Url,
    GenerationSettings Settings,
    DateTimeOffset Created,
    bool Favourite,
    DateTimeOffset? Deleted,
    int Steps,
    string? StepsUrl
)
{
    public static PictureView Of(GalleryPicture picture) =>
        new(
            picture.Id,
            picture.Job,
            Address(picture.Id) + ".png",
            picture.Settings,
            picture.Created,
            picture.Favourite,
            picture.Deleted,
            picture.Steps,
            picture.Steps > 0 ? Address(picture.Id) + "/steps" : null
        );

    public static string Address(long id) => string.Create(CultureInfo.InvariantCulture, $"/api/v1/pictures/{id}");
}
