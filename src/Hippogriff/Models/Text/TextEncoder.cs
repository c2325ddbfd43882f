using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Text;

/// <summary>Size of a text encoder.</summary>
/// <param name="Vocabulary">Number of words, padding and the unknown word among them.</param>
/// <param name="Length">Words a prompt may have; longer ones are cut, shorter ones padded.</param>
/// <param name="Width">Width of a word's vector.</param>
/// <param name="Depth">Number of transformer layers.</param>
public sealed record TextEncoderConfig(int Vocabulary, int Length = 32, int Width = 192, int Depth = 2);

/// <summary>
/// Words to coordinates: word and place embeddings, a few pre-norm transformer layers that read both ways. Padding is a word of its own and
/// is attended to like one: the length is fixed and no mask is needed. The pooled vector is the mean of the words that were really said.
/// </summary>
public sealed class TextEncoder : nn.Module<Tensor, TextCondition>
{
    internal const int HeadWidth = 64;
    private readonly Embedding token_embedding;
    private readonly Parameter position_embedding;
    private readonly ModuleList<TextBlock> layers;
    private readonly LayerNorm final_norm;

    public TextEncoder(TextEncoderConfig config) : base(nameof(TextEncoder))
    {
        Config = config;
        token_embedding = nn.Embedding(config.Vocabulary, config.Width);
        position_embedding = new Parameter(randn(config.Length, config.Width) * 0.02);
        using (no_grad()) token_embedding.weight!.mul_(0.1);
        layers = [.. Enumerable.Range(0, config.Depth).Select(_ => new TextBlock(config.Width, Math.Max(1, config.Width / HeadWidth)))];
        final_norm = nn.LayerNorm(config.Width);
        RegisterComponents();
    }

    public TextEncoderConfig Config { get; }

    /// <summary>Word numbers [N, L], int64, to coordinates.</summary>
    public override TextCondition forward(Tensor ids)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = token_embedding.call(ids) + position_embedding;                     // [N, L, D]
        foreach (TextBlock layer in layers) x = layer.call(x);
        x = final_norm.call(x);
        Tensor said = ids.ne(0).to(x.dtype).unsqueeze(-1);                             // [N, L, 1]: padding has no say in the sum of a prompt
        Tensor pooled = (x * said).sum(dim: 1) / said.sum(dim: 1).clamp_min(1);        // [N, D]; no words: zero
        return new TextCondition(x.MoveToOuterDisposeScope(), pooled.MoveToOuterDisposeScope());
    }

    /// <summary>Multiply-adds for one prompt, times two; matrix work only.</summary>
    public double FlopsPerPrompt => Config.Depth * (24.0 * Config.Length * Config.Width * Config.Width + 4.0 * Config.Length * Config.Length * Config.Width);
}

/// <summary>Pre-norm transformer layer over words.</summary>
internal sealed class TextBlock : nn.Module<Tensor, Tensor>
{
    private readonly int heads;
    private readonly LayerNorm norm1;
    private readonly Dense qkv;
    private readonly Dense proj;
    private readonly LayerNorm norm2;
    private readonly Dense fc1;
    private readonly Dense fc2;

    public TextBlock(int width, int heads) : base(nameof(TextBlock))
    {
        this.heads = heads;
        norm1 = nn.LayerNorm(width);
        qkv = new Dense(width, 3 * width);
        proj = new Dense(width, width);
        norm2 = nn.LayerNorm(width);
        fc1 = new Dense(width, 4 * width);
        fc2 = new Dense(4 * width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        long n = x.shape[0], l = x.shape[1], d = x.shape[2];
        Tensor[] parts = [.. qkv.call(norm1.call(x)).chunk(3, -1).Select(p => p.view(n, l, heads, d / heads).transpose(1, 2))];
        Tensor read = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        x = x + proj.call(read.transpose(1, 2).reshape(n, l, d));                      // [N, L, D]
        x = x + fc2.call(nn.functional.gelu(fc1.call(norm2.call(x))));
        return x.MoveToOuterDisposeScope();
    }
}
