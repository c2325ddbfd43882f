using Hippogriff.Adapters;
using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Texts;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Runs;
using Hippogriff.Training.Workers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Adapters;

/// <summary>
/// The only stage of a LoRA's training. It draws prior pictures with the model, trains with them, and regularly writes
/// the file and a sheet.
/// </summary>
internal sealed class AdapterStage(RunFolder<AdapterPlan> run, IExampleSource source, string device) : ITrainingStage
{
    private const int OtherPrompts = 2_048;

    public string Name => "lora";

    public double Share => 1;

    public StageEnd Run(TrainingLength? length, StageShare share, CancellationToken cancellationToken)
    {
        // 1. The model, the words it does not know, and the pictures that hold on to what it draws.
        using NetworkModel model = Model();
        int? like = run.Plan.NumberOfLike(model.Vocabulary);
        IReadOnlyList<string> newWords = NewWords(model);
        if (!TryShare(model, out FolderSource? prior, cancellationToken))
            return StageEnd.Stopped;

        // 2. The LoRA on a frozen network.
        ScalarType type = run.TypeOn(model.Device);
        using NetworkModel frozen = Frozen(type);
        using LoraNetwork lora = Fresh(model, newWords, like, type),
            averaged = Fresh(model, newWords, like, ScalarType.Float32);
        using IDisposable attached = lora.Attach(frozen.Network);
        Vocabulary words = model.Vocabulary.With(newWords);
        AdapterObjective objective = new(
            lora,
            new LearningNetwork(frozen.Network, frozen.Autoencoder, words, type, model.Device),
            new AdapterLessons(source, prior, PriorPrompts.For(model.Vocabulary, OtherPrompts, run.Plan.Seed + 1))
            {
                Workers = run.Workers.Group.Size,
            },
            run.Plan,
            new DenoiserObjectiveSettings(model.Prediction, LogitMean: 0.5, LogitStd: 1.2, MaxWeight: 5),
            model.Family
        );
        Announce(model, lora, newWords, type, hasPrior: prior is not null);

        // 3. The updates, with the file and a sheet every few minutes.
        using TrainingLoop<AdapterBatch> loop = run.LoopOf(this, objective, run.Plan.PlanOf(length));
        StageRunner runner = run.RunnerOf(run.Plan.Name, this, AdapterPlan.PublishMinutes, share);
        runner.Begin(loop);
        AdapterSheet sheet = new(run.Plan, source, prior, run.Path);
        long published = -1;
        bool finished = runner.Run(loop, _ => published = Publish(loop, model, averaged, sheet), cancellationToken);
        if (loop.Leads && loop.State.Step > 0 && loop.State.Step != published)
            Publish(loop, model, averaged, sheet);
        return finished ? StageEnd.Done : StageEnd.Stopped;
    }

    /// <summary>Writes the averaged LoRA and a sheet; returns the update that they are of.</summary>
    private long Publish(TrainingLoop<AdapterBatch> loop, NetworkModel model, LoraNetwork averaged, AdapterSheet sheet)
    {
        long step = loop.State.Step;
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
        string file = AdapterRun.FileOf(run);
        using (Lora made = averaged.ToLora(run.Plan.Name, new LoraBase(model.Name, model.Hash)))
            LoraFile.Write(file, made);
        run.Observer.Note($"Wrote {file}");
        foreach (string note in sheet.Draw(model, file, step))
            run.Observer.Note(note);
        return step;
    }

    /// <summary>The prior pictures, which the first worker draws for all; false if any was stopped.</summary>
    private bool TryShare(NetworkModel model, out FolderSource? prior, CancellationToken cancellationToken)
    {
        prior = null;
        bool isOpen = !run.Workers.IsFirst || TryOpenPrior(model, out prior, cancellationToken);
        if (run.Workers.Any(!isOpen))
            return false;
        WorkerFolder.Share(run.Workers, run.Path);
        return run.Workers.IsFirst || TryOpenPrior(model, out prior, CancellationToken.None);
    }

    /// <summary>The prior pictures, drawn first where that is not done; false if it was stopped.</summary>
    private bool TryOpenPrior(NetworkModel model, out FolderSource? prior, CancellationToken cancellationToken)
    {
        prior = null;
        try
        {
            if (run.Plan.Prior > 0)
                prior = PriorPictures.Open(
                    model,
                    run.At(WorkerFolder.PriorFolder),
                    run.Plan,
                    run.Observer,
                    cancellationToken
                );
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private NetworkModel Frozen(ScalarType type)
    {
        NetworkModel frozen = PipelineLoader.Load(run.Plan.Model, new LoadOptions { Device = device });
        frozen.Network.to(type);
        frozen.Autoencoder?.to(type);
        return frozen;
    }

    private void Announce(
        NetworkModel model,
        LoraNetwork lora,
        IReadOnlyList<string> newWords,
        ScalarType type,
        bool hasPrior
    )
    {
        run.Observer.Stage(
            Name,
            FormattableString.Invariant(
                $"{lora.parameters().Sum(p => p.numel()) / 1e6:F2} million parameters of rank {run.Plan.Rank} "
            )
                + $"beside the {RunContext.Millions(model.Network)} of {model.Name}, {type}, "
                + $"{Counted.Of(source.Count ?? 0, "picture")}, batches of {run.Plan.BatchSize}"
                + (hasPrior ? " and as many to hold on" : "")
        );
        if (newWords.Count > 0)
            run.Observer.Note($"New words: {string.Join(", ", newWords)}.");
        foreach (
            string diagnostic in CaptionReading
                .Of(source, model.Vocabulary.With(newWords), model.Network.TextEncoder.Config.Length)
                .Diagnostics($"LoRA of {model.Name}")
        )
            run.Observer.Note(diagnostic);
    }

    /// <summary>The initial model, for sampling.</summary>
    private NetworkModel Model()
    {
        NetworkModel model = PipelineLoader.Load(run.Plan.Model, new LoadOptions { Device = device });
        try
        {
            run.Plan.RequireUnchanged(model.Hash);
            if (model.IsGuidanceDistilled)
                throw new HippogriffException(
                    $"The model {model.Name} has been distilled, so no LoRA can be trained for it; "
                        + "train it for the model that it was made from."
                );
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private IReadOnlyList<string> NewWords(NetworkModel model)
    {
        IReadOnlyList<string> words =
        [
            .. CaptionVocabulary.Of(source).Words.Skip(2).Where(word => !model.ReadingOf(word).IsWhole),
        ];
        if (words.Count <= AdapterRun.MostWords)
            return words;
        run.Observer.Note(
            $"The captions hold {Counted.Of(words.Count, "word")} that {model.Name} does not know; the "
                + $"{AdapterRun.MostWords} most frequent are learned."
        );
        return [.. words.Take(AdapterRun.MostWords)];
    }

    /// <summary>A newly initialised LoRA; the caller disposes it.</summary>
    private LoraNetwork Fresh(NetworkModel model, IReadOnlyList<string> newWords, int? like, ScalarType type) =>
        FreshModule.Make(
            () => new LoraNetwork(model.Network, run.Plan.Rank, newWords, run.Plan.Seed, like),
            model.Device,
            type
        );
}
