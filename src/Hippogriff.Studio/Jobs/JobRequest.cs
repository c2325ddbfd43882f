using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The stored request of a job: <see cref="GenerationOptions"/> and the names of a model and of uploads. It is stored
/// before the response. Missing options are resolved to the model's defaults on acceptance and stored, too. LoRAs have
/// their installed names (<see cref="LoraCatalogue"/>), never paths.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record JobRequest : GenerationOptions
{
    /// <summary>A job for a prompt alone.</summary>
    public JobRequest() { }

    /// <summary>A job with these options.</summary>
    /// <param name="options">The options.</param>
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

    /// <summary>Name of a stored upload to start from, as its upload was answered.</summary>
    public string? Source { get; init; }

    /// <summary>Name of a stored mask, as its upload was answered: white where the source is repainted.</summary>
    public string? Mask { get; init; }

    /// <summary>Whether to keep every step of the pictures, for the page that shows a run as a film.</summary>
    public bool KeepSteps { get; init; } = true;

    /// <summary>
    /// Texts for the files of the pictures beside their settings, by keyword: ComfyUI's graph. Stored apart from the
    /// request, and no part of its JSON.
    /// </summary>
    internal IReadOnlyDictionary<string, string>? Texts { get; init; }
}
