using Hippogriff.Adapters;
using Hippogriff.Data.Examples;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;
using Hippogriff.Training.Workers;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Adapters;

/// <summary>
/// Trains a LoRA for a new thing or style from a few pictures. Its folder has <c>lora.json</c>, <c>prior/</c>,
/// <c>lora/</c> with checkpoints and the loss curve, <c>sheets/</c> and <c>NAME.safetensors</c>. The LoRA file is
/// usable at any time.
/// </summary>
public sealed class AdapterRun
{
    /// <summary>Maximum number of new words.</summary>
    public const int MostWords = 64;

    private readonly RunFolder<AdapterPlan> _run;
    private readonly IExampleSource _source;
    private readonly ITrainingStage _stage;

    private AdapterRun(RunFolder<AdapterPlan> run, IExampleSource source, string device) =>
        (_run, _source, _stage) = (
            run,
            source,
            IsPublic(run.Plan.Model)
                ? new PublicAdapterStage(run, source, device)
                : new AdapterStage(run, source, device)
        );

    /// <summary>Whether a model is one of another program's, whose LoRAs learn no words.</summary>
    /// <param name="model">Name or path of the model.</param>
    /// <exception cref="HippogriffException">There is none, or it cannot be read.</exception>
    public static bool IsPublic(string model) =>
        CheckpointRegistry.Default.Read(new CheckpointSource(CheckpointRegistry.Default.Library().Find(model)))
            is { Adapters: not null, Prepare: null };

    /// <summary>The LoRA's file.</summary>
    public string File => FileOf(_run);

    /// <summary>Begins a run in an empty or new folder.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="source">Own pictures in the model's size.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="device">See <see cref="Devices.DeviceChoice"/>.</param>
    /// <param name="observer">Receives every step.</param>
    /// <param name="workers">With whom it is trained; null for this process alone.</param>
    /// <exception cref="HippogriffException">The folder is not empty, or the plan is not valid.</exception>
    public static AdapterRun Begin(
        AdapterPlan plan,
        IExampleSource source,
        string folder,
        string device,
        ITrainingObserver observer,
        WorkerPlan? workers = null
    )
    {
        plan.Check();
        RunFolder<AdapterPlan> run = RunFolder<AdapterPlan>.Begin(plan, folder, observer, workers: workers);
        return new AdapterRun(run, source, device);
    }

    /// <summary>Resumes the run in <paramref name="folder"/>.</summary>
    /// <exception cref="HippogriffException">Its plan cannot be read.</exception>
    public static AdapterRun Resume(
        IExampleSource source,
        string folder,
        string device,
        ITrainingObserver observer,
        WorkerPlan? workers = null
    ) => new(RunFolder<AdapterPlan>.Resume(folder, observer, workers: workers), source, device);

    /// <summary>Trains to the end or until cancelled.</summary>
    /// <returns>True when the end was reached.</returns>
    /// <exception cref="HippogriffException">The model has changed since the start, the run diverged, or a file cannot
    /// be written.</exception>
    public bool Train(TrainingLength length, CancellationToken cancellationToken)
    {
        WorkerData.RequireSame(_run.Workers, _source);
        return _run.Train(() => [_stage], length, cancellationToken);
    }

    internal static string FileOf(RunFolder<AdapterPlan> run) => run.At(run.Plan.Name + LoraFile.Extension);
}
