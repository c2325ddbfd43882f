using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Data.Examples;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;
using Hippogriff.Training.Workers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Distillation;

/// <summary>
/// Distils a model to fewer steps without guidance. The folder has <c>distillation.json</c>, <c>student/</c> with
/// checkpoints and curves, <c>sheets/</c> and <c>model/</c>.
/// </summary>
public sealed class DistillationRun
{
    private readonly RunFolder<DistillationPlan> _run;
    private readonly DistillationStage _stage;

    private DistillationRun(RunFolder<DistillationPlan> run, IExampleSource source, string device) =>
        (_run, _stage) = (run, new DistillationStage(run, source, device));

    /// <summary>Begins a run in an empty or new folder.</summary>
    /// <exception cref="HippogriffException">The folder is not empty.</exception>
    public static DistillationRun Begin(
        DistillationPlan plan,
        IExampleSource source,
        string folder,
        string device,
        ITrainingObserver observer,
        WorkerPlan? workers = null
    ) => new(RunFolder<DistillationPlan>.Begin(plan, folder, observer, workers: workers), source, device);

    /// <summary>Resumes the run in <paramref name="folder"/>.</summary>
    /// <exception cref="HippogriffException">There is no run, or its plan cannot be read.</exception>
    public static DistillationRun Resume(
        IExampleSource source,
        string folder,
        string device,
        ITrainingObserver observer,
        WorkerPlan? workers = null
    ) => new(RunFolder<DistillationPlan>.Resume(folder, observer, workers: workers), source, device);

    /// <summary>Trains to the end or until cancelled.</summary>
    /// <returns>True when the end was reached.</returns>
    /// <exception cref="HippogriffException">The teacher has changed or is distilled, the run diverged, or a file
    /// cannot be written.</exception>
    public bool Train(TrainingLength length, CancellationToken cancellationToken) =>
        _run.Train(() => [_stage], length, cancellationToken);
}
