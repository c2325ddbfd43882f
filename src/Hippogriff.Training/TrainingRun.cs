using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Files;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Recipes;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>Length of a run; exactly one of the two is set.</summary>
public sealed record TrainingLength(long? Steps, double? Minutes)
{
    /// <summary>Splits the length into a share and the rest, with at least one step each.</summary>
    internal (TrainingLength First, TrainingLength Second) Split(double share)
    {
        long? first = Steps is { } steps ? Math.Max(1, (long)Math.Round(steps * share)) : null;
        return (
            new(first, Minutes * share),
            new(Steps is { } all ? Math.Max(1, all - first!.Value) : null, Minutes * (1 - share))
        );
    }
}

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
        if (File.Exists(Path.Combine(folder, RunContext.RecipeFile)))
            throw new HippogriffException(
                $"'{folder}' holds a training run already; add --resume to go on with it, or choose another folder."
            );
        if (
            TrainingFolder
                .Stages.Append(ModelFolder.OfRun)
                .FirstOrDefault(stage => Directory.Exists(Path.Combine(folder, stage))) is
            { } left
        )
            throw new HippogriffException(
                $"'{folder}' holds a folder '{left}', which a training run would write into; choose another folder."
            );
        return new TrainingRun(
            new RunContext(
                Resolved(recipe, folder, device),
                source,
                folder,
                device,
                observer,
                clock ?? TimeProvider.System
            )
        );
    }

    /// <summary>The recipe of the run in <paramref name="folder"/>.</summary>
    /// <exception cref="HippogriffException">The folder has no run.</exception>
    public static TrainingRecipe RecipeOf(string folder) =>
        File.Exists(Path.Combine(folder, RunContext.RecipeFile))
            ? TrainingRecipe.Load(Path.Combine(folder, RunContext.RecipeFile))
            : throw new HippogriffException(
                $"'{folder}' holds no training run to resume; leave --resume out to begin one.",
                FaultKind.NotFound
            );

    /// <summary>Resumes the run in <paramref name="folder"/>.</summary>
    public static TrainingRun Resume(
        IExampleSource source,
        string folder,
        Device device,
        ITrainingObserver observer,
        TimeProvider? clock = null
    )
    {
        TrainingRecipe recipe = RecipeOf(folder);
        return new TrainingRun(
            new RunContext(
                recipe.Precision == WorkingType.Auto ? Resolved(recipe, folder, device) : recipe,
                source,
                folder,
                device,
                observer,
                clock ?? TimeProvider.System
            )
        );
    }

    /// <summary>Trains to the end or until cancelled.</summary>
    /// <returns>True when the end was reached.</returns>
    /// <exception cref="HippogriffException">The run diverged, a file cannot be written, or another program trains in
    /// the folder.</exception>
    public bool Train(TrainingLength length, CancellationToken cancellation)
    {
        using RunLock held = RunLock.Take(_run.Folder);
        RequireLog();
        if (WorkingType.Remark(_run.Recipe.Precision, _run.Device) is { } slow)
            _run.Observer.Note(slow);
        foreach (string diagnostic in Captions())
            _run.Observer.Note(diagnostic);
        DenoiserStage denoiser = new(_run);
        if (_run.Recipe.Autoencoder is not { } codec)
            return denoiser.Train(null, length, StageShare.Whole, cancellation);
        (TrainingLength first, TrainingLength rest) = length.Split(codec.Share);
        (StageShare before, StageShare behind) = StageShare.Whole.Split(codec.Share);
        if (!new AutoencoderStage(_run, codec).Train(first, before, cancellation))
            return false;
        using Autoencoder? autoencoder = _run.LoadAutoencoder(_run.Type);
        return denoiser.Train(autoencoder, codec.Share < 1 ? rest : null, behind, cancellation);
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
            _ = TrainingLog.Of(_run.Folder);
        }
        catch (HippogriffException fault)
        {
            throw new HippogriffException(
                $"{fault.Message.TrimEnd('.')}; mend it, or move it away to go on without what it tells.",
                fault
            );
        }
    }

    /// <summary>
    /// Writes the run's recipe with the precision resolved for this machine. Runs of earlier versions have no recipe
    /// and get one when they resume.
    /// </summary>
    private static TrainingRecipe Resolved(TrainingRecipe recipe, string folder, Device device)
    {
        TrainingRecipe resolved = recipe with { Precision = WorkingType.Resolve(recipe.Precision, device) };
        RunContext.Write(Path.Combine(folder, RunContext.RecipeFile), resolved.ToJson());
        return resolved;
    }
}
