using System.Text.Json.Serialization;

namespace Hippogriff.Pipelines;

/// <summary>
/// A model's own default settings, part of its model_index.json. Where the interval of guidance is left out, it is the
/// whole way.
/// </summary>
public sealed record GenerationDefaults
{
    /// <summary>Number of sampling steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Name of the sampler.</summary>
    public required string Sampler { get; init; }

    /// <summary>Name of the schedule.</summary>
    public required string Schedule { get; init; }

    /// <summary>Scale of classifier-free guidance; 1 for a model that takes none.</summary>
    public required double Guidance { get; init; }

    /// <summary>Width in pixels of what the model was trained to draw.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels of what the model was trained to draw.</summary>
    public required int Height { get; init; }

    /// <summary>Where on the way guidance acts; null for the whole way.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GuidanceInterval? GuidanceInterval { get; init; }

    /// <summary>Guidance that is an input of the network; null for a model whose network takes none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EmbeddedGuidance { get; init; }
}
