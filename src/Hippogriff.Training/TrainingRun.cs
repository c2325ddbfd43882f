using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Files;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;
using Hippogriff.Training.Workers;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>
/// A training run with its folder: <c>recipe.json</c>, <c>sheets/</c>, and <c>autoencoder/</c>, <c>words/</c> and
/// <c>denoiser/</c> with checkpoints and loss curves. <c>model/</c> is usable at any time. A killed run can resume from
/// its last checkpoint.
/// </summary>
public sealed class TrainingRun
{
    private readonly RunContext _run;

    private TrainingRun(RunContext run) => _run = run;

    /// <summary>Begins a run in an empty or new folder.</summary>
    /// <exception cref="HippogriffException">The folder has a run already, or the recipe is not valid.</exception>
    public static TrainingRun Begin(
        TrainingRecipe recipe,
        IExampleSource source,
        string folder,
        Device device,
        ITrainingObserver observer,
        TimeProvider? clock = null
    )
    {
        RecipeCheck.Check(recipe, recipe.Name);
        return Of(RunFolder<TrainingRecipe>.Begin(recipe, folder, observer, clock), source, device);
    }

    /// <summary>The recipe of the run in <paramref name="folder"/>.</summary>
    /// <exception cref="HippogriffException">The folder has no run.</exception>
    public static TrainingRecipe RecipeOf(string folder) => RunFolder<TrainingRecipe>.PlanOf(folder);

    /// <summary>Resumes the run in <paramref name="folder"/>.</summary>
    public static TrainingRun Resume(
        IExampleSource source,
        string folder,
        Device device,
        ITrainingObserver observer,
        TimeProvider? clock = null
    ) => Of(RunFolder<TrainingRecipe>.Resume(folder, observer, clock), source, device);

    /// <summary>
    /// The same run, led by the features of the recipe's judge. The caller disposes them; null where there is none.
    /// </summary>
    public TrainingRun LedBy(IPictureFeatures? features) => new(_run with { Features = features });

    /// <summary>The same run, trained with others in the data type of the first.</summary>
    public TrainingRun SharedBy(WorkerPlan workers)
    {
        _run.Run.ShareWith(workers);
        return new(new RunContext(_run.Run, _run.Source, _run.Device) { Features = _run.Features });
    }

    /// <summary>Trains to the end or until cancelled.</summary>
    /// <returns>True when the end was reached.</returns>
    /// <exception cref="HippogriffException">The run diverged, a file cannot be written, or another program trains in
    /// the folder.</exception>
    public bool Train(TrainingLength length, CancellationToken cancellationToken)
    {
        WorkerData.RequireSame(_run.Workers, _run.Source);
        using DenoiserStart start = new(_run);
        return _run.Run.Train(() => Stages(start), length, cancellationToken);
    }

    /// <summary>The autoencoder, the words where they are learned alone, and the denoiser.</summary>
    private IReadOnlyList<ITrainingStage> Stages(DenoiserStart start)
    {
        RequireLog();
        if (WorkingType.Remark(_run.Recipe.Precision, _run.Device) is { } slow)
            _run.Observer.Note(slow);
        foreach (string diagnostic in Captions())
            _run.Observer.Note(diagnostic);
        List<ITrainingStage> stages = [];
        if (_run.Recipe.Autoencoder is { } codec)
            stages.Add(new AutoencoderStage(_run, codec));
        if (_run.Recipe.Text.Share > 0 && _run.Source is IPartSource known)
            stages.Add(new WordsStage(_run, known, start));
        stages.Add(new DenoiserStage(_run, start));
        return stages;
    }

    private static TrainingRun Of(RunFolder<TrainingRecipe> run, IExampleSource source, Device device)
    {
        run.Resolve(device);
        return new TrainingRun(new RunContext(run, SteeringFile.Steer(source, run.Path), device));
    }

    /// <summary>
    /// Warnings about captions that will not be fully read, by the run's initial vocabulary if it has begun.
    /// </summary>
    private IEnumerable<string> Captions()
    {
        if (!_run.Recipe.Captions)
            return [];
        string begun = _run.At(RunContext.VocabularyFile);
        Vocabulary words = File.Exists(begun)
            ? new Vocabulary(RegularFile.ReadLines(begun))
            : CaptionVocabulary.Of(_run.Source);
        return CaptionReading.Of(_run.Source, words, _run.Recipe.Text.Length).Diagnostics("run");
    }

    /// <summary>Finds an unusable log before training.</summary>
    private void RequireLog()
    {
        try
        {
            _ = TrainingLog.Of(_run.Run.Path);
        }
        catch (HippogriffException fault)
        {
            throw new HippogriffException(
                $"{fault.Message.TrimEnd('.')}; repair it, or move it away to continue without its record.",
                fault
            );
        }
    }
}
