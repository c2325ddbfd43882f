using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// What a job is to draw, as it is written down before it is answered: <see cref="GenerationOptions"/>, and the names
/// of a model and of stored uploads. What it leaves open is the model's when it is taken, and is written down with it.
/// LoRAs are named as they are installed (<see cref="LoraCatalogue"/>), never by a path.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record JobRequest : GenerationOptions
{
    /// <summary>A job for a prompt alone.</summary>
    public JobRequest() { }

    /// <summary>A job with these options.</summary>
    /// <param name="options">What to draw and how.</param>
    [SetsRequiredMembers]
    public JobRequest(GenerationOptions options)
        : base(options) => Prompt = options.Prompt;

    /// <inheritdoc/>
    public override required string Prompt
    {
        get => base.Prompt;
        init => base.Prompt = value;
    }

    /// <summary>Name of an installed model, never a path; null is the default model.</summary>
    public string? Model { get; init; }

    /// <summary>Name of a stored upload to start from (<see cref="IUploads"/>).</summary>
    public string? Source { get; init; }

    /// <summary>Name of a stored mask (<see cref="IUploads"/>): white where the source is repainted.</summary>
    public string? Mask { get; init; }

    /// <summary>Keeps every step of the pictures, for the page that shows a run as a film.</summary>
    public bool KeepSteps { get; init; } = true;
}
