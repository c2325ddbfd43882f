using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The queue of pages and all APIs. An accepted job is on disk before the call returns. It is drawn exactly once and in
/// order, even if the process is killed. Thread-safe.
/// </summary>
public interface IJobQueue
{
    /// <summary>
    /// Accepts a job: validates it against the model and the limits, resolves its seed and stores it.
    /// </summary>
    /// <param name="order">The request.</param>
    /// <param name="client">The client, see <see cref="Job.Client"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="HippogriffException">The request is not valid; the message says what is allowed.</exception>
    /// <exception cref="QueueFullException">Too many jobs of this client or of all clients wait.</exception>
    Task<Job> EnqueueAsync(JobRequest order, string client, CancellationToken cancellationToken = default);

    /// <summary>The job, or null if there is none of that name.</summary>
    Job? Find(Guid id);

    /// <summary>
    /// The latest event of the job, with its newest preview while it runs; null if there is no such job.
    /// </summary>
    JobEvent? Now(Guid id);

    /// <summary>The running job, with its newest preview, and those that wait, in order.</summary>
    IReadOnlyList<JobEvent> Open();

    /// <summary>Jobs that ended, newest first.</summary>
    IReadOnlyList<Job> Ended(int most);

    /// <summary>Stops a job, within one step if it runs. False if it does not exist or has ended.</summary>
    bool Cancel(Guid id);

    /// <summary>
    /// Leaves out the pictures that are drawn at present, within one step; the others of the job are drawn. A job with
    /// no others ends as cancelled. False if it does not run.
    /// </summary>
    bool Skip(Guid id);

    /// <summary>Moves a waiting job to <paramref name="position"/> (0: next). False if it does not wait.</summary>
    bool Move(Guid id, int position);

    /// <summary>
    /// The events of a job, from its current state to its end. A slow watcher misses steps but never the end. Empty if
    /// there is no such job.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="previews">Whether the watcher needs <see cref="JobEvent.Preview"/>. Previews are decoded on the
    /// device only if a watcher needs them; other watchers may receive them too.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    IAsyncEnumerable<JobEvent> WatchAsync(Guid id, bool previews, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="WatchAsync(Guid, bool, CancellationToken)"/>
    /// <param name="id">The job.</param>
    /// <param name="previews">As above.</param>
    /// <param name="even">Number of previews, 0 or more, that are decoded whatever they cost; evenly over the
    /// steps.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    IAsyncEnumerable<JobEvent> WatchAsync(Guid id, bool previews, int even, CancellationToken cancellationToken) =>
        WatchAsync(id, previews, cancellationToken);

    /// <summary>
    /// Raised on any thread when a job was added, moved, started, made a step or ended; for pages that show the queue.
    /// </summary>
    event Action<JobEvent>? Changed;
}

/// <summary>Too many jobs wait; retry later.</summary>
/// <param name="message">One sentence.</param>
/// <param name="retryAfter">When to retry.</param>
public sealed class QueueFullException(string message, TimeSpan retryAfter)
    : HippogriffException(message, FaultKind.Busy),
        IAnswered
{
    /// <summary>When to retry.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>Why, for pages in other languages; null if only the sentence is known.</summary>
    internal QueueRefusal? Refusal { get; init; }

    int IAnswered.Status => StatusCodes.Status429TooManyRequests;

    string? IAnswered.Code => "rate_limit_exceeded";

    TimeSpan? IAnswered.RetryAfter => RetryAfter;
}
