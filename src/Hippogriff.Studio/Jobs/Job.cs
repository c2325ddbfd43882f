namespace Hippogriff.Studio.Jobs;

/// <summary>State of a job.</summary>
public enum JobState
{
    /// <summary>Waiting.</summary>
    Queued,

    /// <summary>Being drawn.</summary>
    Running,

    /// <summary>All its pictures are in the gallery.</summary>
    Done,

    /// <summary>
    /// It ended before its last picture; <see cref="Job.Error"/> has the reason. Finished pictures are in the gallery.
    /// </summary>
    Failed,

    /// <summary>It was stopped by a user. Finished pictures are in the gallery.</summary>
    Cancelled,
}

/// <summary>A stored job. Immutable; changes make a new instance.</summary>
/// <param name="Id">Its id, hard to guess.</param>
/// <param name="Client">The client, for limits: a key's name, an address or a page's circuit.</param>
/// <param name="Order">The request with a resolved seed.</param>
/// <param name="State">Its state.</param>
/// <param name="Created">When it was accepted.</param>
public sealed record Job(Guid Id, string Client, JobRequest Order, JobState State, DateTimeOffset Created)
{
    /// <summary>Who it belongs to; empty where nobody is told apart.</summary>
    public string Owner { get; init; } = "";

    /// <summary>When it last started.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it was done, failed or cancelled.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>One sentence why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// Warnings, one sentence each, about unknown words and words beyond the model's limit. Known once it has ended
    /// with pictures; empty if there are none.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Its pictures in the gallery, in order of seeds; empty until it has ended.</summary>
    public IReadOnlyList<long> Pictures { get; init; } = [];

    /// <summary>
    /// Why its pictures, or those of the job before it, cannot be written at present; null if nothing hinders them.
    /// Only in memory.
    /// </summary>
    internal WritingFault? Unwritten { get; init; }

    /// <summary>True if the job has reached its final state.</summary>
    public bool HasEnded => State is JobState.Done or JobState.Failed or JobState.Cancelled;
}

/// <summary>An event of a job, for watchers.</summary>
/// <param name="Job">The current job.</param>
/// <param name="Position">Number of jobs before it, including the running one; 0 if it runs or has ended.</param>
/// <param name="Step">Finished steps.</param>
/// <param name="Steps">All steps; 0 until it runs.</param>
/// <param name="Remaining">Estimated remaining time, if known.</param>
/// <param name="Preview">The denoised preview of its first picture as PNG, if the step has a new one.</param>
/// <param name="Noisy">The noisy picture of the same step as PNG; null without a preview.</param>
public sealed record JobEvent(
    Job Job,
    int Position,
    int Step = 0,
    int Steps = 0,
    TimeSpan? Remaining = null,
    ReadOnlyMemory<byte>? Preview = null,
    ReadOnlyMemory<byte>? Noisy = null
);
