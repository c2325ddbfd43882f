using Hippogriff.Conditioning;
using static TorchSharp.torch;

namespace Hippogriff.Models;

/// <summary>A network with a bottleneck that can be inspected.</summary>
public interface IHasBottleneck
{
    /// <summary>Channels D of the middle.</summary>
    int BottleneckWidth { get; }

    /// <summary>The network's prediction, and the output of its middle [N, D, h, w].</summary>
    /// <param name="x">Noisy batch [N, C, H, W].</param>
    /// <param name="time">Network time [K], 0 (clean) to 1 (pure noise).</param>
    /// <param name="text">The condition, K rows.</param>
    (Tensor Guess, Tensor Bottleneck) WithBottleneck(Tensor x, Tensor time, Condition text);
}
