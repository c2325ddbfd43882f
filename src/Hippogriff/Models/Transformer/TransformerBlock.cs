using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.Transformer;

/// <summary>
/// Attention over picture and words, then an MLP. Both are normalised, scaled, shifted and gated by the noise level
/// (adaLN-Zero).
/// </summary>
internal sealed class TransformerBlock : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly Parameter table;
    private readonly LayerNorm norm1;
    private readonly TextAttention attn;
    private readonly LayerNorm norm2;
    private readonly Dense fc1;
    private readonly Dense fc2;

    public TransformerBlock(int width, int heads, int textWidth)
        : base(nameof(TransformerBlock))
    {
        table = new Parameter(Layer.Normal(6, width).mul_(Held(0.02)));
        norm1 = Normalization.Plain(width);
        attn = new TextAttention(width, heads, textWidth);
        norm2 = Normalization.Plain(width);
        fc1 = new Dense(width, 4 * width, ofPictures: true);
        fc2 = new Dense(4 * width, width, ofPictures: true);
        RegisterComponents();
    }

    /// <summary>
    /// x [N, T, D], modulation shared by all blocks [K, 6, D], text [K, L, E], each with one row per N / K pictures, to
    /// [N, T, D].
    /// </summary>
    public override Tensor forward(Tensor x, Tensor shared, Tensor text)
    {
        using DisposeScope scope = NewDisposeScope();
        // adaLN-Zero (DiT, 2212.09748): shift, scale and gate for each half of the block.
        Tensor[] m = BatchRows.Spread(shared.Plus(table), x.shape[0]).unbind(1); // shift, scale, gate; twice [N, D]
        // x = x + gate * attention(modulate(norm(x)), words)
        x = x.addcmul(attn.call(Normalization.Modulate(norm1.call(x), m[0], m[1]), text), m[2].unsqueeze(1), Held(1));
        // x = x + gate * mlp(modulate(norm(x)))
        Tensor inner = nn.functional.gelu(fc1.call(Normalization.Modulate(norm2.call(x), m[3], m[4]))); // [N, T, 4 D]
        return x.addcmul(fc2.call(inner), m[5].unsqueeze(1), Held(1)).MoveToOuterDisposeScope();
    }

    public static double Flops(double t, double l, double d, double e) =>
        TextAttention.Flops(t, l, d, e) + 16 * t * d * d;
}
