using System.Runtime.CompilerServices;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Hippogriff.Studio.Apis;

/// <summary>A picture of a job that is done.</summary>
/// <param name="Entry">What is known of it.</param>
/// <param name="Png">The file.</param>
internal sealed record DrawnPicture(GalleryPicture Entry, byte[] Png)
{
    /// <summary>The file in another format; the PNG as it lies there where that is wanted.</summary>
    public byte[] In(ImageFormat format, int quality) =>
        format == ImageFormat.Png
            ? Png
            : ImageEncoding.Encode(ImageFile.Decode(Png, "the drawn picture"), format, Entry.Settings, quality);
}

/// <summary>
/// For APIs that answer with pictures: hands a job to the queue and waits for its end. A client that hangs up before
/// that takes its job back, unless the whole server is going down: then the job stays in the queue for the next start.
/// </summary>
internal sealed class DrawingService(IJobQueue queue, IGallery gallery, IHostApplicationLifetime lifetime)
{
    /// <inheritdoc cref="IJobQueue.EnqueueAsync"/>
    public Task<Job> TakeAsync(JobRequest order, string client, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(order, client, cancellationToken);

    /// <summary>
    /// What happens to a job, its end last; without an end where the server goes down and leaves it in the queue.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="previews">Whether the caller looks at previews.</param>
    /// <param name="gone">The client hung up.</param>
    public async IAsyncEnumerable<JobEvent> FollowAsync(
        Job job,
        bool previews,
        [EnumeratorCancellation] CancellationToken gone
    )
    {
        bool ended = false;
        using CancellationTokenSource leave = CancellationTokenSource.CreateLinkedTokenSource(gone);
        using CancellationTokenRegistration stopping = lifetime.ApplicationStopping.Register(() =>
        {
            if (queue.Find(job.Id)?.State == JobState.Queued)
                leave.Cancel();
        });
        try
        {
            IAsyncEnumerator<JobEvent> events = queue
                .WatchAsync(job.Id, previews, leave.Token)
                .GetAsyncEnumerator(leave.Token);
            await using ConfiguredAsyncDisposable closing = events.ConfigureAwait(false);
            while (await NextAsync(events, gone).ConfigureAwait(false))
            {
                ended = events.Current.Job.HasEnded;
                yield return events.Current;
                if (lifetime.ApplicationStopping.IsCancellationRequested && events.Current.Job.State == JobState.Queued)
                    break;
            }
        }
        finally
        {
            if (!ended && !lifetime.ApplicationStopping.IsCancellationRequested)
                queue.Cancel(job.Id);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<JobEvent> events, CancellationToken gone)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return false;
        } // the server goes down
    }

    /// <summary>A job as it ended, and its pictures; of one that was stopped those that were finished.</summary>
    /// <exception cref="RefusedException">It failed, or was stopped before the first was finished.</exception>
    public async Task<(Job Ended, IReadOnlyList<DrawnPicture> Pictures)> FinishAsync(Job job, CancellationToken gone)
    {
        Job last = job;
        await foreach (JobEvent now in FollowAsync(job, previews: false, gone).ConfigureAwait(false))
            last = now.Job;
        return WhyNot(last) is { } refused ? throw refused : (last, PicturesOf(last));
    }

    /// <summary>Why there are no pictures of an ended job; null if there are.</summary>
    public static RefusedException? WhyNot(Job job) =>
        job.State switch
        {
            JobState.Done => null,
            JobState.Cancelled when job.Pictures.Count > 0 => null, // those that were finished
            JobState.Cancelled => new RefusedException(
                StatusCodes.Status409Conflict,
                "The job was stopped before its pictures were done.",
                code: "cancelled"
            )
            {
                IsFinal = true,
            },
            JobState.Failed => new RefusedException(
                StatusCodes.Status500InternalServerError,
                job.Error ?? "The job failed.",
                code: "job_failed"
            )
            {
                IsFinal = true,
            },
            _ => new RefusedException(
                StatusCodes.Status503ServiceUnavailable,
                "The server is going down; the job waits for its next start.",
                code: "shutting_down"
            ),
        };

    /// <summary>The pictures of a job that is done, in order of their seeds.</summary>
    /// <exception cref="RefusedException">One of them was thrown away for good in the meantime.</exception>
    public IReadOnlyList<DrawnPicture> PicturesOf(Job job) =>
        [
            .. job.Pictures.Select(id =>
                gallery.Find(id) is { } entry && gallery.Png(id) is { } png
                    ? new DrawnPicture(entry, png)
                    : throw new RefusedException(
                        StatusCodes.Status410Gone,
                        "The picture was thrown away.",
                        code: "gone"
                    )
                    {
                        IsFinal = true,
                    }
            ),
        ];

    /// <summary>A job by its name, or null.</summary>
    public Job? Find(Guid id) => queue.Find(id);
}
