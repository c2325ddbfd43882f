using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Loop;

/// <summary>A training task: the network, its batches and its loss.</summary>
/// <typeparam name="TBatch">A prepared batch in plain memory; made on worker threads.</typeparam>
public interface IObjective<TBatch>
{
    /// <summary>The network whose parameters are trained.</summary>
    nn.Module Network { get; }

    /// <summary>Pictures (or sentences) per batch of a worker.</summary>
    int BatchSize { get; }

    /// <summary>
    /// Batch of 0-based <paramref name="step"/>: a pure function, called ahead of time from other threads. K workers
    /// take K batches that follow each other as one.
    /// </summary>
    TBatch Prepare(long step);

    /// <summary>
    /// The scalar loss to minimise, a mean over the batch. All randomness comes from <paramref name="random"/>, which
    /// is seeded per step.
    /// </summary>
    Tensor Loss(TBatch batch, BatchRandom random);

    /// <summary>
    /// Floating-point operations of an update on a batch, forward and backward (multiply-adds times two, of matrix
    /// work only); 0 where they are not known.
    /// </summary>
    double FlopsOf(TBatch batch) => 0;
}
