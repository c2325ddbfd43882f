using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.KlVae;

/// <summary>
/// Attention with one head over the positions of a picture, added to its input (VQGAN, 2012.09841, table 7).
/// </summary>
internal sealed class KlAttention : nn.Module<Tensor, Tensor>
{
    private readonly GroupNorm group_norm;
    private readonly Dense to_q;
    private readonly Dense to_k;
    private readonly Dense to_v;
    private readonly ModuleList<Dense> to_out;

    public KlAttention(int width, int groups)
        : base(nameof(KlAttention))
    {
        group_norm = Layer.GroupNorm(groups, width, KlCoder.Eps);
        to_q = new Dense(width, width, ofPictures: true);
        to_k = new Dense(width, width, ofPictures: true);
        to_v = new Dense(width, width, ofPictures: true);
        to_out = [new Dense(width, width, ofPictures: true)];
        RegisterComponents();
    }

    /// <summary>[N, C, H, W] to [N, C, H, W].</summary>
    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor tokens = BatchRows.Norm(group_norm, x).flatten(2).transpose(1, 2); // [N, H W, C]
        Tensor q = to_q.call(tokens).unsqueeze(1), // [N, 1, H W, C]
            k = to_k.call(tokens).unsqueeze(1),
            v = to_v.call(tokens).unsqueeze(1);
        Tensor seen = to_out[0].call(Attention.Attend(q, k, v).squeeze(1));
        return seen.transpose(1, 2).reshape(x.shape).PlusHere(x).MoveToOuterDisposeScope();
    }
}

/// <summary>The middle of encoder and decoder: residual block, attention, residual block.</summary>
internal sealed class KlMiddle : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<KlAttention>? attentions;
    private readonly ModuleList<TimedResidualBlock> resnets;

    public KlMiddle(KlAutoencoderConfig config)
        : base(nameof(KlMiddle))
    {
        int width = config.Widths[^1];
        attentions = config.MiddleAttends ? [new KlAttention(width, config.Groups)] : null;
        resnets = [KlCoder.Block(config, width, width), KlCoder.Block(config, width, width)];
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = resnets[0].call(x, null);
        if (attentions is not null)
            h = attentions[0].call(h);
        return resnets[1].call(h, null).MoveToOuterDisposeScope();
    }
}
