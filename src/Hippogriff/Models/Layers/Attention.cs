using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// softmax(q k^T / sqrt(D/h) + bias) v, the sum that all attention of this house is (1706.03762, equation 1).
/// </summary>
internal static class Attention
{
    /// <summary>
    /// On a processor it is computed in float32 whatever the network computes in: libtorch's kernel for bfloat16 calls
    /// a matrix routine for every head of every sentence, and with the short rows of small networks the calls cost six
    /// times (64 places of 8 heads) to fourteen times (14 words of 6 heads) what the work itself takes in float32.
    /// </summary>
    /// <param name="q">Questions [N, h, T, D/h].</param>
    /// <param name="k">Keys [N, h, S, D/h].</param>
    /// <param name="v">Values [N, h, S, D/h].</param>
    /// <param name="bias">What is added to the logits [h, T, S]; null for nothing.</param>
    /// <returns>[N, h, T, D/h], of the type of <paramref name="q"/>, owned by the caller's scope.</returns>
    public static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor? bias = null)
    {
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
