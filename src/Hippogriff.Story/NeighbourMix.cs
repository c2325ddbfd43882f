using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Story;

/// <summary>
/// Mixes every word with its three neighbours on either side, per channel, before a layer: x_i + sum over k of w_k
/// x_(i+k) (canon layers, 2512.17351, here in both directions). Attention alone must first learn adjacency, which takes
/// longer than the rest of a short training.
/// </summary>
internal sealed class NeighbourMix : nn.Module<Tensor, Tensor>
{
    private const int Reach = 3;
    private readonly Parameter near;

    public NeighbourMix(int width)
        : base(nameof(NeighbourMix))
    {
        near = new Parameter(zeros(2 * Reach + 1, width));
        RegisterComponents();
    }

    /// <summary>Number of parameters.</summary>
    public static long Numbers(long width) => (2 * Reach + 1) * width;

    /// <summary>[N, L, D] to [N, L, D].</summary>
    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        long l = x.shape[1];
        Tensor nothing = zeros_like(x.narrow(1, 0, 1)).expand(x.shape[0], Reach, x.shape[2]);
        Tensor wide = cat([nothing, x, nothing], 1); // [N, L + 6, D]
        Tensor[] weights = near.unbind(0); // 7 x [D]
        for (int k = 0; k < weights.Length; k++)
            x = x.addcmul(wide.narrow(1, k, l), weights[k], Held(1));
        return x.MoveToOuterDisposeScope();
    }
}
