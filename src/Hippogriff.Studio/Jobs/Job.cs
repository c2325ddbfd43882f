namespace Hippogriff.Studio.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>It is being drawn.</summary>
    Running,

    /// <summary>All its pictures are in the gallery.</summary>
    Done,

    /// <summary>
    /// It ended before its last picture; <see cref="Job.Error"/> says why. What was finished is in the gallery.
    /// </summary>
    Failed,

    /// <summary>Somebody stopped it. What was finished is in the gallery.</summary>
    Cancelled,
}

/// <summary>A job as it is written down. Immutable: every change makes another one.</summary>
/// <param name="Id">Its name, hard to guess.</param>
/// <param name="Client">Who asked, for limits: a key's name, an address or a page's circuit.</param>
/// <param name="Order">What to draw; its seed is resolved.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Created">When it was taken.</param>
public sealed record Job(Guid Id, string Client, JobRequest Order, JobState State, DateTimeOffset Created)
{
    /// <summary>When it began to be drawn for the last time.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it was done, failed or cancelled.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>One sentence why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// What was drawn otherwise than it was ordered, a sentence each: words that the model does not know, and words
    /// after the last that it reads. Known once it has ended with pictures; empty if all was followed.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Its pictures in the gallery, in order of their seeds; empty until it has ended.</summary>
    public IReadOnlyList<long> Pictures { get; init; } = [];

    /// <summary>True when nothing more will happen to it.</summary>
    public bool HasEnded => State is JobState.Done or JobState.Failed or JobState.Cancelled;
}

/// <summary>Something that happened to a job, as watchers are told.</summary>
/// <param name="Job">The job as it is now.</param>
/// <param name="Position">Jobs before it, the running one among them; 0 when it runs or has ended.</param>
/// <param name="Step">Finished steps.</param>
/// <param name="Steps">All steps; 0 until it runs.</param>
/// <param name="Remaining">Time until it is done, where it can be estimated.</param>
/// <param name="Preview">The clean guess of its first picture as PNG, where the step brought a new one.</param>
public sealed record JobEvent(
    Job Job,
    int Position,
    int Step = 0,
    int Steps = 0,
    TimeSpan? Remaining = null,
    ReadOnlyMemory<byte>? Preview = null
);
