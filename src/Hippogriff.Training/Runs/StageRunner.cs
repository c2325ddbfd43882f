using System.Diagnostics;
using Hippogriff.Training.Loop;

namespace Hippogriff.Training.Runs;

/// <summary>Runs or resumes a training loop, writes its curves, and publishes every few minutes.</summary>
public sealed class StageRunner(
    string name,
    string stage,
    string folder,
    ITrainingObserver observer,
    double publishMinutes
)
{
    /// <summary>The stage's share of the run.</summary>
    public StageShare Share { get; set; } = StageShare.Whole;

    /// <summary>The stage's curve; available after <see cref="Begin"/>.</summary>
    public LossCurve Curve { get; private set; } = new(folder, 0);

    /// <summary>The last step of this session; null before the first.</summary>
    public TrainingProgress? Last { get; private set; }

    /// <summary>Resumes from the newest checkpoint; false if there is none.</summary>
    /// <exception cref="HippogriffException">There are checkpoints, but none can be read.</exception>
    public bool Begin<TBatch>(TrainingLoop<TBatch> loop)
    {
        bool resumed = loop.Resume(observer.Note);
        if (resumed)
            observer.Note($"The {stage} goes on from step {loop.State.Step}.");
        if (loop.OtherWorkers is { } sentence)
            observer.Note(sentence);
        Curve = new LossCurve(folder, loop.State.Step);
        loop.Saving += Curve.Keep; // a killed run goes on from the checkpoint, and so does its curve
        return resumed;
    }

    /// <summary>Trains to the end or until cancelled.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="publish">Called every few minutes with the last step's progress.</param>
    /// <param name="cancellationToken">Stops after the running step.</param>
    /// <returns>True when the end was reached.</returns>
    public bool Run<TBatch>(
        TrainingLoop<TBatch> loop,
        Action<TrainingProgress>? publish,
        CancellationToken cancellationToken
    )
    {
        if (!loop.Leads)
            return loop.Run(null, cancellationToken);
        Stopwatch since = Stopwatch.StartNew();
        try
        {
            return loop.Run(
                step =>
                {
                    TrainingProgress progress = Last = Share.Of(step);
                    Curve.Add(progress);
                    observer.Step(progress);
                    if (!progress.IsShared || since.Elapsed.TotalMinutes < publishMinutes)
                        return;
                    Curve.Save($"{name}: {stage}");
                    publish?.Invoke(progress);
                    since.Restart();
                },
                cancellationToken
            );
        }
        finally
        {
            Curve.Save($"{name}: {stage}");
        }
    }
}
