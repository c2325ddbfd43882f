using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.UNet2D;

/// <summary>
/// A layer of a spatial transformer: attention over the tokens, attention over the words, feed-forward, each with a
/// norm before and added to its input (latent diffusion, 2112.10752, appendix E.2.1).
/// </summary>
public sealed class CrossAttentionBlock : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly bool wordsOnly;
    private readonly LayerNorm norm1;
    private readonly CrossAttention attn1;
    private readonly LayerNorm norm2;
    private readonly CrossAttention attn2;
    private readonly LayerNorm norm3;
    private readonly GatedFeedForward ff;

    /// <param name="width">Width D of a token.</param>
    /// <param name="textWidth">Width E of a word.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="wordsOnly">Whether the first attention reads the words, too.</param>
    public CrossAttentionBlock(int width, int textWidth, int heads, bool wordsOnly = false)
        : base(nameof(CrossAttentionBlock))
    {
        this.wordsOnly = wordsOnly;
        norm1 = Layer.LayerNorm(width);
        attn1 = new CrossAttention(width, wordsOnly ? textWidth : null, heads);
        norm2 = Layer.LayerNorm(width);
        attn2 = new CrossAttention(width, textWidth, heads);
        norm3 = Layer.LayerNorm(width);
        ff = new GatedFeedForward(width);
        RegisterComponents();
    }

    /// <summary>x [N, T, D], words [K, L, E], to [N, T, D].</summary>
    public override Tensor forward(Tensor x, Tensor words)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = attn1.call(norm1.call(x), wordsOnly ? words : null).PlusHere(x);
        h = attn2.call(norm2.call(h), words).PlusHere(h);
        return ff.call(norm3.call(h)).PlusHere(h).MoveToOuterDisposeScope();
    }

    /// <summary>Floating-point operations for T tokens and L words of width E.</summary>
    public static double Flops(double t, double l, double d, double e, bool wordsOnly) =>
        (wordsOnly ? CrossAttention.Flops(t, l, d, e) : CrossAttention.Flops(t, t, d, d))
        + CrossAttention.Flops(t, l, d, e)
        + GatedFeedForward.Flops(t, d);
}
