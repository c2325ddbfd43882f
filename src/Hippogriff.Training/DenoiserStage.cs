using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Files;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Texts;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Diagnosis;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Throughput;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>
/// The denoiser stage: trains the denoiser. Every few minutes it draws samples, examines the network and writes the
/// model.
/// </summary>
internal sealed class DenoiserStage
{
    private readonly RunContext _run;
    private readonly TrainingSheet _sheet;
    private readonly Lazy<DenoiserExam> _exam;
    private readonly StageRunner _runner;

    public DenoiserStage(RunContext run)
    {
        _run = run;
        _sheet = new TrainingSheet(run.Recipe, run.Source, run.At("sheets"));
        _exam = new Lazy<DenoiserExam>(() => DenoiserExam.Of(run.Source));
        _runner = new StageRunner(
            run.Recipe.Name,
            "denoiser",
            run.At("denoiser"),
            run.Observer,
            run.Recipe.SheetMinutes
        );
    }

    /// <summary>Trains to the end or until cancelled; leaves a model unless no step was made.</summary>
    /// <param name="autoencoder">The latent's autoencoder; null for pixels.</param>
    /// <param name="length">Length of the training; null for none: the initial model only gets the new
    /// autoencoder.</param>
    /// <param name="share">The stage's share of the run, including the text stage if there is one.</param>
    /// <param name="cancellation">Stops after the running step.</param>
    /// <returns>True when the end was reached.</returns>
    public bool Train(
        Autoencoder? autoencoder,
        TrainingLength? length,
        StageShare share,
        CancellationToken cancellation
    )
    {
        CheckpointFolder checkpoints = new(_run.At("denoiser"));
        using NetworkModel? from =
            checkpoints.IsEmpty && _run.Recipe.From is { } model ? PipelineLoader.Load(model) : null;
        Vocabulary vocabulary = Words(from);
        if (length is not null && _run.Recipe.Text.Share > 0 && _run.Source is IPartSource known)
        {
            (TrainingLength words, TrainingLength rest) = length.Split(_run.Recipe.Text.Share);
            (StageShare before, StageShare behind) = share.Split(_run.Recipe.Text.Share);
            if (
                checkpoints.IsEmpty && !new WordsStage(_run).Train(known, vocabulary, from, words, before, cancellation)
            )
                return false;
            if (File.Exists(_run.At(RunContext.WordsFile)))
                (length, share) = (rest, behind);
        }
        _runner.Share = share;
        using TextToImageNetwork network = _run.FreshNetwork(vocabulary, _run.Type);
        _run.Observer.Stage(
            "denoiser",
            $"{RunContext.Millions(network)} million parameters, "
                + $"{Counted.Of(vocabulary.Words.Count, "word")}, {_run.Type}, batches of {_run.Recipe.BatchSize}"
        );
        using PartHead? parts =
            _run.Recipe.Objective.PartsWeight > 0
            && _run.Source is IPartSource truth
            && network.Denoiser is IHasBottleneck net
                ? _run.Fresh(() => new PartHead(net.BottleneckWidth, truth.ThingCount, truth.ColourCount), _run.Type)
                : null;
        DenoiserObjective objective = new(
            network,
            autoencoder,
            vocabulary,
            _run.Source,
            _run.Recipe.BatchSize,
            _run.Recipe.Objective,
            _run.Type,
            _run.Device,
            parts
        );
        TrainingPlan plan = new(
            length?.Steps,
            length?.Minutes,
            _run.Recipe.LearningRateSchedule,
            _run.Recipe.Seed,
            _run.Recipe.CheckpointMinutes
        );
        using TrainingLoop<PictureBatch> loop = new(objective, plan, checkpoints, _run.Clock);
        if (!_runner.Begin(loop))
            TakeOver(loop, objective, vocabulary, from);
        Publisher publisher = new(this, loop, objective.Prefix, vocabulary, from);
        publisher.Begin();
        loop.Saving += publisher.Keep;
        if (length is null)
        {
            publisher.Publish(null);
            return true;
        }
        bool finished = _runner.Run(loop, publisher.Publish, cancellation);
        publisher.End(_runner.Last);
        return finished;
    }

    /// <summary>
    /// Takes over the weights of an initial model and of the text stage, in float32; does nothing without them.
    /// </summary>
    private void TakeOver(
        TrainingLoop<PictureBatch> loop,
        DenoiserObjective objective,
        Vocabulary vocabulary,
        NetworkModel? from
    )
    {
        string words = _run.At(RunContext.WordsFile);
        if (from is null && !File.Exists(words))
            return;
        using TextToImageNetwork precise = _run.FreshNetwork(vocabulary, ScalarType.Float32);
        if (from is not null)
            WarmStart.Take(precise, from);
        if (File.Exists(words))
        {
            using SafetensorsFile file = SafetensorsFile.Open(words);
            WeightLoader.Load(precise.TextEncoder, file);
        }
        loop.BeginWith(precise, objective.Prefix);
    }

    /// <summary>The run's initial vocabulary: captions added later must not change the network.</summary>
    private Vocabulary Words(NetworkModel? from)
    {
        string file = _run.At(RunContext.VocabularyFile);
        if (File.Exists(file))
            return new Vocabulary(RegularFile.ReadLines(file));
        Vocabulary captions = CaptionVocabulary.Of(_run.Source);
        Vocabulary vocabulary = from is null ? captions : WarmStart.Words(from, captions);
        RunContext.Write(file, string.Join('\n', vocabulary.Words) + "\n");
        return vocabulary;
    }

    /// <summary>Writes the outputs of a run: the model, a sheet, the curves per level, and the log.</summary>
    private sealed class Publisher(
        DenoiserStage stage,
        TrainingLoop<PictureBatch> loop,
        string prefix,
        Vocabulary vocabulary,
        NetworkModel? from
    )
    {
        private readonly RunContext _run = stage._run;
        private readonly RunHistory _history = RunHistory.Begin(
            stage._run,
            loop.State,
            loop.Parameters.Master.device,
            from
        );
        private readonly LevelCurves _levels = new(stage._run.At("denoiser"), loop.State.Step);
        private readonly CopyRatio _copies = new(stage._run.Source);
        private readonly CopyReport _nearest = new(stage._run.Source);
        private double? _peak;
        private long _published;

        /// <summary>Examines the initial weights, unless they are random.</summary>
        public void Begin()
        {
            if (loop.State.Step == 0 && from is null)
                return;
            using NetworkModel averaged = Model(loop.Optimiser.Average);
            Examination before = stage._exam.Value.Look(averaged);
            _history.MissedBefore = before.ValidationLoss;
            if (loop.State.Step == 0)
                _levels.Add(loop.State, before, null);
        }

        /// <summary>Writes the log with every checkpoint.</summary>
        public void Keep() => _history.Keep(loop.State);

        /// <summary>Publishes the current state; does nothing if no step was made.</summary>
        public void End(TrainingProgress? last)
        {
            if (loop.State.Step > _published)
                Publish(last);
        }

        public void Publish(TrainingProgress? progress)
        {
            _published = loop.State.Step;
            using NetworkModel averaged = Model(loop.Optimiser.Average);
            PipelineLoader.Save(_run.At(ModelFolder.OfRun), averaged, _run.Recipe.Network, ScalarType.Float16);
            DrawnSheet sheet = stage._sheet.Draw(averaged, loop.State);
            _run.Observer.Note($"Wrote {sheet.Path}");
            Examination exam = stage._exam.Value.Look(averaged),
                raw = Raw();
            _levels.Add(loop.State, exam, raw);
            _levels.Save($"{_run.Recipe.Name}: what it misses");
            _history.Save(loop.State, exam.ValidationLoss);
            RunFigures figures = new(loop.State.Step, exam, raw, stage._runner.Curve.Gradient(loop.Optimiser.MaxNorm))
            {
                Skipped = _run.Source.Count is { } count
                    ? (_run.Source.Skipped.Count, _run.Source.Skipped.Count + (int)count)
                    : null,
                Copies = _copies.In([.. sheet.Pictures.Select(p => p.Image)]),
                Speed = Speed(progress, averaged),
            };
            foreach (string diagnostic in RunDiagnostics.On(figures))
                _run.Observer.Note(diagnostic);
            foreach (string sentence in _nearest.Write(_run.At("sheets/copies.png"), sheet.Pictures))
                _run.Observer.Note(sentence);
        }

        private Examination Raw()
        {
            using NetworkModel raw = Model(loop.Parameters.Master);
            return stage._exam.Value.Look(raw, words: false);
        }

        /// <summary>
        /// A float32 copy of the networks with given weights, so that samples and published models do not use the
        /// working type.
        /// </summary>
        private NetworkModel Model(Tensor weights)
        {
            TextToImageNetwork network = _run.FreshNetwork(vocabulary, ScalarType.Float32);
            loop.Parameters.CopyTo(network, weights, prefix);
            network.eval();
            return new NetworkModel(
                _run.Recipe.Name,
                "training",
                _run.Recipe.Defaults,
                vocabulary,
                network,
                _run.LoadAutoencoder(ScalarType.Float32),
                _run.Recipe.Objective.Prediction
            );
        }

        /// <summary>
        /// Throughput in FLOPs, counting forward and backward as three passes and only matrix products of the denoiser.
        /// The peak is measured once, on a CPU only.
        /// </summary>
        private (double, double)? Speed(TrainingProgress? progress, NetworkModel model)
        {
            if (progress is null || _run.Device.type != DeviceType.CPU)
                return null;
            long[] shape = model.ShapeFor(_run.Recipe.Size, _run.Recipe.Size);
            _peak ??= FmaPeak.Measure();
            return (
                3
                    * model.Network.Denoiser.FlopsPerPass((int)shape[1], (int)shape[2])
                    * progress.PicturesPerSecond
                    / 1e9,
                _peak.Value
            );
        }
    }
}
