using Hippogriff.Models.Layers;

namespace Hippogriff.Models.UNet2D;

/// <summary>Counts the floating-point operations of a <see cref="ConditionalUNet"/>, matrix products only.</summary>
internal static class ConditionalUNetWork
{
    private const int Words = 77;

    /// <summary>Operations of one pass for one input of that size.</summary>
    public static double Flops(ConditionalUNetConfig config, int height, int width)
    {
        double total = 0;
        int h = height,
            w = width;
        List<(int Height, int Width)> sides = [];
        Stack<int> skips = new([config.FirstWidth]);
        total += Convolution(h, w, config.Channels, config.FirstWidth);
        for (int i = 0; i < config.Down.Count; i++)
        {
            UNetLevel level = config.Down[i];
            foreach (int depth in level.Depths)
            {
                total += Block(config, level, (double)h * w, skips.Peek(), depth);
                skips.Push(level.Width);
            }
            sides.Add((h, w));
            if (i == config.Down.Count - 1)
                break;
            (h, w) = ((h + 1) / 2, (w + 1) / 2);
            total += Convolution(h, w, level.Width, level.Width);
            skips.Push(level.Width);
        }
        if (config.Middle is { } middle)
            total +=
                middle.Depths.Sum(depth => Block(config, middle, (double)h * w, middle.Width, depth))
                + (middle.Attends ? Block(config, middle, (double)h * w, middle.Width, 0) : 0);
        int from = config.Down[^1].Width;
        for (int i = 0; i < config.Up.Count; i++)
        {
            UNetLevel level = config.Up[i];
            foreach (int depth in level.Depths)
            {
                total += Block(config, level, (double)h * w, from + skips.Pop(), depth);
                from = level.Width;
            }
            if (i == config.Up.Count - 1)
                break;
            (h, w) = sides[^(i + 2)];
            total += Convolution(h, w, level.Width, level.Width);
        }
        return total + Convolution(height, width, config.FirstWidth, config.OutputChannels);
    }

    private static double Block(ConditionalUNetConfig config, UNetLevel level, double positions, int from, int depth) =>
        TimedResidualBlock.Flops(positions, from, level.Width)
        + (
            depth == 0
                ? 0
                : SpatialTransformer.Flops(positions, Words, level.Width, config.TextWidth, depth, level.WordsOnly)
        );

    private static double Convolution(int height, int width, double input, double output) =>
        2.0 * height * width * 9 * input * output;
}
