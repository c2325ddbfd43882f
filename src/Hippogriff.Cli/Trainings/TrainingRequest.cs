using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;
using Hippogriff.Training.Workers;

namespace Hippogriff.Cli.Trainings;

/// <summary>The options of <c>hippogriff train</c>; unset values come from the recipe.</summary>
internal sealed record TrainingRequest
{
    /// <summary>Folder of captioned pictures, or of sprites from which scenes are composed.</summary>
    public required string Data { get; init; }

    /// <summary>Folder of the run: checkpoints, sheets, loss curves, and the model.</summary>
    public required string Out { get; init; }

    /// <summary>JSON file with the recipe; null for the built-in one.</summary>
    public string? Recipe { get; init; }

    /// <summary>JSON file of the world that scenes are composed of; null for the recipe's.</summary>
    public string? World { get; init; }

    /// <summary>Name or folder of a model to start from; null for random weights.</summary>
    public string? From { get; init; }

    /// <summary>Rank of a LoRA to train for the model of <see cref="From"/>; null for a full model.</summary>
    public int? Lora { get; init; }

    /// <summary>A word of the model that initialises a LoRA's new words.</summary>
    public string? Like { get; init; }

    /// <summary>Number of prior-preservation pictures that the model draws for LoRA training.</summary>
    public int? Prior { get; init; }

    /// <summary>False to ignore captions.</summary>
    public bool Captions { get; init; } = true;

    /// <summary>True to crop pictures to the nearest aspect-ratio bucket instead of squares.</summary>
    public bool Buckets { get; init; }

    /// <summary>Side of the pictures in pixels.</summary>
    public int? Size { get; init; }

    public required TrainingLength Length { get; init; }

    public int? BatchSize { get; init; }

    public double? LearningRate { get; init; }

    public long? Seed { get; init; }

    /// <summary>Resumes from the last good checkpoint in <see cref="Out"/> with the run's original recipe.</summary>
    public bool Resume { get; init; }

    /// <summary>Number of processes to start; null for this one.</summary>
    public int? Workers { get; init; }

    /// <summary>Updates between two averages of the workers' networks; null for gradients in every update.</summary>
    public int? AverageEvery { get; init; }

    /// <summary>With whom this process trains.</summary>
    public WorkerPlan Group { get; init; } = WorkerPlan.Alone;

    public required string Device { get; init; }
}

/// <summary>How a training ended.</summary>
/// <param name="Model">Folder of the model, or file of the LoRA; null if the run was stopped before there was
/// one.</param>
/// <param name="Finished">False if it was stopped early; everything is saved.</param>
internal sealed record TrainingEnd(string? Model, bool Finished);

/// <summary>Trains until it is done or <paramref name="stop"/> asks to save and end.</summary>
/// <exception cref="HippogriffException">The data cannot be used, or the run diverged; the message gives the reason and
/// a remedy.</exception>
internal delegate Task<TrainingEnd> RunTraining(
    TrainingRequest order,
    ITrainingObserver observer,
    CancellationToken stop
);
