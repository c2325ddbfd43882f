using System.Diagnostics;
using Hippogriff.Devices;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Optimisation;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Loop;

/// <summary>Length and settings of a training loop.</summary>
/// <param name="Steps">Ends after this many steps; null to use <paramref name="Minutes"/>.</param>
/// <param name="Minutes">Ends after this much time in steps, including earlier sessions of the run.</param>
/// <param name="LearningRateSchedule">Learning rate and average.</param>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="CheckpointMinutes">Minutes between checkpoints; there is always one at the end.</param>
public sealed record TrainingPlan(
    long? Steps,
    double? Minutes,
    LearningRateSchedule LearningRateSchedule,
    long Seed = 0,
    double CheckpointMinutes = 2
);

/// <summary>One finished step, for progress bars and curves.</summary>
/// <param name="State">State of the run.</param>
/// <param name="Loss">Loss of this step.</param>
/// <param name="GradientNorm">Gradient norm before clipping.</param>
/// <param name="LearningRate">Learning rate of this step.</param>
/// <param name="PicturesPerSecond">Smoothed speed.</param>
/// <param name="Progress">Finished share of the stage, 0 to 1.</param>
/// <param name="Remaining">Estimated remaining time of the stage.</param>
public sealed record TrainingProgress(
    TrainingState State,
    double Loss,
    double GradientNorm,
    double LearningRate,
    double PicturesPerSecond,
    double Progress,
    TimeSpan Remaining
)
{
    /// <summary>Finished share of the whole run with all stages, 0 to 1; never decreases.</summary>
    public double RunProgress { get; init; } = Progress;

    /// <summary>Estimated remaining time of the whole run.</summary>
    public TimeSpan RunRemaining { get; init; } = Remaining;

    /// <summary>
    /// Smoothed share of the processor's peak rate of multiply-adds in the run's data type; null before it is known,
    /// and on GPUs.
    /// </summary>
    public double? PeakShare { get; init; }

    /// <summary>Smoothed share of the time that waits for batches, 0 to 1.</summary>
    public double Waited { get; init; }
}

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
    private long _saved; // step of the last checkpoint; 0 before the first

    /// <param name="objective">The task; its network must already have its device and working type.</param>
    /// <param name="plan">Length and settings.</param>
    /// <param name="checkpoints">The checkpoints.</param>
    /// <param name="clock">The clock for minutes; null for the system's.</param>
    public TrainingLoop(
        IObjective<TBatch> objective,
        TrainingPlan plan,
        CheckpointFolder checkpoints,
        TimeProvider? clock = null
    )
    {
        (_objective, _plan, _checkpoints, _clock) = (objective, plan, checkpoints, clock ?? TimeProvider.System);
        Parameters = new FlatParameters(objective.Network, objective.Network.parameters().First().dtype);
        Optimiser = new AdamW(Parameters);
    }

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
        TrainingState? state = _checkpoints.Restore(Parameters, Optimiser, warn);
        if (state is not null)
            (State, _saved) = (state, state.Step);
        return state is not null;
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
        using BatchQueue<TBatch> queue = new(_objective.Prepare, depth: 2);
        using Generator random = new(0, Parameters.Master.device);
        using KeptMemory memory = new();
        UpdateMeter meter = new(Parameters.Working.dtype, Parameters.Master.device);
        long checkpointAt = _clock.GetTimestamp();
        double speed = 0;
        while (ProgressAt(State) < 1 && !cancellationToken.IsCancellationRequested)
        {
            // One step: its batch, and its own noise by (seed, step), so that a resumed run is bit-equal.
            long begun = _clock.GetTimestamp();
            random.manual_seed(SeedOf(_plan.Seed, State.Step));
            long asked = Stopwatch.GetTimestamp();
            TBatch batch = queue.Take(State.Step);
            double waited = Stopwatch.GetElapsedTime(asked).TotalSeconds;
            (double loss, double norm, double rate) = Step(batch, random);
            double seconds = _clock.GetElapsedTime(begun).TotalSeconds;
            State = Advance(State, loss, seconds);
            // Report.
            double now = _objective.BatchSize / seconds;
            speed = speed == 0 ? now : 0.95 * speed + 0.05 * now;
            meter.Add(_objective.FlopsOf(batch), seconds, waited);
            onStep?.Invoke(
                new TrainingProgress(State, loss, norm, rate, speed, ProgressAt(State), Remaining(speed))
                {
                    PeakShare = meter.PeakShare,
                    Waited = meter.Waited,
                }
            );
            // Checkpoint every few minutes.
            if (_clock.GetElapsedTime(checkpointAt).TotalMinutes < _plan.CheckpointMinutes)
                continue;
            Save();
            checkpointAt = _clock.GetTimestamp();
        }
        if (State.Step != _saved)
            Save();
        return ProgressAt(State) >= 1;
    }

    private void Save()
    {
        Saving?.Invoke();
        _checkpoints.Save(State, Parameters, Optimiser);
        _saved = State.Step;
    }

    private (double Loss, double Norm, double Rate) Step(TBatch batch, Generator random)
    {
        using DisposeScope scope = NewDisposeScope();
        // Forward and backward.
        Parameters.ClearGradient();
        Tensor loss = _objective.Loss(batch, random);
        loss.backward();
        // A NaN or infinite loss or gradient ends the run before it changes a weight.
        double value = loss.item<float>(),
            norm = Optimiser.GradientNorm();
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
        return new TrainingState(s.Step + 1, s.Samples + _objective.BatchSize, s.Seconds + seconds, smooth, best);
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
                ? (steps - State.Step) * _objective.BatchSize / speed
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
