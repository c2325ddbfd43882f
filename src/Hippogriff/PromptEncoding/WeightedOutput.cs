using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.PromptEncoding;

/// <summary>Applies the weights of tokens to the output of a text encoder, as programs do.</summary>
public static class WeightedOutput
{
    /// <summary>z * w, "No norm" of Stable Diffusion's web UI.</summary>
    /// <param name="z">Output of the encoder [N, L, D].</param>
    /// <param name="w">Weights [N, L].</param>
    /// <returns>[N, L, D], in the caller's dispose scope.</returns>
    public static Tensor Scaled(Tensor z, Tensor w) => z * w.unsqueeze(-1).to(z.dtype);

    /// <summary>
    /// z * w * mean(z) / mean(z * w), "Original" of Stable Diffusion's web UI. The means are over each sequence, so
    /// that a picture does not depend on the others of its batch.
    /// </summary>
    /// <param name="z">Output of the encoder [N, L, D].</param>
    /// <param name="w">Weights [N, L].</param>
    /// <param name="together">Whether the means are over all sequences, as the web UI does for several texts.</param>
    /// <returns>[N, L, D], in the caller's dispose scope.</returns>
    public static Tensor MeanRestored(Tensor z, Tensor w, bool together = false)
    {
        Tensor wide = z.to(ScalarType.Float32),
            scaled = Scaled(wide, w);
        long[] over = together ? [0, 1, 2] : [1, 2];
        Tensor before = wide.mean(over, keepdim: true),
            after = scaled.mean(over, keepdim: true);
        Tensor factor = where(after.eq(Held(0)), ones_like(after), before / after); // a mean of zero cannot be restored
        return (scaled * factor).to(z.dtype);
    }

    /// <summary>
    /// z0 + (z - z0) * w where w is not 1, as ComfyUI does. Start, end and padding always have the weight 1.
    /// </summary>
    /// <param name="z">Output of the encoder [N, L, D].</param>
    /// <param name="w">Weights [N, L].</param>
    /// <param name="empty">Output for the empty prompt [L, D].</param>
    /// <returns>[N, L, D], in the caller's dispose scope.</returns>
    public static Tensor Interpolated(Tensor z, Tensor w, Tensor empty)
    {
        Tensor each = w.unsqueeze(-1).to(z.dtype);
        return where(each.eq(Held(1)), z, ((z - empty) * each).Plus(empty));
    }
}
