using System.Globalization;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>A job in our API.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">queued, running, done, failed or cancelled.</param>
/// <param name="Position">Number of jobs before it.</param>
/// <param name="Step">Finished steps.</param>
/// <param name="Steps">All steps; 0 until it runs.</param>
/// <param name="RemainingSeconds">Estimated remaining seconds, if known.</param>
/// <param name="Created">When it was accepted.</param>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Order">Its request.</param>
/// <param name="Pictures">Its pictures.</param>
/// <param name="Warnings">Warnings, one sentence each, once it is done.</param>
/// <param name="Preview">While it runs: the newest denoised preview of the first picture, PNG in base64; in an event
/// only if the step has one.</param>
/// <param name="Reading">How the model reads its prompts, in the answers about one job that has not ended. Omitted for
/// models without a list of words.</param>
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
    string? Preview = null,
    ReadingView? Reading = null
)
{
    /// <summary>A job with how its prompts are read, unless it has ended: then its warnings say it.</summary>
    public static JobView Of(JobEvent now, PromptReader reader) =>
        Of(now) with
        {
            Reading = now.Job.HasEnded || reader.Of(now.Job.Order) is not { } reading ? null : ReadingView.Of(reading),
        };

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

/// <summary>A gallery picture in our API.</summary>
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
