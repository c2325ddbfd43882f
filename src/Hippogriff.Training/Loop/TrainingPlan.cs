using Hippogriff.Training.Optimisation;

namespace Hippogriff.Training.Loop;

/// <summary>Length and settings of a training loop.</summary>
/// <param name="Steps">Ends after this many steps; null to use <paramref name="Minutes"/>.</param>
/// <param name="Minutes">Ends after this much time in steps, including earlier sessions of the run.</param>
/// <param name="LearningRateSchedule">Learning rate and average.</param>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="CheckpointMinutes">Minutes between checkpoints; there is always one at the end.</param>
public sealed record TrainingPlan(
    long? Steps,
    double? Minutes,
    LearningRateSchedule LearningRateSchedule,
    long Seed = 0,
    double CheckpointMinutes = 2
);
