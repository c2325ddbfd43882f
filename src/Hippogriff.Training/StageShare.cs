using Hippogriff.Training.Loop;

namespace Hippogriff.Training;

/// <summary>The part of a run that one stage is.</summary>
/// <param name="From">Share of the run that is done before it, 0 to 1.</param>
/// <param name="Width">Share of the run that it is.</param>
public sealed record StageShare(double From, double Width)
{
    /// <summary>A run of one stage.</summary>
    public static StageShare Whole { get; } = new(0, 1);

    /// <summary>The first part of this one, of a share of its width, and the rest.</summary>
    public (StageShare First, StageShare Second) Split(double share) =>
        (new(From, Width * share), new(From + Width * share, Width * (1 - share)));

    /// <summary>
    /// A step of the stage as a step of the run. What comes after the stage is taken to cost as much time as the stage
    /// does, share for share.
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
