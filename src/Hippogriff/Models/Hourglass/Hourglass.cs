using Hippogriff.Conditioning;
using Hippogriff.Models.Layers;
using Hippogriff.Models.Transformer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Hourglass;

/// <summary>Configuration of an <see cref="Hourglass"/>.</summary>
/// <param name="Channels">Channels of the picture.</param>
/// <param name="Patch">Side of a fine patch; four patches make a coarse token.</param>
/// <param name="Width">Width of fine tokens.</param>
/// <param name="CoarseWidth">Width of coarse tokens.</param>
/// <param name="TextWidth">Width of the text embedding.</param>
/// <param name="FineDepth">Layers over fine tokens, before and after the middle.</param>
/// <param name="CoarseDepth">Layers over coarse tokens.</param>
/// <param name="HeadWidth">Width of an attention head; it divides both widths.</param>
/// <param name="TextLength">Longest prompt in words.</param>
public sealed record HourglassConfig(
    int Channels,
    int Patch,
    int Width,
    int CoarseWidth,
    int TextWidth,
    int FineDepth = 2,
    int CoarseDepth = 6,
    int HeadWidth = 64,
    int TextLength = 32
) : DenoiserConfig
{
    /// <inheritdoc/>
    public override DenoiserNetwork Build() => new Hourglass(this);

    /// <inheritdoc/>
    public override int SizeMultiple() => 2 * Patch;

    /// <inheritdoc/>
    public override string DisplayName() => "hourglass";

    /// <inheritdoc/>
    public override void Check(ConfigCheck check, int channels, int textWidth)
    {
        check = check.In("hourglass");
        CheckShared(check, (Channels, TextWidth, HeadWidth, TextLength), channels, textWidth);
        check.Between("patch", Patch, 1, ConfigCheck.LargestPatch);
        check.Between("fine_depth", FineDepth, 0, ConfigCheck.MostLayers);
        check.Between("coarse_depth", CoarseDepth, 0, ConfigCheck.MostLayers);
        check.Attends("width", Width, HeadWidth);
        check.Attends("coarse_width", CoarseWidth, HeadWidth);
    }
}

/// <summary>
/// An hourglass transformer (HDiT, 2401.11605, with full attention on both levels). Fine tokens of small patches are
/// merged by fours, processed by a deep middle, split again and added to a long skip. A 3x3 convolution over the pixels
/// removes seams between patches.
/// </summary>
public sealed class Hourglass : DenoiserNetwork
{
    private readonly Conv2d patch_embed;
    private readonly TimeEmbedding time_embed;
    private readonly Linear text_embed;
    private readonly Linear fine_modulation;
    private readonly Linear coarse_modulation;
    private readonly ModuleList<TransformerBlock> down_blocks;
    private readonly Conv2d merge;
    private readonly ModuleList<TransformerBlock> mid_blocks;
    private readonly Dense split;
    private readonly ModuleList<TransformerBlock> up_blocks;
    private readonly LayerNorm final_norm;
    private readonly Linear unpatch;
    private readonly Conv2d smooth;

    /// <summary>A network with fresh weights.</summary>
    public Hourglass(HourglassConfig config)
        : base(nameof(Hourglass))
    {
        Config = config;
        int d = config.Width,
            e = config.CoarseWidth;
        patch_embed = Layer.Conv2d(config.Channels, d, config.Patch, config.Patch);
        time_embed = new TimeEmbedding(e);
        text_embed = Layer.Linear(config.TextWidth, e);
        fine_modulation = Normalization.Zeroed(Layer.Linear(e, 6 * d));
        coarse_modulation = Normalization.Zeroed(Layer.Linear(e, 6 * e));
        down_blocks = Blocks(config.FineDepth, d, config);
        merge = Layer.Conv2d(d, e, 2, 2);
        mid_blocks = Blocks(config.CoarseDepth, e, config);
        split = new Dense(e, 4 * d, ofPictures: true);
        up_blocks = Blocks(config.FineDepth, d, config);
        final_norm = Layer.LayerNorm(d);
        unpatch = Normalization.Zeroed(Layer.Linear(d, config.Patch * config.Patch * config.Channels));
        smooth = Normalization.Zeroed(Layer.Conv2d(config.Channels, config.Channels, 3, padding: 1));
        RegisterComponents();
    }

    /// <summary>Sizes of the network.</summary>
    public HourglassConfig Config { get; }

    /// <inheritdoc/>
    public override int SizeMultiple => 2 * Config.Patch;

    private static ModuleList<TransformerBlock> Blocks(int depth, int width, HourglassConfig config) =>
        [
            .. Enumerable
                .Range(0, depth)
                .Select(_ => new TransformerBlock(width, Math.Max(1, width / config.HeadWidth), config.TextWidth)),
        ];

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, Tensor time, Condition text)
    {
        using DisposeScope scope = NewDisposeScope();
        int rows = (int)x.shape[2] / Config.Patch,
            columns = (int)x.shape[3] / Config.Patch;
        // Condition: the noise level and the pooled prompt, as modulation for both sizes of tokens.
        Tensor pooled = BatchRows.OfPrompts(text_embed, text.RequirePooled()); // [K, E]
        Tensor condition = nn.functional.silu(BatchRows.OfPrompts(time_embed, time).Plus(pooled));
        Tensor fine = BatchRows.OfPrompts(fine_modulation, condition).view(-1, 6, Config.Width);
        Tensor coarse = BatchRows.OfPrompts(coarse_modulation, condition).view(-1, 6, Config.CoarseWidth);
        // Fine tokens before the middle.
        Tensor h = Tokens(patch_embed.call(x)).Plus(GridPositions.For(rows, columns, Config.Width, x)); // [N, T, D]
        foreach (TransformerBlock block in down_blocks)
            h = block.call(h, fine, text.Tokens);
        // Four fine tokens become a coarse one; most of the work is on coarse tokens (HDiT, 2401.11605).
        Tensor m = Tokens(merge.call(Picture(h, 1, rows, columns)))
            .Plus(GridPositions.For(rows / 2, columns / 2, Config.CoarseWidth, x));
        foreach (TransformerBlock block in mid_blocks)
            m = block.call(m, coarse, text.Tokens);
        // Coarse tokens are split again and added to the fine ones.
        h = h.Plus(Tokens(Picture(split.call(m), 2, rows / 2, columns / 2))); // [N, T, D]
        foreach (TransformerBlock block in up_blocks)
            h = block.call(h, fine, text.Tokens);
        // Head: tokens become pixels, and a convolution smooths the seams of patches.
        Tensor picture = Picture(unpatch.call(final_norm.call(h)), Config.Patch, rows, columns); // [N, C, H, W]
        return picture.Plus(smooth.call(picture)).MoveToOuterDisposeScope();
    }

    private static Tensor Tokens(Tensor picture) => picture.flatten(2).transpose(1, 2);

    /// <summary>Tokens [N, rows * columns, p * p * C] rearranged to [N, C, rows * p, columns * p].</summary>
    private static Tensor Picture(Tensor tokens, int p, int rows, int columns)
    {
        long c = tokens.shape[2] / p / p;
        return tokens.view(-1, rows, columns, p, p, c).permute(0, 5, 1, 3, 2, 4).reshape(-1, c, rows * p, columns * p);
    }

    /// <inheritdoc/>
    public override double FlopsPerPass(int height, int width)
    {
        double t = (double)height * width / Config.Patch / Config.Patch,
            d = Config.Width,
            e = Config.CoarseWidth;
        double p = Config.Patch * Config.Patch * Config.Channels;
        return 2 * Config.FineDepth * TransformerBlock.Flops(t, Config.TextLength, d, Config.TextWidth)
            + Config.CoarseDepth * TransformerBlock.Flops(t / 4, Config.TextLength, e, Config.TextWidth)
            + 4 * t * d * e
            + 4 * t * d * p;
    }
}
