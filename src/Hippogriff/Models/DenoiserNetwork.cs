using Hippogriff.Conditioning;
using Hippogriff.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models;

/// <summary>
/// A network that looks at a noisy picture, its noise level and the words, and predicts what the objective asks for
/// (the clean picture, the velocity or the noise, see <c>Denoising.Prediction</c>) in the shape of its input.
/// </summary>
public abstract class DenoiserNetwork(string name) : nn.Module<Tensor, Tensor, Condition, Tensor>(name)
{
    /// <summary>Height and width of the input must be multiples of this.</summary>
    public abstract int SizeMultiple { get; }

    /// <summary>Predicts.</summary>
    /// <param name="x">Noisy batch [N, C, H, W].</param>
    /// <param name="time">Network time [K], 0 (clean) to 1 (pure noise).</param>
    /// <param name="text">The words, K rows: each row, and its time, serves N / K pictures in a row.</param>
    /// <returns>The prediction [N, C, H, W].</returns>
    public abstract override Tensor forward(Tensor x, Tensor time, Condition text);

    /// <summary>
    /// Tells <paramref name="capture"/>, at every pass and from every layer that reads, which words each place reads:
    /// shares [N, T, L] in which a row sums to at most 1 (the rest goes to other places of the picture), T places by
    /// rows. What the network predicts stays the same. The tensor lives during the call.
    /// </summary>
    /// <param name="capture">Listens.</param>
    /// <param name="last">Only the last so many rows of each batch are told, which costs less: of a batch that guidance
    /// doubles, those that know the prompt. Unset: all.</param>
    /// <returns>Ends the listening when disposed.</returns>
    /// <exception cref="InvalidOperationException">Another one listens.</exception>
    public IDisposable CaptureAttention(Action<Tensor> capture, int? last = null)
    {
        TextAttention[] layers = [.. modules().OfType<TextAttention>()];
        if (layers.Any(layer => layer.Capture is not null))
            throw new InvalidOperationException("A network has one listener at a time.");
        foreach (TextAttention layer in layers)
            layer.Capture = new AttentionCapture(capture, last);
        return new Listening(layers);
    }

    private sealed class Listening(TextAttention[] layers) : IDisposable
    {
        public void Dispose()
        {
            foreach (TextAttention layer in layers)
                layer.Capture = null;
        }
    }

    /// <summary>
    /// Multiply-adds of one pass over one picture of the given input size, times two; matrix work only.
    /// </summary>
    public abstract double FlopsPerPass(int height, int width);
}
