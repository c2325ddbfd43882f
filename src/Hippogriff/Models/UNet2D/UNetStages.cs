using Hippogriff.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.UNet2D;

/// <summary>A level on the way down: residual blocks with transformers behind them, then half the side.</summary>
internal sealed class DownStage : nn.Module
{
    private readonly ModuleList<TimedResidualBlock> resnets;
    private readonly ModuleList<SpatialTransformer>? attentions;
    private readonly ModuleList<Downsampler>? downsamplers;

    /// <param name="config">The network.</param>
    /// <param name="index">Which level.</param>
    /// <param name="skips">Widths of what was left so far; what this level leaves is added.</param>
    public DownStage(ConditionalUNetConfig config, int index, Stack<int> skips)
        : base(nameof(DownStage))
    {
        UNetLevel level = config.Down[index];
        resnets = [];
        for (int i = 0; i < level.Depths.Count; i++)
        {
            resnets.Add(UNetParts.Block(config, skips.Peek(), level.Width));
            skips.Push(level.Width);
        }
        attentions = UNetParts.Transformers(config, level);
        if (index < config.Down.Count - 1)
        {
            downsamplers = [new Downsampler(level.Width)];
            skips.Push(level.Width);
        }
        RegisterComponents();
    }

    /// <summary>Pushes every output to <paramref name="skips"/>, whose top is the input.</summary>
    public void Run(Stack<Tensor> skips, Tensor time, Tensor words)
    {
        for (int i = 0; i < resnets.Count; i++)
        {
            Tensor h = resnets[i].call(skips.Peek(), time);
            if (attentions is not null)
            {
                using Tensor before = h;
                h = attentions[i].call(before, words);
            }
            skips.Push(h);
        }
        if (downsamplers is not null)
            skips.Push(downsamplers[0].call(skips.Peek()));
    }
}

/// <summary>The middle: a residual block, then transformers with a residual block behind each.</summary>
internal sealed class MiddleStage : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly ModuleList<SpatialTransformer>? attentions;
    private readonly ModuleList<TimedResidualBlock> resnets;

    public MiddleStage(ConditionalUNetConfig config)
        : base(nameof(MiddleStage))
    {
        UNetLevel middle = config.Middle!;
        attentions = UNetParts.Transformers(config, middle);
        int blocks = middle.Depths.Count + (middle.Attends ? 1 : 0);
        resnets = [.. Enumerable.Range(0, blocks).Select(_ => UNetParts.Block(config, middle.Width, middle.Width))];
        RegisterComponents();
    }

    /// <summary>x [N, C, H, W], SiLU of the embedded time [K, D], words [K, L, E], to [N, C, H, W].</summary>
    public override Tensor forward(Tensor x, Tensor time, Tensor words)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor h = resnets[0].call(x, time);
        for (int i = 1; i < resnets.Count; i++)
            h = resnets[i].call(attentions is null ? h : attentions[i - 1].call(h, words), time);
        return h.MoveToOuterDisposeScope();
    }
}

/// <summary>A level on the way up: residual blocks over what came and a skip, then twice the side.</summary>
internal sealed class UpStage : nn.Module
{
    private readonly ModuleList<TimedResidualBlock> resnets;
    private readonly ModuleList<SpatialTransformer>? attentions;
    private readonly ModuleList<Upsampler>? upsamplers;

    /// <param name="config">The network.</param>
    /// <param name="index">Which level, from the smallest.</param>
    /// <param name="width">Channels that come in.</param>
    /// <param name="skips">Widths of what the way down has left; what this level takes is removed.</param>
    public UpStage(ConditionalUNetConfig config, int index, int width, Stack<int> skips)
        : base(nameof(UpStage))
    {
        UNetLevel level = config.Up[index];
        resnets = [];
        for (int i = 0; i < level.Depths.Count; i++)
        {
            resnets.Add(UNetParts.Block(config, width + skips.Pop(), level.Width));
            width = level.Width;
        }
        attentions = UNetParts.Transformers(config, level);
        upsamplers = index < config.Up.Count - 1 ? [new Upsampler(level.Width)] : null;
        RegisterComponents();
    }

    /// <summary>x [N, C, H, W] and the skips from the way down, to [N, C', 2 H, 2 W].</summary>
    public Tensor Run(Tensor x, Stack<Tensor> skips, Tensor time, Tensor words)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor h = x;
        for (int i = 0; i < resnets.Count; i++)
        {
            using Tensor both = cat([h, skips.Pop()], 1);
            h = resnets[i].call(both, time);
            if (attentions is not null)
                h = attentions[i].call(h, words);
        }
        if (upsamplers is not null)
            h = upsamplers[0].call(h, skips.Peek());
        return h.MoveToOuterDisposeScope();
    }
}

/// <summary>What all stages are made of.</summary>
internal static class UNetParts
{
    public static TimedResidualBlock Block(ConditionalUNetConfig config, int input, int output) =>
        new(input, output, config.EmbeddedTime, config.Groups, config.Eps);

    /// <summary>One transformer a residual block; null for a level without.</summary>
    public static ModuleList<SpatialTransformer>? Transformers(ConditionalUNetConfig config, UNetLevel level) =>
        level.Attends
            ?
            [
                .. level.Depths.Select(depth => new SpatialTransformer(
                    level.Width,
                    config.TextWidth,
                    level.Heads,
                    depth,
                    config.Groups,
                    level.WordsOnly
                )),
            ]
            : null;
}
