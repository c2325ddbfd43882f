using Hippogriff.Data.Examples;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Training.Diagnosis;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;
using Hippogriff.Training.Throughput;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>Writes the outputs of a run: the model, a sheet, the curves per level, and the log.</summary>
internal sealed class DenoiserPublisher
{
    private readonly RunContext _run;
    private readonly DenoiserStart _start;
    private readonly StageRunner _runner;
    private readonly TrainingLoop<PictureBatch> _loop;
    private readonly string _prefix;
    private readonly TrainingSheet _sheet;
    private readonly Lazy<DenoiserExam> _exam;
    private readonly RunHistory _history;
    private readonly LevelCurves _levels;
    private readonly CopyRatio _copies;
    private readonly CopyReport _nearest;
    private long _published;

    /// <param name="run">The run.</param>
    /// <param name="start">What the denoiser began with.</param>
    /// <param name="runner">Runs the stage.</param>
    /// <param name="loop">The stage's loop, where it stands at the beginning.</param>
    /// <param name="prefix">What the network's parameters are called within the loop's.</param>
    public DenoiserPublisher(
        RunContext run,
        DenoiserStart start,
        StageRunner runner,
        TrainingLoop<PictureBatch> loop,
        string prefix
    )
    {
        (_run, _start, _runner, _loop, _prefix) = (run, start, runner, loop, prefix);
        _sheet = new TrainingSheet(run.Recipe, run.Source, run.At("sheets"));
        _exam = new Lazy<DenoiserExam>(() => DenoiserExam.Of(run.Source));
        _history = RunHistory.Begin(run, loop.State, loop.Parameters.Master.device, start.From);
        _levels = new LevelCurves(run.At(DenoiserStage.Folder), loop.State.Step);
        _copies = new CopyRatio(run.Source);
        _nearest = new CopyReport(run.Source);
    }

    /// <summary>Examines the initial weights, unless they are random.</summary>
    public void Begin()
    {
        if (!_loop.Leads || _loop.State.Step == 0 && _start.From is null)
            return;
        using NetworkModel averaged = Model(_loop.Optimiser.Average);
        Examination before = _exam.Value.Look(averaged);
        _history.MissedBefore = before.ValidationLoss;
        if (_loop.State.Step == 0)
            _levels.Add(_loop.State, before, null);
    }

    /// <summary>Writes the log with every checkpoint.</summary>
    public void Keep() => _history.Keep(_loop.State);

    /// <summary>Publishes the current state; does nothing if no step was made.</summary>
    public void End(TrainingProgress? last)
    {
        if (_loop.State.Step > _published)
            Publish(last);
    }

    public void Publish(TrainingProgress? progress)
    {
        if (!_loop.Leads)
            return;
        _published = _loop.State.Step;
        using NetworkModel averaged = Model(_loop.Optimiser.Average);
        PipelineLoader.Save(_run.At(ModelFolder.OfRun), averaged, _run.Recipe.Network, ScalarType.Float16);
        DrawnSheet sheet = _sheet.Draw(averaged, _loop.State);
        _run.Observer.Note($"Wrote {sheet.Path}");
        Examination exam = _exam.Value.Look(averaged),
            raw = Raw();
        _levels.Add(_loop.State, exam, raw);
        _levels.Save($"{_run.Recipe.Name}: what it misses");
        _history.Save(_loop.State, exam.ValidationLoss);
        RunFigures figures = new(_loop.State.Step, exam, raw, _runner.Curve.Gradient(_loop.Optimiser.MaxNorm))
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
        using NetworkModel raw = Model(_loop.Parameters.Master);
        return _exam.Value.Look(raw, words: false);
    }

    /// <summary>
    /// A float32 copy of the networks with given weights, so that samples and published models do not use the
    /// working type.
    /// </summary>
    private NetworkModel Model(Tensor weights)
    {
        TextToImageNetwork network = _run.FreshNetwork(_start.Vocabulary, ScalarType.Float32);
        _loop.Parameters.CopyTo(network, weights, _prefix);
        network.eval();
        return new NetworkModel(
            _run.Recipe.Name,
            "training",
            _run.Recipe.Defaults,
            new NetworkParts(
                _start.Vocabulary,
                network,
                _run.LoadAutoencoder(ScalarType.Float32),
                _run.Recipe.Objective.Prediction
            )
        );
    }

    /// <summary>
    /// Throughput in FLOPs, counting forward and backward as three passes and only matrix products of the denoiser.
    /// Known on a CPU only.
    /// </summary>
    private (double, double)? Speed(TrainingProgress? progress, NetworkModel model)
    {
        if (progress is null || _run.Device.type != DeviceType.CPU)
            return null;
        long[] shape = model.ShapeFor(_run.Recipe.Size, _run.Recipe.Size);
        return (
            3 * model.Network.Denoiser.FlopsPerPass((int)shape[1], (int)shape[2]) * progress.PicturesPerSecond / 1e9,
            FmaPeak.Known()
        );
    }
}
