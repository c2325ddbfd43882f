using Hippogriff.Training.Loop;

namespace Hippogriff.Training.Runs;

/// <summary>A stage's share of a run.</summary>
/// <param name="From">Share of the run before it, 0 to 1.</param>
/// <param name="Width">Share of the run for this stage.</param>
public sealed record StageShare(double From, double Width)
{
    /// <summary>The share of a run's only stage.</summary>
    public static StageShare Whole { get; } = new(0, 1);

    /// <summary>Splits this share into a first part, given as a share of its width, and the rest.</summary>
    public (StageShare First, StageShare Second) Split(double share) =>
        (new(From, Width * share), new(From + Width * share, Width * (1 - share)));

    /// <summary>
    /// Converts progress of the stage to progress of the run. Later stages are assumed to take time in proportion to
    /// their shares.
    /// </summary>
    public TrainingProgress Of(TrainingProgress step)
    {
        double share = Math.Min(1, step.Progress),
            stage = share > 0 ? step.State.Seconds / share : 0,
            after = Width > 0 ? Math.Max(0, 1 - From - Width) / Width : 0;
        return step with
        {
            RunProgress = Math.Min(1, From + Width * share),
            RunRemaining = step.Remaining + TimeSpan.FromSeconds(stage * after),
        };
    }
}
