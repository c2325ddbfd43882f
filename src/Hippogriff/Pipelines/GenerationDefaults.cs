using System.Text.Json.Serialization;

namespace Hippogriff.Pipelines;

/// <summary>A model's default settings, part of its model_index.json.</summary>
public sealed record GenerationDefaults
{
    /// <summary>Number of sampling steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Name of the sampler.</summary>
    public required string Sampler { get; init; }

    /// <summary>Name of the schedule.</summary>
    public required string Schedule { get; init; }

    /// <summary>Scale of classifier-free guidance; 1 for a model without it.</summary>
    public required double Guidance { get; init; }

    /// <summary>Width in pixels of the training pictures.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels of the training pictures.</summary>
    public required int Height { get; init; }

    /// <summary>The times at which guidance is applied; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GuidanceInterval? GuidanceInterval { get; init; }

    /// <summary>Guidance as an input of the network; null for a model without it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EmbeddedGuidance { get; init; }
}
