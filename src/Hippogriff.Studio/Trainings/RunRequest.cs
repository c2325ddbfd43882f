using System.Text.Json.Serialization;

namespace Hippogriff.Studio.Trainings;

/// <summary>The request for a training run, as stored.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunRequest
{
    /// <summary>Name of the run and its model: 1 to 40 letters, digits, dashes and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>Name of a dataset, never a path (see <c>/api/v1/datasets</c>).</summary>
    public required string Dataset { get; init; }

    /// <summary>Name of a recipe; null: that of the initial model's run, otherwise the default.</summary>
    public string? Recipe { get; init; }

    /// <summary>Minutes of training, including those before a stop: above 0, at most 100,000.</summary>
    public required double Minutes { get; init; }

    /// <summary>Name of the initial model; null: random weights.</summary>
    public string? From { get; init; }

    /// <summary>
    /// Crops pictures to the nearest aspect-ratio bucket instead of squares, like the recipe's <c>buckets</c>; refused
    /// for scenes.
    /// </summary>
    public bool Buckets { get; init; }
}

/// <summary>Phase of a run.</summary>
public enum RunPhase
{
    /// <summary>Training.</summary>
    Running,

    /// <summary>Stopping: it saves and draws a last sheet.</summary>
    Stopping,

    /// <summary>Stopped by request or by the end of the server; it can be resumed.</summary>
    Stopped,

    /// <summary>All its minutes are trained; it can be resumed with more.</summary>
    Done,

    /// <summary>It failed; <see cref="RunStatus.Error"/> has the reason.</summary>
    Failed,
}

/// <summary>The current status of a run. Immutable; changes make a new instance.</summary>
/// <param name="Order">The request.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Created">When it was created.</param>
public sealed record RunStatus(RunRequest Order, RunPhase Phase, DateTimeOffset Created)
{
    /// <summary>Name of the run.</summary>
    public string Name => Order.Name;

    /// <summary>True while it trains or saves.</summary>
    public bool IsLive => Phase is RunPhase.Running or RunPhase.Stopping;

    /// <summary>When it ended; null while it trains or after an interruption by the server.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>One of "autoencoder", "words" and "denoiser"; null before the first.</summary>
    public string? Stage { get; init; }

    /// <summary>What is trained, in words.</summary>
    public string? About { get; init; }

    /// <summary>Finished steps of the stage.</summary>
    public long Step { get; init; }

    /// <summary>Pictures that the stage has seen.</summary>
    public long Pictures { get; init; }

    /// <summary>Smoothed speed; null while it does not train.</summary>
    public double? PicturesPerSecond { get; init; }

    /// <summary>Smoothed loss of the stage; null before the first step.</summary>
    public double? Loss { get; init; }

    /// <summary>Share of all minutes trained, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>Remaining training time, without the time for sheets and jobs.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Whether it waits between two steps while a job runs.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>One sentence why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Its latest remarks, newest last.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether it has a model.</summary>
    public bool HasModel { get; init; }
}
