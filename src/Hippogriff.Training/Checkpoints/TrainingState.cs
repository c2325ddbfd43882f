namespace Hippogriff.Training.Checkpoints;

/// <summary>
/// The state of a run. Together with the flat parameter vectors it is all that resuming needs: noise, dropout and data
/// order are functions of the step.
/// </summary>
/// <param name="Step">Finished steps.</param>
/// <param name="Samples">Pictures seen.</param>
/// <param name="Seconds">Time spent in steps.</param>
/// <param name="SmoothLoss">Smoothed loss.</param>
/// <param name="BestLoss">Lowest smoothed loss.</param>
public sealed record TrainingState(
    long Step = 0,
    long Samples = 0,
    double Seconds = 0,
    double SmoothLoss = 0,
    double BestLoss = double.PositiveInfinity
)
{
    /// <summary>Processes that made the last update together.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Updates between their averages; 1 where they average gradients.</summary>
    public int AverageEvery { get; init; } = 1;
}
