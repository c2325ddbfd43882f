namespace Hippogriff.Training.Loop;

/// <summary>Who watches a training run: a progress bar, a log, a page.</summary>
public interface ITrainingObserver
{
    /// <summary>
    /// A stage begins: one of <see cref="TrainingFolder.Stages"/>, or what another kind of run calls its only one.
    /// </summary>
    void Stage(string name, string description);

    /// <summary>A step is done.</summary>
    void Step(TrainingProgress progress);

    /// <summary>Something to know: a file written, a picture skipped.</summary>
    void Note(string sentence);
}
