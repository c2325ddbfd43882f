using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Hourglass;
using Hippogriff.Models.Text;
using Hippogriff.Models.Transformer;
using Hippogriff.Models.UNet;

namespace Hippogriff.Models;

/// <summary>
/// How many numbers the networks of a design hold, reckoned without building one: a file of settings of a few hundred
/// bytes can ask for more than any memory, and what it asks for is held against the weights that lie beside it first.
/// Buffers count as parameters do, because files hold both.
/// </summary>
public static class NetworkSize
{
    /// <summary>Numbers of a text encoder.</summary>
    public static long Of(TextEncoderConfig c)
    {
        long near = c.RelativePlaces ? Math.Max(1, c.Width / TextEncoder.HeadWidth) * (2L * c.Length - 1) : 0;
        return checked(
            (long)c.Vocabulary * c.Width
            + (long)c.Length * c.Width
            + c.Depth * (Attending(c.Width) + near)
            + 2L * c.Width
        );
    }

    /// <summary>Numbers of a transformer over patches.</summary>
    public static long Of(PatchTransformerConfig c)
    {
        long d = c.Width,
            p = (long)c.Patch * c.Patch * c.Channels;
        return checked(
            p * d
            + d
            + Time(d)
            + Linear(c.TextWidth, d)
            + Linear(d, 6 * d)
            + c.Depth * Block(d, c.TextWidth)
            + c.Depth / 2 * Linear(2 * d, d)
            + Linear(d, 2 * d)
            + Linear(d, p)
        );
    }

    /// <summary>Numbers of a U-Net.</summary>
    public static long Of(UNetConfig c)
    {
        int[] w = c.Widths;
        long d = w[^1],
            io = (long)c.Channels * c.Stem * c.Stem;
        long sum = checked(
            Convolution(io, w[0], 3)
            + Time(d)
            + Linear(c.TextWidth, d)
            + Linear(d, 6 * d)
            + c.Depth * Block(d, c.TextWidth)
            + 2L * w[0]
            + Convolution(w[0], io, 3)
        );
        for (int level = 0; level < w.Length - 1; level++)
            sum = checked(
                sum
                + c.Blocks * (Residual(w[level], w[level], d) + Residual(2L * w[level], w[level], d))
                + Convolution(w[level], w[level + 1], 3)
                + Convolution(w[level + 1], w[level], 3)
            );
        return sum;
    }

    /// <summary>Numbers of a transformer in the shape of an hourglass.</summary>
    public static long Of(HourglassConfig c)
    {
        long d = c.Width,
            e = c.CoarseWidth,
            p = (long)c.Patch * c.Patch * c.Channels;
        return checked(
            p * d
            + d
            + Time(e)
            + Linear(c.TextWidth, e)
            + Linear(e, 6 * d)
            + Linear(e, 6 * e)
            + 2L * c.FineDepth * Block(d, c.TextWidth)
            + Convolution(d, e, 2)
            + c.CoarseDepth * Block(e, c.TextWidth)
            + Linear(e, 4 * d)
            + 2 * d
            + Linear(d, p)
            + Convolution(c.Channels, c.Channels, 3)
        );
    }

    /// <summary>Numbers of an autoencoder.</summary>
    public static long Of(AutoencoderConfig c)
    {
        int[] w = c.Widths;
        long top = w[^1];
        long sum = checked(
            Convolution(12, w[0], 3)
            + 2 * top
            + Convolution(top, c.Latent, 1)
            + Convolution(c.Latent, top, 3)
            + 2L * w[0]
            + Convolution(w[0], 12L * c.UpsampleFactor * c.UpsampleFactor, 3)
            + 2L * c.Latent
        );
        foreach (int width in w)
            sum = checked(sum + (2L * c.Blocks + 1) * Residual(width, width, 0));
        for (int level = 1; level < w.Length; level++)
            sum = checked(sum + Convolution(w[level - 1], w[level], 3) + Convolution(w[level], w[level - 1], 3));
        return sum;
    }

    /// <summary>A layer of attention over one row of vectors, with its two norms and the two layers behind.</summary>
    public static long Attending(long d) =>
        checked(4 * d + Linear(d, 3 * d) + Linear(d, d) + Linear(d, 4 * d) + Linear(4 * d, d));

    /// <summary>Weight and bias.</summary>
    public static long Linear(long input, long output) => checked(input * output + output);

    /// <summary>Weight and bias.</summary>
    public static long Convolution(long input, long output, long side) =>
        checked(input * output * side * side + output);

    /// <summary>
    /// Two convolutions with a norm before each, a condition where it has a width, and another way around where the
    /// channels change.
    /// </summary>
    public static long Residual(long input, long output, long condition) =>
        checked(
            2 * input
            + Convolution(input, output, 3)
            + (condition > 0 ? Linear(condition, 2 * output) : 0)
            + 2 * output
            + Convolution(output, output, 3)
            + (input == output ? 0 : Convolution(input, output, 1))
        );

    private static long Block(long d, long words) =>
        checked(6 * d + Linear(d, 3 * d) + Linear(words, 2 * d) + Linear(d, d) + Linear(d, 4 * d) + Linear(4 * d, d));

    private static long Time(long d) => checked(Linear(256, d) + Linear(d, d));
}
