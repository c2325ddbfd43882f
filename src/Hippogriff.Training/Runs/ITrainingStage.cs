namespace Hippogriff.Training.Runs;

/// <summary>How a stage ended.</summary>
public enum StageEnd
{
    /// <summary>What it makes is there, made now or before.</summary>
    Done,

    /// <summary>There was nothing for it to do; its part of the run goes to those after it.</summary>
    Skipped,

    /// <summary>It was stopped; the run goes on with it another time.</summary>
    Stopped,
}

/// <summary>One stage of a run: makes something in the run's folder, and goes on where it was stopped.</summary>
public interface ITrainingStage
{
    /// <summary>Its name, and the folder of its checkpoints and curve.</summary>
    string Name { get; }

    /// <summary>
    /// Share of what is left of the run that it takes, 0 to 1. The last one takes 1; what comes after a share of 1 is
    /// given no time at all, and only finishes.
    /// </summary>
    double Share { get; }

    /// <summary>Does what is left of it.</summary>
    /// <param name="length">How long it trains; null for not at all.</param>
    /// <param name="share">The part of the run that it is.</param>
    /// <param name="cancellationToken">Stops after the running step.</param>
    /// <exception cref="HippogriffException">It diverged, or a file cannot be written.</exception>
    StageEnd Run(TrainingLength? length, StageShare share, CancellationToken cancellationToken);
}
