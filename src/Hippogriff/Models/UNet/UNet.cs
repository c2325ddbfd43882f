using Hippogriff.Conditioning;
using Hippogriff.Models.Layers;
using Hippogriff.Models.Transformer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.UNet;

/// <summary>Configuration of a <see cref="UNet"/>.</summary>
/// <param name="Channels">Channels of the picture: 3 for pixels, otherwise the latent's.</param>
/// <param name="Stem">Side of the patches merged by the first convolution; 1 for latents, 2 or 4 for pixels.</param>
/// <param name="Widths">Channels per level; every level after the first halves the side. The last one is the
/// transformer's width.</param>
/// <param name="TextWidth">Width of the text embedding.</param>
/// <param name="Blocks">Residual blocks per level, on each side.</param>
/// <param name="Depth">Transformer layers in the bottleneck.</param>
/// <param name="HeadWidth">Width of an attention head; it divides the last width.</param>
/// <param name="TextLength">Longest prompt in words.</param>
public sealed record UNetConfig(
    int Channels,
    int Stem,
    int[] Widths,
    int TextWidth,
    int Blocks = 2,
    int Depth = 4,
    int HeadWidth = 64,
    int TextLength = 32
) : DenoiserConfig
{
    /// <inheritdoc/>
    public override DenoiserNetwork Build() => new UNet(this);

    /// <inheritdoc/>
    public override int SizeMultiple() => Stem << (Widths.Length - 1);

    /// <inheritdoc/>
    public override string DisplayName() => "U-Net";

    /// <inheritdoc/>
    public override bool HasBottleneck() => true;

    /// <inheritdoc/>
    public override void Check(ConfigCheck check, int channels, int textWidth)
    {
        check = check.In("u_net");
        CheckShared(check, (Channels, TextWidth, HeadWidth, TextLength), channels, textWidth);
        check.Between("stem", Stem, 1, ConfigCheck.LargestPatch);
        check.Between("blocks", Blocks, 1, ConfigCheck.MostLayers);
        check.Between("depth", Depth, 0, ConfigCheck.MostLayers);
        check.Widths("widths", Widths);
        check.Attends("widths", Widths[^1], HeadWidth);
    }
}

/// <summary>
/// Convolutions at high resolution, and a transformer with the words at low resolution (simple diffusion's U-ViT,
/// 2301.11093).
/// </summary>
public sealed class UNet : DenoiserNetwork, IHasBottleneck
{
    private readonly Conv2d stem;
    private readonly TimeEmbedding time_embed;
    private readonly Linear text_embed;
    private readonly ModuleList<ResidualBlock> down_blocks;
    private readonly ModuleList<Conv2d> downsamplers;
    private readonly Linear modulation;
    private readonly ModuleList<TransformerBlock> mid;
    private readonly ModuleList<Conv2d> upsamplers;
    private readonly ModuleList<ResidualBlock> up_blocks;
    private readonly GroupNorm final_norm;
    private readonly Conv2d head;

    /// <summary>A network with fresh weights.</summary>
    public UNet(UNetConfig config)
        : base(nameof(UNet))
    {
        Config = config;
        int[] w = config.Widths;
        int d = w[^1],
            levels = w.Length - 1;
        stem = Layer.Conv2d(config.Channels * config.Stem * config.Stem, w[0], 3, padding: 1);
        time_embed = new TimeEmbedding(d);
        text_embed = Layer.Linear(config.TextWidth, d);
        down_blocks =
        [
            .. Enumerable
                .Range(0, levels * config.Blocks)
                .Select(i => new ResidualBlock(w[i / config.Blocks], w[i / config.Blocks], d)),
        ];
        downsamplers = [.. Enumerable.Range(0, levels).Select(i => Layer.Conv2d(w[i], w[i + 1], 3, 2, 1))];
        modulation = Normalization.Zeroed(Layer.Linear(d, 6 * d));
        mid =
        [
            .. Enumerable
                .Range(0, config.Depth)
                .Select(_ => new TransformerBlock(d, Math.Max(1, d / config.HeadWidth), config.TextWidth)),
        ];
        upsamplers =
        [
            .. Enumerable.Range(0, levels).Select(i => Layer.Conv2d(w[levels - i], w[levels - i - 1], 3, padding: 1)),
        ];
        up_blocks =
        [
            .. Enumerable
                .Range(0, levels * config.Blocks)
                .Select(i => w[levels - 1 - i / config.Blocks])
                .Select(c => new ResidualBlock(2 * c, c, d)),
        ];
        final_norm = Normalization.Group(w[0]);
        head = Normalization.Zeroed(Layer.Conv2d(w[0], config.Channels * config.Stem * config.Stem, 3, padding: 1));
        RegisterComponents();
    }

    /// <summary>Sizes of the network.</summary>
    public UNetConfig Config { get; }

    /// <inheritdoc/>
    public override int SizeMultiple => Config.Stem << (Config.Widths.Length - 1);

    /// <summary>Channels of the bottleneck in <see cref="WithBottleneck"/>.</summary>
    public int BottleneckWidth => Config.Widths[^1];

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, Tensor time, Condition text)
    {
        (Tensor guess, Tensor bottleneck) = WithBottleneck(x, time, text);
        bottleneck.Dispose();
        return guess;
    }

    /// <summary>
    /// The prediction of <see cref="forward"/>, and the output of the bottleneck transformer [N, D, h, w].
    /// </summary>
    public (Tensor Guess, Tensor Bottleneck) WithBottleneck(Tensor x, Tensor time, Condition text)
    {
        using DisposeScope scope = NewDisposeScope();
        // Condition: the noise level and the pooled prompt, one row per prompt.
        Tensor pooled = BatchRows.OfPrompts(text_embed, text.RequirePooled()); // [K, D]
        Tensor condition = nn.functional.silu(BatchRows.OfPrompts(time_embed, time).Plus(pooled));
        // Stem: s x s pixels become channels.
        // [N, w0, H/s, W/s]
        Tensor patches = Config.Stem == 1 ? x : nn.functional.pixel_unshuffle(x, Config.Stem);
        Tensor h = BatchRows.Convolve(stem, ConvolutionLayout.InTraining(patches));
        // Down: residual blocks, then half the side; outputs are kept as skips (U-Net, 1505.04597).
        Stack<Tensor> kept = new();
        for (int level = 0; level < downsamplers.Count; level++)
        {
            for (int i = 0; i < Config.Blocks; i++)
                kept.Push(h = down_blocks[level * Config.Blocks + i].call(h, condition));
            h = BatchRows.Convolve(downsamplers[level], h);
        }
        // Bottleneck: a transformer at the smallest side with attention to the words.
        Tensor bottleneck = h = Bottleneck(h, condition, text.Tokens);
        // Up: twice the side, then residual blocks on h and the skips.
        for (int level = 0; level < upsamplers.Count; level++)
        {
            h = BatchRows.Convolve(
                upsamplers[level],
                nn.functional.interpolate(h, scale_factor: [2, 2], mode: InterpolationMode.Nearest)
            );
            for (int i = 0; i < Config.Blocks; i++)
                h = up_blocks[level * Config.Blocks + i].call(cat([h, kept.Pop()], 1), condition);
        }
        // Head: back to channels, and to pixels if the stem merged patches.
        h = BatchRows.Convolve(head, Normalization.GroupSilu(final_norm, h));
        if (Config.Stem > 1)
            h = nn.functional.pixel_shuffle(h, Config.Stem);
        return (h.MoveToOuterDisposeScope(), bottleneck.MoveToOuterDisposeScope());
    }

    private Tensor Bottleneck(Tensor x, Tensor condition, Tensor words)
    {
        int rows = (int)x.shape[2],
            columns = (int)x.shape[3],
            d = Config.Widths[^1];
        Tensor shared = BatchRows.OfPrompts(modulation, condition).view(-1, 6, d); // [K, 6, D]
        Tensor h = x.flatten(2).transpose(1, 2).Plus(GridPositions.For(rows, columns, d, x)); // [N, T, D]
        foreach (TransformerBlock block in mid)
            h = block.call(h, shared, words);
        return h.transpose(1, 2).reshape(-1, d, rows, columns);
    }

    /// <inheritdoc/>
    public override double FlopsPerPass(int height, int width)
    {
        int[] w = Config.Widths;
        double pixels = (double)height * width / Config.Stem / Config.Stem,
            io = Config.Channels * Config.Stem * Config.Stem;
        double total = 4 * pixels * 9 * io * w[0];
        for (int level = 0; level < w.Length - 1; level++)
        {
            total +=
                Config.Blocks
                * (
                    ResidualBlock.Flops(pixels, w[level], w[level])
                    + ResidualBlock.Flops(pixels, 2 * w[level], w[level])
                );
            total += 2 * pixels * 9 * w[level] * w[level + 1] * 1.25; // quarter of the pixels down, all of them up
            pixels /= 4;
        }
        return total + Config.Depth * TransformerBlock.Flops(pixels, Config.TextLength, w[^1], Config.TextWidth);
    }
}
