using System.Diagnostics;
using Hippogriff.Devices;
using Hippogriff.Texts;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Workers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Loop;

/// <summary>
/// The training loop for any objective and network. A step is a pure function of (state, step number): noise is seeded
/// by (seed, step), and batches depend on the step number. A resumed run therefore ends bit-equal to an uninterrupted
/// one if its length is given in steps.
/// </summary>
public sealed class TrainingLoop<TBatch> : IDisposable
{
    private const double Smoothing = 0.98,
        SpikeFactor = 4;
    private const int SpikeGrace = 300;
    private readonly IObjective<TBatch> _objective;
    private readonly TrainingPlan _plan;
    private readonly CheckpointFolder _checkpoints;
    private readonly TimeProvider _clock;
    private readonly WorkerPlan _workers;
    private readonly WorkerExchange _exchange;
    private long _saved; // step of the last checkpoint; 0 before the first

    /// <param name="objective">The task; its network must already have its device and working type.</param>
    /// <param name="plan">Length and settings.</param>
    /// <param name="checkpoints">The checkpoints.</param>
    /// <param name="clock">The clock for minutes; null for the system's.</param>
    /// <param name="workers">With whom the network is trained; null for this process alone.</param>
    public TrainingLoop(
        IObjective<TBatch> objective,
        TrainingPlan plan,
        CheckpointFolder checkpoints,
        TimeProvider? clock = null,
        WorkerPlan? workers = null
    )
    {
        (_objective, _plan, _checkpoints, _clock) = (objective, plan, checkpoints, clock ?? TimeProvider.System);
        _workers = workers ?? WorkerPlan.Alone;
        Parameters = new FlatParameters(objective.Network, objective.Network.parameters().First().dtype);
        Optimiser = new AdamW(Parameters);
        _exchange = new WorkerExchange(_workers, Parameters, Optimiser);
    }

    /// <summary>Whether this process writes checkpoints, curves and models; one of several workers does.</summary>
    public bool Leads => _workers.IsFirst;

    /// <summary>
    /// Says that a resumed run has other workers than before, so that it is not bit-equal to one that never stopped;
    /// null otherwise. Known after <see cref="Resume"/>.
    /// </summary>
    public string? OtherWorkers { get; private set; }

    /// <summary>The network's parameters.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>The optimiser; its average is published.</summary>
    public AdamW Optimiser { get; }

    /// <summary>State of the run.</summary>
    public TrainingState State { get; private set; } = new();

    /// <summary>Raised before a checkpoint is written, so that files next to it are at least as recent.</summary>
    public event Action? Saving;

    /// <summary>Resumes from the newest valid checkpoint; false if there is none.</summary>
    public bool Resume(Action<string>? warn = null)
    {
        TrainingState? state = _exchange.OfFirst(Leads ? _checkpoints.Restore(Parameters, Optimiser, warn) : null);
        if (state is null)
            return false;
        (State, _saved) = (state, state.Step);
        int size = _workers.Group.Size,
            every = AverageEvery;
        if (state.Step > 0 && (state.Workers, state.AverageEvery) != (size, every))
            OtherWorkers =
                $"Up to here the run had {Counted.Of(state.Workers, "worker")} and averaged every "
                + $"{state.AverageEvery} updates. Now it is {size} and {every}, so the result differs from a run that "
                + "never stopped.";
        return true;
    }

    /// <summary>
    /// Starts from the weights of another network of the same architecture. Writes them as checkpoint 0, so that a
    /// resumed run does not need that network.
    /// </summary>
    public void BeginWith(nn.Module network, string prefix = "")
    {
        Parameters.CopyFrom(network, prefix);
        using (no_grad())
            Optimiser.Average.copy_(Parameters.Master);
        Save();
    }

    /// <summary>Runs to the plan's end or until cancelled; writes a checkpoint in either case.</summary>
    /// <param name="onStep">Called after every step on this thread.</param>
    /// <param name="cancellationToken">Stops after the running step.</param>
    /// <returns>True when the plan's end was reached.</returns>
    /// <exception cref="HippogriffException">The run diverged; the last good checkpoint is kept.</exception>
    public bool Run(Action<TrainingProgress>? onStep = null, CancellationToken cancellationToken = default)
    {
        // Batches are numbered by the pictures seen, whatever the number of workers was before.
        long first = State.Samples / _objective.BatchSize - State.Step * _workers.Group.Size + _workers.Group.Rank;
        using BatchQueue<TBatch> queue = new(step => _objective.Prepare(first + step * _workers.Group.Size), depth: 2);
        using Generator random = new(0, Parameters.Master.device);
        using KeptMemory memory = new();
        UpdateMeter meter = new(Parameters.Working.dtype, Parameters.Master.device);
        long checkpointAt = _clock.GetTimestamp();
        bool isShared = true;
        _exchange.ShareNetwork();
        while (!isShared || !Ends(cancellationToken))
        {
            TrainingProgress progress = Update(queue, random, meter);
            isShared = progress.IsShared;
            onStep?.Invoke(progress);
            // Checkpoint every few minutes.
            if (!isShared || _clock.GetElapsedTime(checkpointAt).TotalMinutes < _plan.CheckpointMinutes)
                continue;
            Save();
            checkpointAt = _clock.GetTimestamp();
        }
        if (State.Step != _saved)
            Save();
        return ProgressAt(State) >= 1;
    }

    /// <summary>One step: its batch, and its own noise by (seed, step), so that a resumed run is bit-equal.</summary>
    private TrainingProgress Update(BatchQueue<TBatch> queue, Generator random, UpdateMeter meter)
    {
        long begun = _clock.GetTimestamp();
        random.manual_seed(SeedOf(_plan.Seed, State.Step));
        long asked = Stopwatch.GetTimestamp();
        TBatch batch = queue.Take(State.Step);
        double waited = Stopwatch.GetElapsedTime(asked).TotalSeconds;
        (double loss, double norm, double rate) = Step(batch, random);
        bool averagesGradients = AverageEvery == 1,
            isShared = averagesGradients || IsAveraged(State.Step + 1);
        double seconds = _clock.GetElapsedTime(begun).TotalSeconds;
        State = Advance(State, loss, averagesGradients ? _exchange.Seconds(seconds) : seconds);
        if (isShared && !averagesGradients)
            Average();
        meter.Add(new MeteredUpdate(PicturesAnUpdate, _objective.FlopsOf(batch), seconds, waited));
        return new TrainingProgress(State, loss, norm, rate, meter.Speed, ProgressAt(State), Remaining(meter.Speed))
        {
            PeakShare = meter.PeakShare,
            Waited = meter.Waited,
            IsShared = isShared,
        };
    }

    /// <summary>Updates between two averages of the networks; 1 where gradients are averaged.</summary>
    private int AverageEvery => _workers.IsShared ? _workers.AverageEvery ?? State.AverageEvery : 1;

    private long PicturesAnUpdate => (long)_objective.BatchSize * _workers.Group.Size;

    /// <summary>Whether networks are averaged after so many steps: every few, and at the plan's end.</summary>
    private bool IsAveraged(long steps) => steps % AverageEvery == 0 || steps == _plan.Steps;

    /// <summary>Whether the plan's end is reached, or any worker is to stop.</summary>
    private bool Ends(CancellationToken cancellationToken) =>
        ProgressAt(State) >= 1 || _workers.Any(cancellationToken.IsCancellationRequested);

    private void Average()
    {
        _exchange.AverageNetwork();
        State = _exchange.Agree(State);
    }

    private void Save()
    {
        if (Leads)
        {
            Saving?.Invoke();
            _checkpoints.Save(State, Parameters, Optimiser);
        }
        _saved = State.Step;
    }

    private (double Loss, double Norm, double Rate) Step(TBatch batch, Generator random)
    {
        BatchRandom own = new(random, _workers.Group.Rank, _workers.Group.Size);
        using DisposeScope scope = NewDisposeScope();
        // Forward and backward.
        Parameters.ClearGradient();
        Tensor loss = _objective.Loss(batch, own);
        loss.backward();
        // The gradient of the whole batch is the mean over the workers.
        if (AverageEvery == 1)
            _exchange.AverageGradient();
        // A NaN or infinite loss or gradient ends the run before it changes a weight.
        double value = loss.item<float>(),
            norm = Optimiser.GradientNorm();
        if (AverageEvery == 1)
            (value, norm) = _exchange.Agree(value, norm);
        if (!double.IsFinite(value) || !double.IsFinite(norm))
            throw Diverged(
                double.IsFinite(value) ? "the gradient is not a number any more" : "the loss is not a number any more"
            );
        // AdamW with the rate of this step, and the average of the weights.
        double rate = _plan.LearningRateSchedule.RateAt(State.Step + 1, ProgressAt(State));
        Optimiser.Step(State.Step + 1, rate, norm, _plan.LearningRateSchedule.AverageDecayAt(State.Step + 1));
        return (value, norm, rate);
    }

    private TrainingState Advance(TrainingState s, double loss, double seconds)
    {
        // weighted to late steps at first, because the first losses are far above the rest
        double share = Math.Max(1 - Smoothing, 2.0 / (s.Step + 2));
        double smooth = s.SmoothLoss + share * (loss - s.SmoothLoss);
        if (s.Step > SpikeGrace && smooth > SpikeFactor * s.BestLoss)
            throw Diverged($"the loss rose from {s.BestLoss:G3} to {smooth:G3}");
        double best = s.Step > SpikeGrace / 3 ? Math.Min(s.BestLoss, smooth) : s.BestLoss;
        return new TrainingState(s.Step + 1, s.Samples + PicturesAnUpdate, s.Seconds + seconds, smooth, best)
        {
            Workers = _workers.Group.Size,
            AverageEvery = AverageEvery,
        };
    }

    private HippogriffException Diverged(string reason) =>
        new(
            $"The run diverged at step {State.Step + 1}: {reason}; "
                + $"{(_saved > 0 ? $"the checkpoint of step {_saved} is kept" : "there is no checkpoint yet")}; "
                + $"begin a new run with a lower learning rate than {_plan.LearningRateSchedule.LearningRate:G3}."
        );

    private double ProgressAt(TrainingState state) =>
        _plan.Steps is { } steps
            ? state.Step / (double)steps
            : state.Seconds
                / 60
                / (_plan.Minutes ?? throw new InvalidOperationException("A plan ends after steps or minutes."));

    private TimeSpan Remaining(double speed) =>
        TimeSpan.FromSeconds(
            _plan.Steps is { } steps
                ? (steps - State.Step) * PicturesAnUpdate / speed
                : Math.Max(0, _plan.Minutes!.Value * 60 - State.Seconds)
        );

    /// <summary>SplitMix64 of the pair: neighbouring steps get unrelated seeds.</summary>
    internal static long SeedOf(long seed, long step) =>
        (long)(
            SplitMix64.Mix(unchecked((ulong)seed * SplitMix64.Step + (ulong)step + SplitMix64.Step)) & long.MaxValue
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimiser.Dispose();
        Parameters.Dispose();
    }
}
