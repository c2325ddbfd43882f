using Hippogriff.Conditioning;
using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.Text;

/// <summary>Configuration of a text encoder.</summary>
/// <param name="Vocabulary">Number of words, including padding and the unknown word.</param>
/// <param name="Length">Sequence length: longer prompts are truncated, shorter ones padded.</param>
/// <param name="Width">Width of the embedding.</param>
/// <param name="Depth">Number of transformer layers.</param>
/// <param name="RelativePlaces">Whether layers use relative positions (T5, 1910.10683, section 2.1). Positions of
/// things and whose colour is which depend on word order.</param>
public sealed record TextEncoderConfig(
    int Vocabulary,
    int Length = 32,
    int Width = 192,
    int Depth = 2,
    bool RelativePlaces = false
)
{
    private const int MostWords = 1_000_000;

    /// <summary>Validates the sizes.</summary>
    /// <exception cref="HippogriffException">The message names the setting and what is allowed.</exception>
    public void Check(ConfigCheck check)
    {
        check.Between("vocabulary", Vocabulary, 2, MostWords);
        check.Between("length", Length, 1, ConfigCheck.LongestText);
        check.Between("depth", Depth, 0, ConfigCheck.MostLayers);
        check.Between("width", Width, 1, ConfigCheck.MostChannels);
        check.Divides("width", Width, Math.Max(1, Width / TextEncoder.HeadWidth), "the number of heads");
    }
}

/// <summary>
/// A text encoder: word and position embeddings and bidirectional pre-norm transformer layers. Padding is an ordinary
/// token, so the length is fixed and no mask is needed. The pooled vector is the mean over words without padding.
/// </summary>
public sealed class TextEncoder : nn.Module<Tensor, Condition>
{
    internal const int HeadWidth = 64;
    private readonly Embedding token_embedding;
    private readonly Parameter position_embedding;
    private readonly ModuleList<AttentionBlock> layers;
    private readonly LayerNorm final_norm;

    /// <summary>A network with fresh weights.</summary>
    public TextEncoder(TextEncoderConfig config)
        : base(nameof(TextEncoder))
    {
        Config = config;
        token_embedding = Layer.Embedding(config.Vocabulary, config.Width);
        position_embedding = new Parameter(Layer.Normal(config.Length, config.Width).mul_(Held(0.1)));
        using (no_grad())
            token_embedding.weight!.mul_(Held(0.1));
        layers =
        [
            .. Enumerable
                .Range(0, config.Depth)
                .Select(i => new AttentionBlock(
                    config.Width,
                    Math.Max(1, config.Width / HeadWidth),
                    config.RelativePlaces ? config.Length : 0,
                    i
                )),
        ];
        final_norm = Layer.LayerNorm(config.Width);
        RegisterComponents();
    }

    /// <summary>Sizes of the network.</summary>
    public TextEncoderConfig Config { get; }

    /// <summary>Word indices [N, L], int64, to a condition.</summary>
    public override Condition forward(Tensor ids)
    {
        using DisposeScope scope = NewDisposeScope();
        // Words and positions become vectors, followed by the transformer layers.
        Tensor x = token_embedding.call(ids).Plus(position_embedding); // [N, L, D]
        foreach (AttentionBlock layer in layers)
            x = layer.call(x);
        x = final_norm.call(x);
        // Pooled prompt: the mean over words, without padding.
        Tensor said = ids.ne(Held(0)).to(x.dtype).unsqueeze(-1); // [N, L, 1]: padding has no say in the sum of a prompt
        Tensor pooled = (x * said).sum(dim: 1) / said.sum(dim: 1).clamp_min(Held(1)); // [N, D]; no words: zero
        return new Condition(x.MoveToOuterDisposeScope(), pooled.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// Makes an encoder equivalent to the smaller one whose weights it has: layers from <paramref name="first"/> on are
    /// initially the identity.
    /// </summary>
    /// <param name="first">Number of layers of the other.</param>
    /// <param name="relative">Whether the other uses relative positions too.</param>
    public void ZeroLayersFrom(int first, bool relative)
    {
        foreach (AttentionBlock layer in layers.Skip(first))
            layer.ZeroOutput();
        if (relative)
            return;
        foreach (AttentionBlock layer in layers.Take(first))
            layer.Level();
    }

    /// <summary>FLOPs per prompt (multiply-adds times two), matrix products only.</summary>
    public double FlopsPerPrompt => Config.Depth * AttentionBlock.Flops(Config.Length, Config.Width);
}
