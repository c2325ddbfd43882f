using System.Text.Json.Serialization;
using Hippogriff.Pipelines;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;

namespace Hippogriff.Story.Training;

/// <summary>How a story model is made; <c>story-run.json</c> in its run's folder.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="BatchSize">Plots an update.</param>
/// <param name="Width">Width of the network.</param>
/// <param name="Depth">Its layers.</param>
/// <param name="ComposedPlots">Different composed plots that are learned from.</param>
/// <param name="FilmShare">Share of film plots among those shown, where there are any.</param>
/// <param name="LeastCount">How often a word of the films must come to be one that the model says.</param>
/// <param name="LearningRateSchedule">Learning rate and average.</param>
/// <param name="Corruption">What the model learns to mend; mask only to compare.</param>
/// <param name="Precision">"auto", "float32" or "bfloat16"; a run resolves auto when it begins.</param>
/// <param name="Data">The file of film plots; null for composed plots only.</param>
/// <param name="From">Name or folder of the model whose weights and words it begins with; null for a network that knows
/// nothing.</param>
public sealed record StoryRecipe(
    string Name,
    long Seed = 1,
    int BatchSize = 48,
    int Width = 192,
    int Depth = 4,
    int ComposedPlots = 60_000,
    double FilmShare = 0.5,
    int LeastCount = 4,
    LearningRateSchedule? LearningRateSchedule = null,
    Corruption Corruption = Corruption.Uniform,
    string Precision = WorkingType.Auto,
    string? Data = null,
    string? From = null
)
{
    /// <summary>Learning rate and average; the usual ones where nothing is said.</summary>
    [JsonPropertyName("pace")]
    public LearningRateSchedule LearningRateSchedule { get; init; } =
        LearningRateSchedule ?? new LearningRateSchedule(2e-3, 150);

    internal StoryConfig Config(int words, int conditions) =>
        new(words, conditions, FilmPlots.MostWords, Width, Depth, Corruption: Corruption);

    internal static System.Text.Json.JsonSerializerOptions Json => ModelIndex.Json;
}
