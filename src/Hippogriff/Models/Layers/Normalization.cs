using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>Creates norms of our own networks, and layers that begin at zero.</summary>
public static class Normalization
{
    /// <summary>Group norm with weight 1 and bias 0, in groups of at least 8 channels, at most 16 groups.</summary>
    public static GroupNorm Group(int channels)
    {
        int groups = 16;
        while (groups > 1 && (channels % groups != 0 || channels / groups < 8))
            groups /= 2;
        return Layer.GroupNorm(groups, channels);
    }

    /// <summary>
    /// SiLU of a group norm of x [N, C, H, W], in training on a CPU as one operation. With a modulation [N, 2 C], shift
    /// before scale, the norm is multiplied by 1 + scale and shifted first (ADM, 2105.05233).
    /// </summary>
    /// <param name="norm">The norm.</param>
    /// <param name="x">Its input.</param>
    /// <param name="modulation">Shift and scale of x's type; null for none.</param>
    public static Tensor GroupSilu(GroupNorm norm, Tensor x, Tensor? modulation = null)
    {
        if (GroupNormSilu.Serves(norm, x))
            return GroupNormSilu.Of(norm, x, modulation);
        using DisposeScope scope = NewDisposeScope();
        Tensor h = BatchRows.Norm(norm, x);
        if (modulation is not null)
        {
            Tensor[] m = modulation.unsqueeze(-1).unsqueeze(-1).chunk(2, 1); // 2 x [N, C, 1, 1]
            h = m[0].addcmul(h, m[1].Plus(1), Held(1));
        }
        return nn.functional.silu(h).MoveToOuterDisposeScope();
    }

    /// <summary>Layer norm without weight and bias: adaptive scale and shift follow it (DiT, 2212.09748).</summary>
    public static LayerNorm Plain(int channels) => Layer.LayerNorm(channels, eps: 1e-6, affine: false);

    /// <summary>x * (1 + scale) + shift, scale and shift [N, C] over x [N, L, C].</summary>
    public static Tensor Modulate(Tensor x, Tensor shift, Tensor scale) =>
        shift.unsqueeze(1).addcmul(x, scale.unsqueeze(1).Plus(1), Held(1));

    /// <summary>Zeroes a linear layer, so that its branch is initially zero (adaLN-Zero).</summary>
    public static Linear Zeroed(Linear layer)
    {
        using (no_grad())
        {
            nn.init.zeros_(layer.weight);
            if (layer.bias is not null)
                nn.init.zeros_(layer.bias);
        }
        return layer;
    }

    /// <summary>Zeroes a convolution.</summary>
    public static Conv2d Zeroed(Conv2d layer)
    {
        using (no_grad())
        {
            nn.init.zeros_(layer.weight);
            if (layer.bias is not null)
                nn.init.zeros_(layer.bias);
        }
        return layer;
    }
}
