using Hippogriff.Conditioning;
using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Transformer;

/// <summary>Configuration of a <see cref="PatchTransformer"/>.</summary>
/// <param name="Channels">Channels of the picture: 3 for pixels, otherwise the latent's.</param>
/// <param name="Patch">Side of a patch; one token per patch.</param>
/// <param name="TextWidth">Width of the text embedding.</param>
/// <param name="Width">Width of a token.</param>
/// <param name="Depth">Layers.</param>
/// <param name="HeadWidth">Width of an attention head; it divides the width.</param>
/// <param name="TextLength">Longest prompt in words.</param>
public sealed record PatchTransformerConfig(
    int Channels,
    int Patch,
    int TextWidth,
    int Width = 256,
    int Depth = 8,
    int HeadWidth = 64,
    int TextLength = 32
) : DenoiserConfig
{
    /// <inheritdoc/>
    public override DenoiserNetwork Build() => new PatchTransformer(this);

    /// <inheritdoc/>
    public override int SizeMultiple() => Patch;

    /// <inheritdoc/>
    public override string DisplayName() => "transformer";

    /// <inheritdoc/>
    public override void Check(ConfigCheck check, int channels, int textWidth)
    {
        check = check.In("transformer");
        CheckShared(check, (Channels, TextWidth, HeadWidth, TextLength), channels, textWidth);
        check.Between("patch", Patch, 1, ConfigCheck.LargestPatch);
        check.Between("depth", Depth, 1, ConfigCheck.MostLayers);
        check.Attends("width", Width, HeadWidth);
    }
}

/// <summary>
/// A transformer over patches (DiT, 2212.09748) with one shared modulation (PixArt-alpha, 2310.00426), joint attention
/// over picture and words, and long skips between mirrored layers (U-ViT, 2209.12152).
/// </summary>
public sealed class PatchTransformer : DenoiserNetwork
{
    private readonly Conv2d patch_embed;
    private readonly TimeEmbedding time_embed;
    private readonly Linear text_embed;
    private readonly Linear modulation;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly ModuleList<Dense> skips;
    private readonly Linear final_modulation;
    private readonly LayerNorm final_norm;
    private readonly Linear unpatch;

    /// <summary>A network with fresh weights.</summary>
    public PatchTransformer(PatchTransformerConfig config)
        : base(nameof(PatchTransformer))
    {
        Config = config;
        int d = config.Width;
        patch_embed = Layer.Conv2d(config.Channels, d, config.Patch, config.Patch);
        time_embed = new TimeEmbedding(d);
        text_embed = Layer.Linear(config.TextWidth, d);
        modulation = Normalization.Zeroed(Layer.Linear(d, 6 * d));
        blocks =
        [
            .. Enumerable
                .Range(0, config.Depth)
                .Select(_ => new TransformerBlock(d, Math.Max(1, d / config.HeadWidth), config.TextWidth)),
        ];
        skips =
        [
            .. Enumerable.Range(0, config.Depth / 2).Select(_ => new Dense(2 * d, d, ofPictures: true).PassFirst()),
        ];
        final_modulation = Normalization.Zeroed(Layer.Linear(d, 2 * d));
        final_norm = Normalization.Plain(d);
        unpatch = Normalization.Zeroed(Layer.Linear(d, config.Patch * config.Patch * config.Channels));
        RegisterComponents();
    }

    /// <summary>Sizes of the network.</summary>
    public PatchTransformerConfig Config { get; }

    /// <inheritdoc/>
    public override int SizeMultiple => Config.Patch;

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, Tensor time, Condition text)
    {
        using DisposeScope scope = NewDisposeScope();
        int rows = (int)x.shape[2] / Config.Patch,
            columns = (int)x.shape[3] / Config.Patch;
        // Condition: the noise level and the pooled prompt, as six modulations shared by all blocks (PixArt-alpha,
        // 2310.00426).
        Tensor pooled = BatchRows.OfPrompts(text_embed, text.RequirePooled()); // [K, D]
        Tensor condition = nn.functional.silu(BatchRows.OfPrompts(time_embed, time).Plus(pooled));
        Tensor shared = BatchRows.OfPrompts(modulation, condition).view(-1, 6, Config.Width); // [K, 6, D]
        // Patches become tokens with fixed positions [N, T, D].
        Tensor h = patch_embed
            .call(x)
            .flatten(2)
            .transpose(1, 2)
            .Plus(GridPositions.For(rows, columns, Config.Width, x));
        // Blocks: late ones also take the output of their mirrored early ones (U-ViT, 2209.12152).
        Stack<Tensor> kept = new();
        for (int i = 0; i < blocks.Count; i++)
        {
            int mirrored = i - (blocks.Count - skips.Count);
            if (mirrored >= 0)
                h = skips[mirrored].call(cat([h, kept.Pop()], -1)); // [N, T, D]
            h = blocks[i].call(h, shared, text.Tokens);
            if (i < skips.Count)
                kept.Push(h);
        }
        // Head: a last modulation, and tokens become pixels.
        Tensor[] final = BatchRows.Spread(BatchRows.OfPrompts(final_modulation, condition), x.shape[0]).chunk(2, -1);
        h = unpatch.call(Normalization.Modulate(final_norm.call(h), final[0], final[1])); // [N, T, p p C]
        return Picture(h, rows, columns).MoveToOuterDisposeScope();
    }

    private Tensor Picture(Tensor tokens, int rows, int columns) =>
        tokens
            .view(-1, rows, columns, Config.Patch, Config.Patch, Config.Channels)
            .permute(0, 5, 1, 3, 2, 4) // [N, C, rows, p, columns, p]
            .reshape(-1, Config.Channels, rows * Config.Patch, columns * Config.Patch);

    /// <inheritdoc/>
    public override double FlopsPerPass(int height, int width)
    {
        double t = (double)height * width / Config.Patch / Config.Patch,
            d = Config.Width,
            p = Config.Patch * Config.Patch * Config.Channels;
        return Config.Depth * TransformerBlock.Flops(t, Config.TextLength, d, Config.TextWidth)
            + skips.Count * 4 * t * d * d
            + 4 * t * d * p;
    }
}
