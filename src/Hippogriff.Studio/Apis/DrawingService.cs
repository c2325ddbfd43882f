using System.Runtime.CompilerServices;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Hippogriff.Studio.Apis;

/// <summary>A picture of a finished job.</summary>
/// <param name="Entry">Its gallery entry.</param>
/// <param name="Png">The file.</param>
internal sealed record DrawnPicture(GalleryPicture Entry, byte[] Png)
{
    /// <summary>The file in another format; for PNG, the stored file.</summary>
    public byte[] In(ImageFormat format, int quality) =>
        format == ImageFormat.Png
            ? Png
            : ImageEncoding.Encode(ImageFile.Decode(Png, "the drawn picture"), format, Entry.Settings, quality);
}

/// <summary>
/// For APIs that answer with pictures: enqueues a job and waits for its end. If the client disconnects, the job is
/// cancelled, unless the server is shutting down. Then the job stays in the queue for the next start.
/// It also stays where the drawn pictures cannot be written. The client is told so after some attempts.
/// </summary>
internal sealed class DrawingService(
    IJobQueue queue,
    IGallery gallery,
    TimeProvider clock,
    IHostApplicationLifetime lifetime
)
{
    /// <inheritdoc cref="IJobQueue.EnqueueAsync"/>
    public Task<Job> TakeAsync(JobRequest order, string client, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(order, client, cancellationToken);

    /// <summary>Enqueues a job that goes on from another one, as soon as there is room.</summary>
    public async Task<Job> TakeWithRoomAsync(JobRequest order, string client, CancellationToken gone)
    {
        while (true)
        {
            try
            {
                return await queue.EnqueueAsync(order, client, gone).ConfigureAwait(false);
            }
            catch (QueueFullException) when (!lifetime.ApplicationStopping.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), clock, gone).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// The events of a job, ending with its end. Without an end if the server shuts down and leaves it in the queue,
    /// or if its pictures cannot be written yet.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="previews">Whether the caller needs previews.</param>
    /// <param name="gone">Cancelled when the client disconnects.</param>
    /// <param name="even">Number of previews, spread over the steps, that are decoded whatever they cost.</param>
    public async IAsyncEnumerable<JobEvent> FollowAsync(
        Job job,
        bool previews,
        [EnumeratorCancellation] CancellationToken gone,
        int even = 0
    )
    {
        bool ended = false,
            kept = false;
        using CancellationTokenSource leave = CancellationTokenSource.CreateLinkedTokenSource(gone);
        using CancellationTokenRegistration stopping = lifetime.ApplicationStopping.Register(() =>
        {
            if (queue.Find(job.Id)?.State == JobState.Queued)
                leave.Cancel();
        });
        try
        {
            IAsyncEnumerator<JobEvent> events = queue
                .WatchAsync(job.Id, previews, even, leave.Token)
                .GetAsyncEnumerator(leave.Token);
            await using ConfiguredAsyncDisposable closing = events.ConfigureAwait(false);
            while (await NextAsync(events, gone).ConfigureAwait(false))
            {
                (ended, kept) = (events.Current.Job.HasEnded, events.Current.Job.Unwritten is not null);
                yield return events.Current;
                if (kept)
                    break;
                if (lifetime.ApplicationStopping.IsCancellationRequested && events.Current.Job.State == JobState.Queued)
                    break;
            }
        }
        finally
        {
            if (!ended && !kept && !lifetime.ApplicationStopping.IsCancellationRequested)
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

    /// <summary>
    /// Waits for the end of a job and returns it with its pictures; for a stopped job, the finished ones.
    /// </summary>
    /// <exception cref="RefusedException">It failed, or was stopped before the first picture was finished.</exception>
    public async Task<(Job Ended, IReadOnlyList<DrawnPicture> Pictures)> FinishAsync(Job job, CancellationToken gone)
    {
        Job last = job;
        await foreach (JobEvent now in FollowAsync(job, previews: false, gone).ConfigureAwait(false))
            last = now.Job;
        return WhyNot(last) is { } refused ? throw refused : (last, PicturesOf(last));
    }

    /// <summary>The error for an ended job without pictures; null if there are pictures.</summary>
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
            _ when job.Unwritten is { } fault => fault.OfWaiting(job),
            _ => new RefusedException(
                StatusCodes.Status503ServiceUnavailable,
                "The server is going down; the job waits for its next start.",
                code: "shutting_down"
            ),
        };

    /// <summary>The pictures of a finished job, in order of seeds.</summary>
    /// <exception cref="RefusedException">A picture was permanently deleted in the meantime.</exception>
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
