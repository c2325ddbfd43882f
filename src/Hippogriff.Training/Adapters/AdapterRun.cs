using Hippogriff.Adapters;
using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Texts;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Recipes;
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

    private const string Stage = "lora",
        PriorFolder = "prior";
    private const int OtherPrompts = 2_048;
    private const double PublishMinutes = 3,
        CheckpointMinutes = 2;
    private AdapterPlan _plan;
    private readonly IExampleSource _source;
    private readonly string _folder;
    private readonly string _device;
    private readonly ITrainingObserver _observer;

    private AdapterRun(
        AdapterPlan plan,
        IExampleSource source,
        string folder,
        string device,
        ITrainingObserver observer
    ) => (_plan, _source, _folder, _device, _observer) = (plan, source, folder, device, observer);

    /// <summary>The LoRA's file.</summary>
    public string File => FileOf(_plan, _folder);

    /// <summary>Begins a run in an empty or new folder.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="source">Own pictures in the model's size.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="device">See <see cref="Devices.DeviceChoice"/>.</param>
    /// <param name="observer">Receives every step.</param>
    /// <exception cref="HippogriffException">The folder is not empty, or the plan is not valid.</exception>
    public static AdapterRun Begin(
        AdapterPlan plan,
        IExampleSource source,
        string folder,
        string device,
        ITrainingObserver observer
    )
    {
        plan.Check();
        if (AdapterPlan.IsIn(folder))
            throw new HippogriffException(
                $"'{folder}' holds a LoRA's training already; add --resume to go on with it, or choose another folder."
            );
        RunLock.RequireEmpty(folder, "the LoRA");
        plan.Save(folder);
        return new AdapterRun(plan, source, folder, device, observer);
    }

    /// <summary>Resumes the run in <paramref name="folder"/>.</summary>
    /// <exception cref="HippogriffException">Its plan cannot be read.</exception>
    public static AdapterRun Resume(IExampleSource source, string folder, string device, ITrainingObserver observer) =>
        new(AdapterPlan.Of(folder), source, folder, device, observer);

    /// <summary>Trains to the end or until cancelled.</summary>
    /// <returns>True when the end was reached.</returns>
    /// <exception cref="HippogriffException">The model has changed since the start, the run diverged, or a file cannot
    /// be written.</exception>
    public bool Train(TrainingLength length, CancellationToken cancellation)
    {
        using RunLock held = RunLock.Take(_folder);
        using NetworkModel model = Model();
        if (model.IsGuidanceDistilled)
            throw new HippogriffException(
                $"The model {model.Name} has been distilled, and its few steps cannot be taught by pictures; "
                    + "train the LoRA for the model that it was made from."
            );
        int? like = _plan.NumberOfLike(model.Vocabulary);
        IReadOnlyList<string> newWords = NewWords(model);
        FolderSource? prior;
        try
        {
            prior =
                _plan.Prior == 0
                    ? null
                    : PriorPictures.Open(model, Path.Combine(_folder, PriorFolder), _plan, _observer, cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        ScalarType type = Type(model.Device);
        using NetworkModel frozen = PipelineLoader.Load(_plan.Model, new LoadOptions { Device = _device });
        frozen.Network.to(type);
        frozen.Autoencoder?.to(type);
        using LoraNetwork lora = Fresh(model, newWords, like, type),
            averaged = Fresh(model, newWords, like, ScalarType.Float32);
        using IDisposable attached = lora.Attach(frozen.Network);
        DenoiserObjectiveSettings settings = new(model.Prediction, LogitMean: 0.5, LogitStd: 1.2, MaxWeight: 5);
        AdapterObjective objective = new(
            lora,
            frozen.Network,
            frozen.Autoencoder,
            model.Vocabulary.With(newWords),
            _source,
            prior,
            PriorPrompts.For(model.Vocabulary, OtherPrompts, _plan.Seed + 1),
            _plan,
            settings,
            model.Family,
            type,
            model.Device
        );
        _observer.Stage(
            Stage,
            FormattableString.Invariant(
                $"{lora.parameters().Sum(p => p.numel()) / 1e6:F2} million parameters of rank {_plan.Rank} beside the {RunContext.Millions(frozen.Network)} of {model.Name}, {type}, {Counted.Of(_source.Count ?? 0, "picture")}, batches of {_plan.BatchSize}{(prior is null ? "" : $" and as many to hold on")}"
            )
        );
        if (newWords.Count > 0)
            _observer.Note($"New words: {string.Join(", ", newWords)}.");
        foreach (
            string diagnostic in CaptionReading
                .Of(_source, model.Vocabulary.With(newWords), model.Network.TextEncoder.Config.Length)
                .Diagnostics($"LoRA of {model.Name}")
        )
            _observer.Note(diagnostic);

        using TrainingLoop<AdapterBatch> loop = new(
            objective,
            new TrainingPlan(length.Steps, length.Minutes, _plan.LearningRateSchedule, _plan.Seed, CheckpointMinutes),
            new CheckpointFolder(Path.Combine(_folder, Stage))
        );
        StageRunner runner = new(_plan.Name, Stage, Path.Combine(_folder, Stage), _observer, PublishMinutes);
        runner.Begin(loop);
        AdapterSheet sheet = new(_plan, _source, prior, _folder);
        long published = -1;
        bool finished = runner.Run(loop, _ => Publish(), cancellation);
        if (loop.State.Step > 0 && loop.State.Step != published)
            Publish();
        return finished;

        void Publish()
        {
            published = loop.State.Step;
            loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
            using (Lora made = averaged.ToLora(_plan.Name, new LoraBase(model.Name, model.Hash)))
                LoraFile.Write(File, made);
            _observer.Note($"Wrote {File}");
            foreach (string note in sheet.Draw(model, File, loop.State.Step))
                _observer.Note(note);
        }
    }

    internal static string FileOf(AdapterPlan plan, string folder) =>
        Path.Combine(folder, plan.Name + LoraFile.Extension);

    /// <summary>The data type, resolved when the run first trains and kept in its plan.</summary>
    private ScalarType Type(Device device)
    {
        if (_plan.Precision == WorkingType.Auto)
        {
            _plan = _plan with { Precision = WorkingType.Resolve(_plan.Precision, device) };
            _plan.Save(_folder);
        }
        if (WorkingType.Remark(_plan.Precision, device) is { } slow)
            _observer.Note(slow);
        return WorkingType.Choose(_plan.Precision, device);
    }

    private NetworkModel Model()
    {
        NetworkModel model = PipelineLoader.Load(_plan.Model, new LoadOptions { Device = _device });
        if (model.Hash == _plan.ModelHash)
            return model;
        using (model)
            throw new HippogriffException(
                $"The model '{_plan.Model}' has changed since the training of the LoRA began (hash "
                    + $"{_plan.ModelHash} then, {model.Hash} now); begin a new one.",
                FaultKind.Incompatible
            );
    }

    private IReadOnlyList<string> NewWords(NetworkModel model)
    {
        IReadOnlyList<string> words =
        [
            .. CaptionVocabulary.Of(_source).Words.Skip(2).Where(word => !model.ReadingOf(word).IsWhole),
        ];
        if (words.Count <= MostWords)
            return words;
        _observer.Note(
            $"The captions hold {Counted.Of(words.Count, "word")} that {model.Name} does not know; the "
                + $"{MostWords} most frequent are learned."
        );
        return [.. words.Take(MostWords)];
    }

    /// <summary>A newly initialised LoRA; the caller disposes it.</summary>
    private LoraNetwork Fresh(NetworkModel model, IReadOnlyList<string> newWords, int? like, ScalarType type) =>
        FreshModule.Make(
            () => new LoraNetwork(model.Network, _plan.Rank, newWords, _plan.Seed, like),
            model.Device,
            type
        );
}
