using System.Text.Json.Serialization;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The request of a job, stored before it is acknowledged: a <see cref="GenerationRequest"/> whose pictures are names
/// of stored uploads. Unset values take the model's defaults when the job begins.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record JobRequest
{
    /// <inheritdoc cref="GenerationRequest.Prompt"/>
    public required string Prompt { get; init; }

    /// <inheritdoc cref="GenerationRequest.NegativePrompt"/>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Name of an installed model, never a path; null is the default model.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// Seed of the first picture. Resolved when the request is accepted, so that a restarted job draws the same.
    /// </summary>
    public long? Seed { get; init; }

    /// <inheritdoc cref="GenerationRequest.Count"/>
    public int Count { get; init; } = 1;

    /// <inheritdoc cref="GenerationRequest.Steps"/>
    public int? Steps { get; init; }

    /// <inheritdoc cref="GenerationRequest.Sampler"/>
    public string? Sampler { get; init; }

    /// <inheritdoc cref="GenerationRequest.Schedule"/>
    public string? Schedule { get; init; }

    /// <inheritdoc cref="GenerationRequest.Guidance"/>
    public double? Guidance { get; init; }

    /// <inheritdoc cref="GenerationRequest.GuidanceInterval"/>
    public GuidanceInterval? GuidanceInterval { get; init; }

    /// <inheritdoc cref="GenerationRequest.GuidanceRescale"/>
    public double GuidanceRescale { get; init; }

    /// <inheritdoc cref="GenerationRequest.Width"/>
    public int? Width { get; init; }

    /// <inheritdoc cref="GenerationRequest.Height"/>
    public int? Height { get; init; }

    /// <summary>LoRAs, at most 8; null for none.</summary>
    public IReadOnlyList<RequestedLora>? Loras { get; init; }

    /// <summary>Name of a stored upload to start from (<see cref="IUploads"/>).</summary>
    public string? Source { get; init; }

    /// <summary>Name of a stored mask (<see cref="IUploads"/>): white where the source is repainted.</summary>
    public string? Mask { get; init; }

    /// <inheritdoc cref="GenerationRequest.Strength"/>
    public double Strength { get; init; } = 0.6;

    /// <inheritdoc cref="GenerationRequest.MaskBlur"/>
    public int MaskBlur { get; init; }

    /// <summary>Whether to keep every step of the pictures, for the page that replays a run.</summary>
    public bool KeepSteps { get; init; } = true;
}
