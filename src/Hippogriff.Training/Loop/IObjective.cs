using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Loop;

/// <summary>
/// What a training loop needs to know of a task: the network, where batches come from, and what is to be made small.
/// </summary>
/// <typeparam name="TBatch">A prepared batch in plain memory; made on worker threads.</typeparam>
public interface IObjective<TBatch>
{
    /// <summary>The network whose parameters are trained.</summary>
    nn.Module Network { get; }

    /// <summary>Pictures (or sentences) a batch.</summary>
    int BatchSize { get; }

    /// <summary>
    /// Batch of 0-based <paramref name="step"/>: a pure function, called ahead of time from other threads.
    /// </summary>
    TBatch Prepare(long step);

    /// <summary>
    /// The scalar to make small. All randomness is drawn from <paramref name="random"/>, which is seeded a step.
    /// </summary>
    Tensor Loss(TBatch batch, Generator random);
}
