using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>A capture of attention to words.</summary>
/// <param name="Report">Receives shares [N, T, L], valid during the call.</param>
/// <param name="Last">Reports only this many last rows of a batch; null for all.</param>
internal sealed record AttentionCapture(Action<Tensor> Report, int? Last)
{
    /// <summary>The reported rows; shares of others are not computed.</summary>
    public Tensor Rows(Tensor rows) =>
        Last is { } last && last < rows.shape[0] ? rows.narrow(0, rows.shape[0] - last, last) : rows;
}
