using System.Text.Json.Serialization;

namespace Hippogriff.Studio.Trainings;

/// <summary>What a training run is asked for, and what is written down of it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunRequest
{
    /// <summary>
    /// Name of the run and of the model that comes of it: 1 to 40 letters, digits, dashes and underscores.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Name of a dataset, never a path (see <c>/api/v1/datasets</c>).</summary>
    public required string Dataset { get; init; }

    /// <summary>Name of a recipe; null: that of the run whose model it begins from, else the usual one.</summary>
    public string? Recipe { get; init; }

    /// <summary>Minutes of training, those before a stop among them: above 0, at most 100,000.</summary>
    public required double Minutes { get; init; }

    /// <summary>Name of the model to begin from; null: random weights.</summary>
    public string? From { get; init; }

    /// <summary>
    /// Cuts pictures to the nearest of a few proportions instead of squares, as the recipe's <c>buckets</c> does;
    /// refused for scenes.
    /// </summary>
    public bool Buckets { get; init; }
}

/// <summary>Where a run stands.</summary>
public enum RunPhase
{
    /// <summary>It trains.</summary>
    Running,

    /// <summary>It was asked to stop; it saves and draws a last sheet.</summary>
    Stopping,

    /// <summary>It stands still, by request or because the server went down, and can go on.</summary>
    Stopped,

    /// <summary>All its minutes are trained; it can go on with more.</summary>
    Done,

    /// <summary>It ended with a fault; <see cref="RunStatus.Error"/> says which.</summary>
    Failed,
}

/// <summary>A run as it is now. Immutable: every change makes another one.</summary>
/// <param name="Order">What was asked for.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Created">When it was asked for.</param>
public sealed record RunStatus(RunRequest Order, RunPhase Phase, DateTimeOffset Created)
{
    /// <summary>Name of the run.</summary>
    public string Name => Order.Name;

    /// <summary>True while it trains or saves.</summary>
    public bool IsLive => Phase is RunPhase.Running or RunPhase.Stopping;

    /// <summary>When it stopped, was done or failed; null while it trains and where the server went down.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>One of "autoencoder", "words" and "denoiser"; null before the first.</summary>
    public string? Stage { get; init; }

    /// <summary>What is trained, in words.</summary>
    public string? About { get; init; }

    /// <summary>Finished steps of the stage.</summary>
    public long Step { get; init; }

    /// <summary>Pictures that the stage has seen.</summary>
    public long Pictures { get; init; }

    /// <summary>Smoothed speed; null while it stands still.</summary>
    public double? PicturesPerSecond { get; init; }

    /// <summary>Smoothed loss of the stage; null before the first step.</summary>
    public double? Loss { get; init; }

    /// <summary>Share of all minutes that are trained, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>Minutes of training that are left; drawing sheets and pictures comes on top.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>It waits between two steps while a picture is drawn.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>One sentence why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>What it had to say last, the newest last.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>There is a model to draw with.</summary>
    public bool HasModel { get; init; }
}
