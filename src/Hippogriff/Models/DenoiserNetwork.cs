using Hippogriff.Conditioning;
using Hippogriff.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models;

/// <summary>
/// A network that takes a noisy picture, its noise level and the prompt, and predicts the clean picture, the velocity
/// or the noise (see <c>Denoising.Prediction</c>). The output has the shape of the input.
/// </summary>
public abstract class DenoiserNetwork(string name) : nn.Module<Tensor, Tensor, Condition, Tensor>(name)
{
    /// <summary>Height and width of the input must be multiples of this.</summary>
    public abstract int SizeMultiple { get; }

    /// <summary>Runs the network.</summary>
    /// <param name="x">Noisy batch [N, C, H, W].</param>
    /// <param name="time">Network time [K], 0 (clean) to 1 (pure noise).</param>
    /// <param name="text">The condition with K rows: each row and its time are for N / K consecutive pictures.</param>
    /// <returns>The prediction [N, C, H, W].</returns>
    public abstract override Tensor forward(Tensor x, Tensor time, Condition text);

    /// <summary>
    /// Reports the attention to words to <paramref name="capture"/>, for every pass and every cross-attention layer:
    /// shares [N, T, L] for T positions in row-major order. A row sums to at most 1; the rest goes to other positions
    /// of the picture. The prediction is unchanged. The tensor is valid during the call.
    /// </summary>
    /// <param name="capture">Receives the shares.</param>
    /// <param name="last">Reports only this many last rows of each batch, which is cheaper; with guidance, those with
    /// the prompt. Unset: all.</param>
    /// <returns>Ends the capture when disposed.</returns>
    /// <exception cref="InvalidOperationException">Another capture is active.</exception>
    public IDisposable CaptureAttention(Action<Tensor> capture, int? last = null)
    {
        IWordAttention[] layers = [.. modules().OfType<IWordAttention>().Where(layer => layer.ReadsWords)];
        if (layers.Any(layer => layer.Capture is not null))
            throw new InvalidOperationException("A network has one listener at a time.");
        foreach (IWordAttention layer in layers)
            layer.Capture = new AttentionCapture(capture, last);
        return new Listening(layers);
    }

    private sealed class Listening(IWordAttention[] layers) : IDisposable
    {
        public void Dispose()
        {
            foreach (IWordAttention layer in layers)
                layer.Capture = null;
        }
    }

    /// <summary>
    /// FLOPs of one pass for one picture of the given input size (multiply-adds times two), matrix products only.
    /// </summary>
    public abstract double FlopsPerPass(int height, int width);
}
