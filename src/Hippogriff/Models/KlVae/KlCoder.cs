using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.KlVae;

/// <summary>What encoder and decoder share.</summary>
internal static class KlCoder
{
    /// <summary>Added to the variance in all norms.</summary>
    public const double Eps = 1e-6;

    public static TimedResidualBlock Block(KlAutoencoderConfig config, int input, int output) =>
        new(input, output, timeWidth: 0, config.Groups, Eps);

    /// <summary>
    /// The next picture in place of the last one, which is freed: at full size one holds several hundred megabytes.
    /// </summary>
    public static Tensor Next(Tensor x, Func<Tensor, Tensor> step)
    {
        using Tensor last = x;
        return step(last);
    }
}

/// <summary>A level of the encoder: residual blocks, then half the side.</summary>
internal sealed class KlDownStage : nn.Module
{
    private readonly ModuleList<TimedResidualBlock> resnets;
    private readonly ModuleList<Downsampler>? downsamplers;

    public KlDownStage(KlAutoencoderConfig config, int index)
        : base(nameof(KlDownStage))
    {
        int from = config.Widths[Math.Max(0, index - 1)],
            width = config.Widths[index];
        resnets =
        [
            .. Enumerable.Range(0, config.Blocks).Select(i => KlCoder.Block(config, i == 0 ? from : width, width)),
        ];
        downsamplers = index < config.Widths.Count - 1 ? [new Downsampler(width, toTheRight: true)] : null;
        RegisterComponents();
    }

    /// <summary>Takes its input.</summary>
    public Tensor Run(Tensor h)
    {
        foreach (TimedResidualBlock block in resnets)
            h = KlCoder.Next(h, x => block.call(x, null));
        return downsamplers is null ? h : KlCoder.Next(h, downsamplers[0].call);
    }
}

/// <summary>A level of the decoder: residual blocks, then twice the side.</summary>
internal sealed class KlUpStage : nn.Module
{
    private readonly ModuleList<TimedResidualBlock> resnets;
    private readonly ModuleList<Upsampler>? upsamplers;

    public KlUpStage(KlAutoencoderConfig config, int index)
        : base(nameof(KlUpStage))
    {
        int last = config.Widths.Count - 1,
            from = config.Widths[Math.Min(last, last - index + 1)],
            width = config.Widths[last - index];
        resnets =
        [
            .. Enumerable.Range(0, config.Blocks + 1).Select(i => KlCoder.Block(config, i == 0 ? from : width, width)),
        ];
        upsamplers = index < last ? [new Upsampler(width)] : null;
        RegisterComponents();
    }

    /// <summary>Takes its input.</summary>
    public Tensor Run(Tensor h)
    {
        foreach (TimedResidualBlock block in resnets)
            h = KlCoder.Next(h, x => block.call(x, null));
        return upsamplers is null ? h : KlCoder.Next(h, x => upsamplers[0].call(x, null));
    }
}

/// <summary>Pixels to mean and log-variance of a latent.</summary>
internal sealed class KlEncoder : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv_in;
    private readonly ModuleList<KlDownStage> down_blocks;
    private readonly KlMiddle mid_block;
    private readonly GroupNorm conv_norm_out;
    private readonly Conv2d conv_out;

    public KlEncoder(KlAutoencoderConfig config)
        : base(nameof(KlEncoder))
    {
        conv_in = Layer.Conv2d(config.Colours, config.Widths[0], 3, padding: 1);
        down_blocks = [.. Enumerable.Range(0, config.Widths.Count).Select(i => new KlDownStage(config, i))];
        mid_block = new KlMiddle(config);
        conv_norm_out = Layer.GroupNorm(config.Groups, config.Widths[^1], KlCoder.Eps);
        conv_out = Layer.Conv2d(config.Widths[^1], 2 * config.Latent, 3, padding: 1);
        PixelsOfCell = config.Factor;
        Width = config.Widths[^Math.Min(2, config.Widths.Count)];
        Reach = (ReachOf(config) + PixelsOfCell - 1) / PixelsOfCell;
        RegisterComponents();
    }

    /// <summary>Side in pixels of a cell that <see cref="Begin"/> gives.</summary>
    public int PixelsOfCell { get; }

    /// <summary>Channels of the cells.</summary>
    public int Width { get; }

    /// <summary>How many cells away <see cref="Begin"/> reads, beside its norms.</summary>
    public int Reach { get; }

    /// <summary>[N, 3, H, W] to [N, 2 C, H / f, W / f].</summary>
    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        return Finish(Begin(x)).MoveToOuterDisposeScope();
    }

    /// <summary>The large levels: [N, 3, H, W] to cells [N, D, H / f, W / f].</summary>
    public Tensor Begin(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = BatchRows.Convolve(conv_in, x);
        foreach (KlDownStage stage in down_blocks.SkipLast(1))
            h = stage.Run(h);
        return h.MoveToOuterDisposeScope();
    }

    /// <summary>The smallest level and the middle, which attend to everything; takes its input.</summary>
    public Tensor Finish(Tensor h)
    {
        using DisposeScope scope = NewDisposeScope();
        h = down_blocks[^1].Run(h);
        h = KlCoder.Next(h, mid_block.call);
        h = KlCoder.Next(h, last => SlicedNormSilu.Watched(conv_norm_out, last));
        return BatchRows.Convolve(conv_out, h).MoveToOuterDisposeScope();
    }

    /// <summary>Pixels: every 3x3 convolution reads one position further, and halving doubles what was read.</summary>
    private static int ReachOf(KlAutoencoderConfig config)
    {
        int reach = 0;
        for (int level = config.Widths.Count - 2; level >= 0; level--)
            reach = 2 * reach + 2 + 2 * config.Blocks; // the halving reads to the right; two convolutions a block
        return reach + 1; // the first convolution
    }
}

/// <summary>Latents to pixels.</summary>
internal sealed class KlDecoder : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv_in;
    private readonly KlMiddle mid_block;
    private readonly ModuleList<KlUpStage> up_blocks;
    private readonly GroupNorm conv_norm_out;
    private readonly Conv2d conv_out;

    public KlDecoder(KlAutoencoderConfig config)
        : base(nameof(KlDecoder))
    {
        conv_in = Layer.Conv2d(config.Latent, config.Widths[^1], 3, padding: 1);
        mid_block = new KlMiddle(config);
        up_blocks = [.. Enumerable.Range(0, config.Widths.Count).Select(i => new KlUpStage(config, i))];
        conv_norm_out = Layer.GroupNorm(config.Groups, config.Widths[0], KlCoder.Eps);
        conv_out = Layer.Conv2d(config.Widths[0], config.Colours, 3, padding: 1);
        Colours = config.Colours;
        PixelsOfCell = Math.Max(1, config.Factor / 2);
        Reach = ReachOf(config);
        RegisterComponents();
    }

    /// <summary>Colours of a picture.</summary>
    public int Colours { get; }

    /// <summary>Side in pixels of a cell that <see cref="Begin"/> gives.</summary>
    public int PixelsOfCell { get; }

    /// <summary>How many cells away <see cref="Finish"/> reads, beside its norms.</summary>
    public int Reach { get; }

    /// <summary>[N, C, h, w] to [N, 3, h f, w f].</summary>
    public override Tensor forward(Tensor z)
    {
        using DisposeScope scope = NewDisposeScope();
        return Finish(Begin(z)).MoveToOuterDisposeScope();
    }

    /// <summary>The middle and the smallest level [N, C, h, w], which are small and attend to everything.</summary>
    public Tensor Begin(Tensor z)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = KlCoder.Next(BatchRows.Convolve(conv_in, z), mid_block.call);
        return up_blocks[0].Run(h).MoveToOuterDisposeScope();
    }

    /// <summary>The other levels and the colours; takes its input.</summary>
    public Tensor Finish(Tensor h)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (KlUpStage stage in up_blocks.Skip(1))
            h = stage.Run(h);
        h = KlCoder.Next(h, last => SlicedNormSilu.Watched(conv_norm_out, last));
        return BatchRows.Convolve(conv_out, h).MoveToOuterDisposeScope();
    }

    /// <summary>Every 3x3 convolution reads one position further, and doubling halves what was read.</summary>
    private static int ReachOf(KlAutoencoderConfig config)
    {
        int reach = 1; // the last convolution
        for (int level = config.Widths.Count - 1; level > 0; level--)
        {
            reach += 2 * (config.Blocks + 1); // two convolutions a block
            if (level > 1)
                reach = (reach + 2) / 2; // one behind the doubling, rounded up
        }
        return reach;
    }
}
