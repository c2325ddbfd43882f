using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.ClipText;

/// <summary>One block of a CLIP text encoder: x + attention(norm x), then x + mlp(norm x).</summary>
internal sealed class ClipTextLayer : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly LayerNorm layer_norm1;
    private readonly ClipTextAttention self_attn;
    private readonly LayerNorm layer_norm2;
    private readonly ClipTextMlp mlp;

    public ClipTextLayer(ClipTextConfig config)
        : base(nameof(ClipTextLayer))
    {
        layer_norm1 = Layer.LayerNorm(config.Width, config.Epsilon);
        self_attn = new ClipTextAttention(config.Width, config.Heads);
        layer_norm2 = Layer.LayerNorm(config.Width, config.Epsilon);
        mlp = new ClipTextMlp(config);
        RegisterComponents();
    }

    /// <summary>x [N, L, D] and a mask added to the logits [L, L], to [N, L, D].</summary>
    public override Tensor forward(Tensor x, Tensor mask)
    {
        using DisposeScope scope = NewDisposeScope();
        x = x.Plus(self_attn.call(layer_norm1.call(x), mask));
        return x.Plus(mlp.call(layer_norm2.call(x))).MoveToOuterDisposeScope();
    }
}

/// <summary>Attention of tokens over themselves and those before them.</summary>
internal sealed class ClipTextAttention : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly int heads;
    private readonly Dense q_proj;
    private readonly Dense k_proj;
    private readonly Dense v_proj;
    private readonly Dense out_proj;

    public ClipTextAttention(int width, int heads)
        : base(nameof(ClipTextAttention))
    {
        this.heads = heads;
        q_proj = new Dense(width, width);
        k_proj = new Dense(width, width);
        v_proj = new Dense(width, width);
        out_proj = new Dense(width, width);
        RegisterComponents();
    }

    /// <summary>x [N, L, D] and a mask added to the logits [L, L], to [N, L, D].</summary>
    public override Tensor forward(Tensor x, Tensor mask)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor seen = Attention.Attend(Split(q_proj.call(x)), Split(k_proj.call(x)), Split(v_proj.call(x)), mask);
        return out_proj.call(seen.transpose(1, 2).reshape(x.shape)).MoveToOuterDisposeScope();
    }

    /// <summary>[N, L, D] to [N, h, L, D/h].</summary>
    private Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], heads, x.shape[2] / heads).transpose(1, 2);
}

/// <summary>The two layers of a block with the activation between them.</summary>
internal sealed class ClipTextMlp : nn.Module<Tensor, Tensor>
{
    private const double QuickSlope = 1.702;
    private readonly ClipActivation activation;
    private readonly Dense fc1;
    private readonly Dense fc2;

    public ClipTextMlp(ClipTextConfig config)
        : base(nameof(ClipTextMlp))
    {
        activation = config.Activation;
        fc1 = new Dense(config.Width, config.Inner);
        fc2 = new Dense(config.Inner, config.Width);
        RegisterComponents();
    }

    /// <summary>[N, L, D] to [N, L, D].</summary>
    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor inner = fc1.call(x);
        inner =
            activation == ClipActivation.QuickGelu
                ? inner * nn.functional.sigmoid(inner * Held(QuickSlope))
                : nn.functional.gelu(inner);
        return fc2.call(inner).MoveToOuterDisposeScope();
    }
}
