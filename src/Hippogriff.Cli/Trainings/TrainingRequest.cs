using Hippogriff.Training;
using Hippogriff.Training.Loop;

namespace Hippogriff.Cli.Trainings;

/// <summary>What <c>hippogriff train</c> asks for; unset values are the recipe's.</summary>
internal sealed record TrainingRequest
{
    /// <summary>Folder of captioned pictures, or of sprites from which scenes are composed.</summary>
    public required string Data { get; init; }

    /// <summary>Folder of the run: checkpoints, sheets, loss curves, and the model.</summary>
    public required string Out { get; init; }

    /// <summary>JSON file with the recipe; null for the built-in one.</summary>
    public string? Recipe { get; init; }

    /// <summary>Name or folder of a model to begin from; null for random weights.</summary>
    public string? From { get; init; }

    /// <summary>Rank of a LoRA that is trained for the model of <see cref="From"/>; null for a whole model.</summary>
    public int? Lora { get; init; }

    /// <summary>A word of the model's that a LoRA's new words begin like.</summary>
    public string? Like { get; init; }

    /// <summary>Pictures that the model draws to hold on to what it knows, while a LoRA is trained.</summary>
    public int? Prior { get; init; }

    /// <summary>False to leave captions out.</summary>
    public bool Captions { get; init; } = true;

    /// <summary>True to cut pictures to the nearest of a few proportions instead of squares.</summary>
    public bool Buckets { get; init; }

    /// <summary>Side of the pictures in pixels.</summary>
    public int? Size { get; init; }

    public required TrainingLength Length { get; init; }

    public int? BatchSize { get; init; }

    public double? LearningRate { get; init; }

    public long? Seed { get; init; }

    /// <summary>
    /// Goes on from the last good checkpoint in <see cref="Out"/>, with the recipe that the run began with.
    /// </summary>
    public bool Resume { get; init; }

    public required string Device { get; init; }
}

/// <summary>How a training ended.</summary>
/// <param name="Model">Folder of the model, or file of the LoRA; null where the run was stopped before there was
/// one.</param>
/// <param name="Finished">False where it was stopped early; everything is saved.</param>
internal sealed record TrainingEnd(string? Model, bool Finished);

/// <summary>Trains until the order is done or <paramref name="stop"/> asks to save and end.</summary>
/// <exception cref="HippogriffException">The data cannot be used, or the run diverged; the message says why and what to
/// do.</exception>
internal delegate Task<TrainingEnd> RunTraining(
    TrainingRequest order,
    ITrainingObserver observer,
    CancellationToken stop
);
