namespace Hippogriff.Training.Runs;

/// <summary>How a stage ended.</summary>
public enum StageEnd
{
    /// <summary>Its result exists, from now or from before.</summary>
    Done,

    /// <summary>There was nothing to do; its share of the run goes to later stages.</summary>
    Skipped,

    /// <summary>It was stopped, and can be resumed.</summary>
    Stopped,
}

/// <summary>One resumable stage of a run, which writes a result into the run's folder.</summary>
public interface ITrainingStage
{
    /// <summary>Its name, and the folder of its checkpoints and curve.</summary>
    string Name { get; }

    /// <summary>
    /// Its share of the rest of the run, 0 to 1. The last one has 1; a stage after a share of 1 gets no time and only
    /// finishes.
    /// </summary>
    double Share { get; }

    /// <summary>Runs the rest of the stage.</summary>
    /// <param name="length">How long to train; null for not at all.</param>
    /// <param name="share">Its share of the run.</param>
    /// <param name="cancellationToken">Stops after the running step.</param>
    /// <exception cref="HippogriffException">It diverged, or a file cannot be written.</exception>
    StageEnd Run(TrainingLength? length, StageShare share, CancellationToken cancellationToken);
}
