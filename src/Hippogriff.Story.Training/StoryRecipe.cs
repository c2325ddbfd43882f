using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Files;
using Hippogriff.Pipelines;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;

namespace Hippogriff.Story.Training;

/// <summary>Training settings of a story model; <c>story-run.json</c> in its run's folder.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="BatchSize">Plots per update.</param>
/// <param name="Width">Width of the network.</param>
/// <param name="Depth">Number of layers.</param>
/// <param name="ComposedPlots">Number of distinct composed plots.</param>
/// <param name="FilmShare">Share of film plots in training, if there are any.</param>
/// <param name="LeastCount">Minimum count of a film word for the model's vocabulary.</param>
/// <param name="LearningRateSchedule">Learning rate and average.</param>
/// <param name="Corruption">Type of corruption; mask is for comparison only.</param>
/// <param name="Precision">"auto", "float32" or "bfloat16"; auto is resolved at the start of a run.</param>
/// <param name="Data">The file of film plots; null for composed plots only.</param>
/// <param name="From">Name or folder of the initial model, whose weights and words are used; null for random
/// weights.</param>
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
) : IRunPlan<StoryRecipe>
{
    /// <summary>Name of the file in a run's folder.</summary>
    public const string FileName = "story-run.json";

    /// <summary>Learning rate and average; has a default.</summary>
    [JsonPropertyName("pace")]
    public LearningRateSchedule LearningRateSchedule { get; init; } =
        LearningRateSchedule ?? new LearningRateSchedule(2e-3, 150);

    internal StoryConfig Config(int words, int conditions) =>
        new(words, conditions, FilmPlots.MostWords, Width, Depth, Corruption: Corruption);

    static string IRunPlan<StoryRecipe>.FileName => FileName;

    static string IRunPlan<StoryRecipe>.RunName => "story training";

    static StoryRecipe IRunPlan<StoryRecipe>.ReadPlan(string file) =>
        JsonText.ReadFile<StoryRecipe>(file, ModelIndex.Json, fault => $"'{file}' cannot be read: {fault}.");

    static void IRunPlan<StoryRecipe>.RequireFree(string folder) => RunLock.RequireEmpty(folder, "the training");

    StoryRecipe IRunPlan<StoryRecipe>.WithPrecision(string precision) => this with { Precision = precision };

    byte[] IRunPlan<StoryRecipe>.WritePlan() => JsonSerializer.SerializeToUtf8Bytes(this, ModelIndex.Json);
}
