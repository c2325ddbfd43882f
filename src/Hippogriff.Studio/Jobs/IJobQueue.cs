using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The one queue of pages and all APIs. What it has taken is on disk before it answers, and is drawn exactly once, in
/// order, whatever happens to the process. Safe for any thread.
/// </summary>
public interface IJobQueue
{
    /// <summary>Takes a job: checks it against the model and the limits, resolves its seed, writes it down.</summary>
    /// <param name="order">What to draw.</param>
    /// <param name="client">Who asks, see <see cref="Job.Client"/>.</param>
    /// <param name="cancellationToken">Stops the taking.</param>
    /// <exception cref="HippogriffException">It asks for something impossible; the message says what is
    /// allowed.</exception>
    /// <exception cref="QueueFullException">Too many jobs wait, of this client or of all.</exception>
    Task<Job> EnqueueAsync(JobRequest order, string client, CancellationToken cancellationToken = default);

    /// <summary>The job, or null if there is none of that name.</summary>
    Job? Find(Guid id);

    /// <summary>
    /// The last thing that happened to the job, with its newest preview while it runs, or null if there is none of
    /// that name.
    /// </summary>
    JobEvent? Now(Guid id);

    /// <summary>The running job, with its newest preview, and those that wait, in order.</summary>
    IReadOnlyList<JobEvent> Open();

    /// <summary>Jobs that ended, newest first.</summary>
    IReadOnlyList<Job> Ended(int most);

    /// <summary>Stops a job: within one step when it runs. False if there is none or it has ended.</summary>
    bool Cancel(Guid id);

    /// <summary>
    /// Puts a waiting job behind <paramref name="position"/> others that wait (0: next). False if it does not wait.
    /// </summary>
    bool Move(Guid id, int position);

    /// <summary>
    /// What happens to the job: first what is, last its end. A slow watcher misses steps, never the end. Empty if
    /// there is no such job.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="previews">Whether its watcher looks at <see cref="JobEvent.Preview"/>. They are decoded on the
    /// device, so only while somebody does; whoever does not may get them all the same.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    IAsyncEnumerable<JobEvent> WatchAsync(Guid id, bool previews, CancellationToken cancellationToken = default);

    /// <summary>
    /// Raised, on any thread, when a job came, moved, began, made a step or ended; for pages that show the queue.
    /// </summary>
    event Action<JobEvent>? Changed;
}

/// <summary>Too many jobs wait: ask again later.</summary>
/// <param name="message">One sentence.</param>
/// <param name="retryAfter">When it is worth asking again.</param>
public sealed class QueueFullException(string message, TimeSpan retryAfter)
    : HippogriffException(message, FaultKind.Busy),
        IAnswered
{
    /// <summary>When it is worth asking again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;

    int IAnswered.Status => StatusCodes.Status429TooManyRequests;

    string? IAnswered.Code => "rate_limit_exceeded";

    TimeSpan? IAnswered.RetryAfter => RetryAfter;
}
