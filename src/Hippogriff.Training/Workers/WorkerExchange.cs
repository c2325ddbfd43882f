using System.Runtime.InteropServices;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Optimisation;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Workers;

/// <summary>What the workers of a loop exchange; nothing where a process trains alone.</summary>
/// <param name="plan">With whom.</param>
/// <param name="parameters">The weights and their gradient.</param>
/// <param name="optimiser">The moments and the average of the weights.</param>
internal sealed class WorkerExchange(WorkerPlan plan, FlatParameters parameters, AdamW optimiser)
{
    private const long Chunk = 1 << 24; // numbers at a time, so that a copy in another type stays small

    private Tensor[] Network => [parameters.Master, optimiser.Average, optimiser.FirstMoment, optimiser.SecondMoment];

    /// <summary>Averages the gradient over all workers.</summary>
    public void AverageGradient()
    {
        if (plan.IsShared)
            Each(parameters.Gradient, plan.Group.Average);
    }

    /// <summary>
    /// Averages weights, moments and the average of the weights. The mean of such averages is the average of the mean
    /// weights, and one state is all that a checkpoint has to hold.
    /// </summary>
    public void AverageNetwork()
    {
        foreach (Tensor part in Network)
            Each(part, plan.Group.Average);
        parameters.PublishMaster();
    }

    /// <summary>Gives all workers the weights, moments and average of the first.</summary>
    public void ShareNetwork()
    {
        if (!plan.IsShared)
            return;
        foreach (Tensor part in Network)
            Each(part, values => plan.Group.Broadcast(MemoryMarshal.AsBytes(values)));
        parameters.PublishMaster();
    }

    /// <summary>Mean of the loss over all workers, and the gradient's norm as the first computed it.</summary>
    public (double Loss, double Norm) Agree(double loss, double norm)
    {
        if (!plan.IsShared)
            return (loss, norm);
        Span<double> values =
        [
            loss / plan.Group.Size,
            plan.IsFirst ? norm
            : double.IsFinite(norm) ? 0
            : norm,
        ];
        plan.Group.Sum(values);
        return (values[0], values[1]);
    }

    /// <summary>The seconds of an update by the clock of the first.</summary>
    public double Seconds(double seconds)
    {
        if (!plan.IsShared)
            return seconds;
        Span<double> values = [seconds];
        plan.OfFirst(values);
        return values[0];
    }

    /// <summary>One state of all: losses are means, the time is that of the first.</summary>
    public TrainingState Agree(TrainingState state)
    {
        int size = plan.Group.Size;
        Span<double> values = [state.SmoothLoss / size, state.BestLoss / size, plan.IsFirst ? state.Seconds : 0];
        plan.Group.Sum(values);
        return state with { SmoothLoss = values[0], BestLoss = values[1], Seconds = values[2] };
    }

    /// <summary>The state that the first has read; null where it has read none.</summary>
    public TrainingState? OfFirst(TrainingState? state)
    {
        if (!plan.IsShared)
            return state;
        TrainingState own = state ?? new TrainingState();
        Span<double> values =
        [
            state is null ? 0 : 1,
            own.Step,
            own.Samples,
            own.Seconds,
            own.SmoothLoss,
            own.BestLoss,
            own.Workers,
            own.AverageEvery,
        ];
        plan.OfFirst(values);
        return values[0] == 0
            ? null
            : new TrainingState((long)values[1], (long)values[2], values[3], values[4], values[5])
            {
                Workers = (int)values[6],
                AverageEvery = (int)values[7],
            };
    }

    private static void Each(Tensor flat, SpanAction action)
    {
        using IDisposable noGradient = no_grad();
        for (long at = 0; at < flat.numel(); at += Chunk)
        {
            using Tensor part = flat.narrow(0, at, Math.Min(Chunk, flat.numel() - at));
            if (part is { device_type: DeviceType.CPU, dtype: ScalarType.Float32 })
            {
                action(MemoryMarshal.Cast<byte, float>(part.bytes));
                continue;
            }
            using Tensor copy = part.to(ScalarType.Float32, CPU);
            action(MemoryMarshal.Cast<byte, float>(copy.bytes));
            part.copy_(copy);
        }
    }

    private delegate void SpanAction(Span<float> values);
}
