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

/// <summary>How long a run goes: exactly one of the two is set.</summary>
public sealed record TrainingLength(long? Steps, double? Minutes)
{
    /// <summary>A share of the length, and what is left; of steps at least one each.</summary>
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
/// A whole run in a folder: <c>recipe.json</c>, <c>autoencoder/</c>, <c>words/</c> and <c>denoiser/</c> with
/// checkpoints and loss curves, <c>sheets/</c>, and <c>model/</c>, which can be drawn with at any time. Everything is
/// written so that a killed run goes on from its last checkpoint.
/// </summary>
public sealed class TrainingRun
{
    private readonly RunContext _run;

    private TrainingRun(RunContext run) => _run = run;

    /// <summary>Begins a run in an empty or new folder.</summary>
    /// <exception cref="HippogriffException">The folder holds a run already, or the recipe describes none.</exception>
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

    /// <summary>The recipe that the run in <paramref name="folder"/> began with.</summary>
    /// <exception cref="HippogriffException">The folder holds no run.</exception>
    public static TrainingRecipe RecipeOf(string folder) =>
        File.Exists(Path.Combine(folder, RunContext.RecipeFile))
            ? TrainingRecipe.Load(Path.Combine(folder, RunContext.RecipeFile))
            : throw new HippogriffException(
                $"'{folder}' holds no training run to resume; leave --resume out to begin one.",
                FaultKind.NotFound
            );

    /// <summary>Goes on with the run in <paramref name="folder"/>.</summary>
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
    /// What will not be read of the captions, by the words that the run began with where it has begun.
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

    /// <summary>A log that cannot be gone on with is found before anything is trained.</summary>
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
    /// Writes the recipe down as the run keeps it, with the precision that this machine is to compute in. Runs of
    /// earlier versions have none, and get one when they go on.
    /// </summary>
    private static TrainingRecipe Resolved(TrainingRecipe recipe, string folder, Device device)
    {
        TrainingRecipe resolved = recipe with { Precision = WorkingType.Resolve(recipe.Precision, device) };
        RunContext.Write(Path.Combine(folder, RunContext.RecipeFile), resolved.ToJson());
        return resolved;
    }
}
