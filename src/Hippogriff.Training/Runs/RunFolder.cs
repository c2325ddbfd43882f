using Hippogriff.Files;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Workers;
using static TorchSharp.torch;

namespace Hippogriff.Training.Runs;

/// <summary>
/// The folder of a run, locked by one process at a time. Stages run in order. A stopped stage is resumed from its last
/// checkpoint, even if its process was killed.
/// </summary>
/// <param name="path">The folder.</param>
/// <param name="observer">Receives every step.</param>
/// <param name="clock">Clock for the run's log; null for the system's.</param>
public class RunFolder(string path, ITrainingObserver observer, TimeProvider? clock = null)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>Receives every step.</summary>
    public ITrainingObserver Observer { get; } = observer;

    /// <summary>Tells the time.</summary>
    public TimeProvider Clock { get; } = clock ?? TimeProvider.System;

    /// <summary>With whom the run is trained.</summary>
    public WorkerPlan Workers { get; private protected set; } = WorkerPlan.Alone;

    /// <summary>Path of something in the folder.</summary>
    public string At(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>Runs the stages to the end or until cancelled.</summary>
    /// <param name="stages">Returns the stages in order, called once the folder is locked; its exceptions end the
    /// run.</param>
    /// <param name="length">Length of the whole run.</param>
    /// <param name="cancellationToken">Stops after the running step.</param>
    /// <returns>True when the end was reached.</returns>
    /// <exception cref="HippogriffException">Another program trains in the folder, or a stage failed.</exception>
    public bool Train(
        Func<IReadOnlyList<ITrainingStage>> stages,
        TrainingLength length,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(Path);
        using RunLock held = RunLock.Take(Path);
        (TrainingLength? left, StageShare share) = (length, StageShare.Whole);
        foreach (ITrainingStage stage in stages())
        {
            WorkerFolder.Share(Workers, Path);
            (TrainingLength? now, TrainingLength? later) = left is null ? (null, null) : Cut(left, stage.Share);
            (StageShare before, StageShare behind) = share.Split(stage.Share);
            switch (stage.Run(now, before, cancellationToken))
            {
                case StageEnd.Stopped:
                    return false;
                case StageEnd.Done:
                    (left, share) = (stage.Share < 1 ? later : null, behind);
                    break;
            }
        }
        return true;
    }

    private static (TrainingLength?, TrainingLength?) Cut(TrainingLength length, double share) => length.Split(share);

    /// <summary>The loop of a stage, with its checkpoints in the stage's folder.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="objective">What is learned.</param>
    /// <param name="plan">Length and settings.</param>
    public TrainingLoop<TBatch> LoopOf<TBatch>(ITrainingStage stage, IObjective<TBatch> objective, TrainingPlan plan) =>
        new(objective, plan, new CheckpointFolder(At(stage.Name)), Clock, Workers);

    /// <summary>Runs the loop of a stage.</summary>
    /// <param name="run">Name of the run, for the titles of curves.</param>
    /// <param name="stage">The stage, whose folder has its name.</param>
    /// <param name="publishMinutes">Minutes between publications.</param>
    /// <param name="share">The stage's share of the run.</param>
    public StageRunner RunnerOf(string run, ITrainingStage stage, double publishMinutes, StageShare share) =>
        new(run, stage.Name, At(stage.Name), Observer, publishMinutes) { Share = share };
}

/// <summary>A run's folder with its plan.</summary>
/// <typeparam name="TPlan">The plan's type.</typeparam>
public sealed class RunFolder<TPlan> : RunFolder
    where TPlan : IRunPlan<TPlan>
{
    private RunFolder(TPlan plan, string path, ITrainingObserver observer, TimeProvider? clock)
        : base(path, observer, clock) => Plan = plan;

    /// <summary>The plan of the run.</summary>
    public TPlan Plan { get; private set; }

    /// <summary>Whether a folder holds such a run.</summary>
    public static bool IsIn(string folder) => File.Exists(System.IO.Path.Combine(folder, TPlan.FileName));

    /// <summary>The plan of the run in a folder.</summary>
    /// <exception cref="HippogriffException">It holds no such run, or the plan cannot be read.</exception>
    public static TPlan PlanOf(string folder) =>
        IsIn(folder)
            ? TPlan.ReadPlan(System.IO.Path.Combine(folder, TPlan.FileName))
            : throw new HippogriffException(
                $"'{folder}' holds no {TPlan.RunName} to resume; leave --resume out to begin one.",
                FaultKind.NotFound
            );

    /// <summary>Begins a run in an empty or new folder.</summary>
    /// <exception cref="HippogriffException">The folder holds a run already, or something else that is in its
    /// way.</exception>
    public static RunFolder<TPlan> Begin(
        TPlan plan,
        string folder,
        ITrainingObserver observer,
        TimeProvider? clock = null,
        WorkerPlan? workers = null
    )
    {
        if (IsIn(folder))
            throw new HippogriffException(
                $"'{folder}' holds a {TPlan.RunName} already; add --resume to resume it, or choose another folder."
            );
        TPlan.RequireFree(folder);
        RunFolder<TPlan> run = new(plan, folder, observer, clock) { Workers = workers ?? WorkerPlan.Alone };
        run.Keep();
        return run;
    }

    /// <summary>Resumes the run in a folder.</summary>
    /// <exception cref="HippogriffException">It holds none, or its plan cannot be read.</exception>
    public static RunFolder<TPlan> Resume(
        string folder,
        ITrainingObserver observer,
        TimeProvider? clock = null,
        WorkerPlan? workers = null
    ) => new(PlanOf(folder), folder, observer, clock) { Workers = workers ?? WorkerPlan.Alone };

    /// <summary>
    /// Resolves the plan's data type if it is open, and stores it. Runs of earlier versions get theirs on resuming.
    /// </summary>
    public void Resolve(Device device)
    {
        if (Plan.Precision != WorkingType.Auto)
            return;
        // What the first worker measured holds for all.
        bool isExact = WorkingType.Resolve(Plan.Precision, device) == WorkingType.Float32;
        Span<double> first = [isExact ? 1 : 0];
        Workers.OfFirst(first);
        Plan = Plan.WithPrecision(first[0] > 0 ? WorkingType.Float32 : WorkingType.BFloat16);
        Keep();
    }

    /// <summary>Trains with others from now on, in the data type of the first.</summary>
    public void ShareWith(WorkerPlan workers)
    {
        Workers = workers;
        if (!workers.IsShared)
            return;
        Span<double> isExact = [Plan.Precision == WorkingType.Float32 ? 1 : 0];
        workers.OfFirst(isExact);
        Plan = Plan.WithPrecision(isExact[0] > 0 ? WorkingType.Float32 : WorkingType.BFloat16);
        Keep();
    }

    /// <summary>The data type of networks in training; notes if it is slow.</summary>
    public ScalarType TypeOn(Device device)
    {
        Resolve(device);
        if (WorkingType.Remark(Plan.Precision, device) is { } slow)
            Observer.Note(slow);
        return WorkingType.Choose(Plan.Precision, device);
    }

    private void Keep() => AtomicFile.Write(At(TPlan.FileName), Plan.WritePlan());
}
