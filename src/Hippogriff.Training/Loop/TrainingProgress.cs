using Hippogriff.Training.Checkpoints;

namespace Hippogriff.Training.Loop;

/// <summary>One finished step, for progress bars and curves.</summary>
/// <param name="State">State of the run.</param>
/// <param name="Loss">Loss of this step.</param>
/// <param name="GradientNorm">Gradient norm before clipping.</param>
/// <param name="LearningRate">Learning rate of this step.</param>
/// <param name="PicturesPerSecond">Smoothed speed.</param>
/// <param name="Progress">Finished share of the stage, 0 to 1.</param>
/// <param name="Remaining">Estimated remaining time of the stage.</param>
public sealed record TrainingProgress(
    TrainingState State,
    double Loss,
    double GradientNorm,
    double LearningRate,
    double PicturesPerSecond,
    double Progress,
    TimeSpan Remaining
)
{
    /// <summary>Finished share of the whole run with all stages, 0 to 1; never decreases.</summary>
    public double RunProgress { get; init; } = Progress;

    /// <summary>Estimated remaining time of the whole run.</summary>
    public TimeSpan RunRemaining { get; init; } = Remaining;

    /// <summary>
    /// Smoothed share of the processor's peak rate of multiply-adds in the run's data type; null before it is known,
    /// and on GPUs.
    /// </summary>
    public double? PeakShare { get; init; }

    /// <summary>Smoothed share of the time that waits for batches, 0 to 1.</summary>
    public double Waited { get; init; }

    /// <summary>Whether all workers have these weights; false between two averages.</summary>
    public bool IsShared { get; init; } = true;
}
