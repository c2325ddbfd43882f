using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Adapters.Changes;

/// <summary>
/// DoRA (2402.09353): W' = magnitude * (W + D) / |W + D|, the norm over each output row or each input column, by the
/// shape of the magnitude. At weight s the layer becomes W + s (W' - W).
/// </summary>
/// <param name="Inner">The change D.</param>
/// <param name="Magnitude">[out] or [out, 1, ...] for rows, [1, in, ...] for columns.</param>
internal sealed record DecomposedChange(AdapterChange Inner, Tensor Magnitude) : AdapterChange(Inner.Target)
{
    public override Tensor Delta(Func<Tensor> weight)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor delta = Inner.Delta(weight),
            whole = weight();
        if (whole.numel() != delta.numel())
            throw new HippogriffException(
                $"The layer {Quoted.Name(Target)} is only a part of what a DoRA changes, which needs all of it.",
                FaultKind.Incompatible
            );
        (bool ofColumns, long columns) = IsOfColumns(Magnitude.shape) ? (true, Magnitude.shape[1]) : (false, 1);
        Tensor old = whole.reshape(delta.shape[0], columns, -1),
            changed = delta.reshape(delta.shape[0], columns, -1).Plus(old);
        long[] axes = ofColumns ? [0, 2] : [1, 2];
        Tensor length = changed.Squared().sum(axes, keepdim: true).sqrt();
        long[] shape = ofColumns ? [1, -1, 1] : [-1, 1, 1];
        Tensor made = changed * Magnitude.reshape(shape) / length;
        return made.Plus(old.negative()).reshape(delta.shape).MoveToOuterDisposeScope();
    }

    public override void Free()
    {
        Inner.Free();
        Magnitude.Dispose();
    }

    /// <summary>Whether a magnitude of a shape goes with a change of a shape.</summary>
    public static bool Fits(long[] magnitude, long[] change)
    {
        long count = magnitude.Aggregate(1L, (product, side) => product * side);
        return IsOfColumns(magnitude)
            ? count == magnitude[1] && change.Skip(1).Aggregate(1L, (product, side) => product * side) % count == 0
            : magnitude.Length > 0 && count == magnitude[0] && count == change[0];
    }

    private static bool IsOfColumns(long[] magnitude) => magnitude.Length > 1 && magnitude[0] == 1 && magnitude[1] > 1;
}
