namespace Hippogriff.Training.Loop;

/// <summary>Observes a training run: a progress bar, a log or a page.</summary>
public interface ITrainingObserver
{
    /// <summary>
    /// A stage begins: one of <see cref="TrainingFolder.Stages"/>, or the only stage of another kind of run.
    /// </summary>
    void Stage(string name, string description);

    /// <summary>A step is done.</summary>
    void Step(TrainingProgress progress);

    /// <summary>A remark: a file was written, a picture was skipped.</summary>
    void Note(string sentence);
}
