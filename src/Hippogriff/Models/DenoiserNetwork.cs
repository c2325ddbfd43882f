using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models;

/// <summary>
/// A network that looks at a noisy picture, its noise level and the words, and predicts what the objective asks for (the clean picture,
/// the velocity or the noise, see <see cref="Noise.Prediction"/>) in the shape of its input.
/// </summary>
public abstract class DenoiserNetwork(string name) : nn.Module<Tensor, Tensor, TextCondition, Tensor>(name)
{
    /// <summary>Height and width of the input must be multiples of this.</summary>
    public abstract int SizeMultiple { get; }

    /// <summary>Predicts.</summary>
    /// <param name="x">Noisy batch [N, C, H, W].</param>
    /// <param name="time">Network time [N], 0 (clean) to 1 (pure noise).</param>
    /// <param name="text">The words, N rows.</param>
    /// <returns>The prediction [N, C, H, W].</returns>
    public abstract override Tensor forward(Tensor x, Tensor time, TextCondition text);

    /// <summary>Multiply-adds of one pass over one picture of the given input size, times two; matrix work only.</summary>
    public abstract double FlopsPerPass(int height, int width);
}
