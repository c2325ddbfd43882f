using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.UNet2D;

/// <summary>
/// A transformer over the positions of a picture, added to its input (latent diffusion, 2112.10752, section 3.3). The
/// projections before and after are linear layers here; files that keep them as 1x1 convolutions fit by
/// <c>Weight.Fit</c>.
/// </summary>
public sealed class SpatialTransformer : nn.Module<Tensor, Tensor, Tensor>
{
    private const double Eps = 1e-6;
    private readonly GroupNorm norm;
    private readonly Dense proj_in;
    private readonly ModuleList<CrossAttentionBlock> transformer_blocks;
    private readonly Dense proj_out;

    /// <param name="width">Channels D.</param>
    /// <param name="textWidth">Width E of a word.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="depth">Layers.</param>
    /// <param name="groups">Groups of the norm.</param>
    /// <param name="wordsOnly">Whether its layers read nothing but words.</param>
    public SpatialTransformer(int width, int textWidth, int heads, int depth, int groups, bool wordsOnly)
        : base(nameof(SpatialTransformer))
    {
        norm = Layer.GroupNorm(groups, width, Eps);
        proj_in = new Dense(width, width, ofPictures: true);
        transformer_blocks =
        [
            .. Enumerable.Range(0, depth).Select(_ => new CrossAttentionBlock(width, textWidth, heads, wordsOnly)),
        ];
        proj_out = new Dense(width, width, ofPictures: true);
        RegisterComponents();
    }

    /// <summary>x [N, D, H, W], words [K, L, E], to [N, D, H, W].</summary>
    public override Tensor forward(Tensor x, Tensor words)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = proj_in.call(BatchRows.Norm(norm, x).flatten(2).transpose(1, 2)); // [N, H W, D]
        foreach (CrossAttentionBlock block in transformer_blocks)
            h = block.call(h, words);
        h = proj_out.call(h).transpose(1, 2).reshape(x.shape); // row by row
        return h.PlusHere(x).MoveToOuterDisposeScope();
    }

    /// <summary>Floating-point operations for T positions and L words of width E.</summary>
    public static double Flops(double t, double l, double d, double e, int depth, bool wordsOnly) =>
        4 * t * d * d + depth * CrossAttentionBlock.Flops(t, l, d, e, wordsOnly);
}
