using Hippogriff.Conditioning;
using Hippogriff.Models.Layers;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines.Sharing;

/// <summary>What one drawing gives to a pass of the network, and what it gets.</summary>
/// <param name="drawing">The drawing.</param>
/// <param name="x">Its pictures [K * N, C, h, w].</param>
/// <param name="times">The network's time of each condition row [K].</param>
/// <param name="condition">K rows, each for N pictures.</param>
internal sealed class SharedRows(SharedDrawing drawing, Tensor x, Tensor times, Condition condition)
{
    private readonly TaskCompletionSource<Tensor> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SharedDrawing Drawing => drawing;

    public Tensor X => x;

    public Tensor Times => times;

    public Condition Condition => condition;

    /// <summary>Pictures of the network's batch, K * N.</summary>
    public long Count => x.shape[0];

    /// <summary>The network's output [K * N, C, h, w], float32, in no dispose scope; or the pass's fault.</summary>
    public Task<Tensor> Result => _result.Task;

    /// <summary>Whether one batch can hold both: same shapes of pictures and conditions, no further inputs.</summary>
    public bool Fits(SharedRows other) =>
        x.shape[1..].SequenceEqual(other.X.shape[1..])
        && condition.Tokens.shape[1..].SequenceEqual(other.Condition.Tokens.shape[1..])
        && (condition.Pooled is null) == (other.Condition.Pooled is null)
        && condition.Extra.Count == 0
        && other.Condition.Extra.Count == 0;

    /// <summary>Its part of a batch.</summary>
    public BatchPart Part => new(condition.Rows, Count);

    public void Give(Tensor output) => _result.TrySetResult(output);

    public void Fail(Exception fault) => _result.TrySetException(fault);

    public void Cancel(CancellationToken cancellationToken) => _result.TrySetCanceled(cancellationToken);
}
