using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>softmax(q k^T / sqrt(D/h) + bias) v, used by all attention layers (1706.03762, equation 1).</summary>
internal static class Attention
{
    /// <summary>
    /// On a CPU it is always computed in float32. libtorch's bfloat16 kernel calls a matrix routine per head and
    /// sentence. For short sequences the calls take 6 times (64 positions, 8 heads) to 14 times (14 words, 6 heads) as
    /// long as float32. Many positions are left to <see cref="TiledAttention"/> where that is faster.
    /// </summary>
    /// <param name="q">Queries [N, h, T, D/h].</param>
    /// <param name="k">Keys [N, h, S, D/h].</param>
    /// <param name="v">Values [N, h, S, D/h].</param>
    /// <param name="bias">Bias of the logits [h, T, S]; null for none.</param>
    /// <returns>[N, h, T, D/h], of the type of <paramref name="q"/>, owned by the caller's scope.</returns>
    public static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor? bias = null)
    {
        if (bias is null && TiledAttention.Serves(q, k))
            return TiledAttention.Of(q, k, v);
        if (q.device_type != DeviceType.CPU || q.dtype == ScalarType.Float32)
            return nn.functional.scaled_dot_product_attention(q, k, v, bias);
        using DisposeScope scope = NewDisposeScope();
        Tensor wide = nn.functional.scaled_dot_product_attention(
            q.to(ScalarType.Float32),
            k.to(ScalarType.Float32),
            v.to(ScalarType.Float32),
            bias?.to(ScalarType.Float32)
        );
        return wide.to(q.dtype).MoveToOuterDisposeScope();
    }
}
