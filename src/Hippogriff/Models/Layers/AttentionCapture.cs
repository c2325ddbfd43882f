using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>Who listens to which words are read.</summary>
/// <param name="Report">Told shares [N, T, L]; they live during the call.</param>
/// <param name="Last">Only the last so many rows of a batch are told; null for all.</param>
internal sealed record AttentionCapture(Action<Tensor> Report, int? Last)
{
    /// <summary>The rows that are told; what the others read is not even worked out.</summary>
    public Tensor Rows(Tensor rows) =>
        Last is { } last && last < rows.shape[0] ? rows.narrow(0, rows.shape[0] - last, last) : rows;
}
