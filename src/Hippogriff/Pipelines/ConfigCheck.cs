using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Hourglass;
using Hippogriff.Models.Text;
using Hippogriff.Models.UNet;

namespace Hippogriff.Pipelines;

/// <summary>
/// Refuses sizes that no network can have before one is built: libtorch would say it in its own words, halfway. An
/// origin such as "'config.json'" begins the sentence; a prefix such as "network." stands before the names of the
/// settings.
/// </summary>
internal static class ConfigCheck
{
    private const int MostChannels = 1 << 14,
        MostLayers = 512,
        MostWords = 1_000_000,
        LongestText = 4_096,
        LargestPatch = 64,
        MostLevels = 8,
        MostUpsampleFactor = 8;

    /// <exception cref="HippogriffException">A size is impossible; the message names it and what is
    /// allowed.</exception>
    public static void Check(TextEncoderConfig c, string origin, string prefix = "")
    {
        Between(origin, $"{prefix}vocabulary", c.Vocabulary, 2, MostWords);
        Between(origin, $"{prefix}length", c.Length, 1, LongestText);
        Between(origin, $"{prefix}depth", c.Depth, 0, MostLayers);
        Between(origin, $"{prefix}width", c.Width, 1, MostChannels);
        Divides(origin, $"{prefix}width", c.Width, Math.Max(1, c.Width / TextEncoder.HeadWidth), "the number of heads");
    }

    /// <inheritdoc cref="Check(TextEncoderConfig, string, string)"/>
    public static void Check(AutoencoderConfig c, string origin, string prefix = "")
    {
        Between(origin, $"{prefix}latent", c.Latent, 1, MostChannels);
        Between(origin, $"{prefix}blocks", c.Blocks, 0, MostLayers);
        Between(origin, $"{prefix}upscale", c.UpsampleFactor, 1, MostUpsampleFactor);
        Widths(origin, $"{prefix}widths", c.Widths);
    }

    /// <inheritdoc cref="Check(TextEncoderConfig, string, string)"/>
    public static void Check(NetworkConfig network, string origin, int textWidth, int channels, string prefix = "")
    {
        switch (network)
        {
            case { Transformer: { } t, UNet: null, Hourglass: null }:
                Shared(
                    origin,
                    $"{prefix}transformer.",
                    t.Channels,
                    channels,
                    t.TextWidth,
                    textWidth,
                    t.HeadWidth,
                    t.TextLength
                );
                Between(origin, $"{prefix}transformer.patch", t.Patch, 1, LargestPatch);
                Between(origin, $"{prefix}transformer.depth", t.Depth, 1, MostLayers);
                Attends(origin, $"{prefix}transformer.width", t.Width, t.HeadWidth);
                break;
            case { UNet: { } u, Transformer: null, Hourglass: null }:
                Shared(
                    origin,
                    $"{prefix}u_net.",
                    u.Channels,
                    channels,
                    u.TextWidth,
                    textWidth,
                    u.HeadWidth,
                    u.TextLength
                );
                Between(origin, $"{prefix}u_net.stem", u.Stem, 1, LargestPatch);
                Between(origin, $"{prefix}u_net.blocks", u.Blocks, 1, MostLayers);
                Between(origin, $"{prefix}u_net.depth", u.Depth, 0, MostLayers);
                Widths(origin, $"{prefix}u_net.widths", u.Widths);
                Attends(origin, $"{prefix}u_net.widths", u.Widths[^1], u.HeadWidth);
                break;
            case { Hourglass: { } h, Transformer: null, UNet: null }:
                Shared(
                    origin,
                    $"{prefix}hourglass.",
                    h.Channels,
                    channels,
                    h.TextWidth,
                    textWidth,
                    h.HeadWidth,
                    h.TextLength
                );
                Between(origin, $"{prefix}hourglass.patch", h.Patch, 1, LargestPatch);
                Between(origin, $"{prefix}hourglass.fine_depth", h.FineDepth, 0, MostLayers);
                Between(origin, $"{prefix}hourglass.coarse_depth", h.CoarseDepth, 0, MostLayers);
                Attends(origin, $"{prefix}hourglass.width", h.Width, h.HeadWidth);
                Attends(origin, $"{prefix}hourglass.coarse_width", h.CoarseWidth, h.HeadWidth);
                break;
            default:
                throw new HippogriffException(
                    $"{origin} names none or several designs of a denoiser; exactly one of transformer, u_net "
                        + "and hourglass is allowed.",
                    FaultKind.DamagedFile
                );
        }
    }

    /// <summary>What a model draws with where nothing is said.</summary>
    /// <inheritdoc cref="Check(TextEncoderConfig, string, string)"/>
    public static void Check(GenerationDefaults d, string origin, int multiple)
    {
        Between(origin, "defaults.steps", d.Steps, 1, RequestCheck.MostSteps);
        Between(origin, "defaults.guidance", d.Guidance, 0, RequestCheck.StrongestGuidance);
        foreach ((string name, int side) in new[] { ("defaults.width", d.Width), ("defaults.height", d.Height) })
        {
            Between(origin, name, side, 1, RequestCheck.LargestSide);
            Divides(origin, name, side, multiple, "what its network draws in");
        }
        if (d.GuidanceInterval is { } interval && !interval.IsPossible())
            throw new HippogriffException(
                $"{origin} guides from {interval.Low} to {interval.High}, which does not lie within 0 and 1, "
                    + "the lower end first.",
                FaultKind.DamagedFile
            );
    }

    /// <summary>What width and height of the input must be multiples of, for a design that has been checked.</summary>
    public static int SizeMultiple(NetworkConfig network) =>
        network switch
        {
            { Transformer: { } t } => t.Patch,
            { UNet: { } u } => u.Stem << (u.Widths.Length - 1),
            { Hourglass: { } h } => 2 * h.Patch,
            _ => throw new ArgumentException("No design is named.", nameof(network)),
        };

    /// <exception cref="HippogriffException">The value lies outside, or is no number.</exception>
    public static void Between(string origin, string name, double value, double low, double high)
    {
        if (!(value >= low && value <= high))
            throw new HippogriffException($"{origin} sets {name} to {value}; {low} to {high} are allowed.");
    }

    private static void Shared(
        string origin,
        string prefix,
        int channels,
        int expectedChannels,
        int textWidth,
        int expectedTextWidth,
        int headWidth,
        int textLength
    )
    {
        Equal(origin, $"{prefix}channels", channels, expectedChannels, "the picture or its code has");
        Equal(origin, $"{prefix}text_width", textWidth, expectedTextWidth, "the text encoder has");
        Between(origin, $"{prefix}head_width", headWidth, 1, MostChannels);
        Between(origin, $"{prefix}text_length", textLength, 1, LongestText);
    }

    private static void Equal(string origin, string name, int value, int expected, string whose)
    {
        if (value != expected)
            throw new HippogriffException(
                $"{origin} sets {name} to {value}, and {whose} {expected}; they must be the same."
            );
    }

    private static void Widths(string origin, string name, int[] widths)
    {
        Between(origin, $"the number of {name}", widths.Length, 1, MostLevels);
        foreach (int width in widths)
            Between(origin, name, width, 1, MostChannels);
    }

    /// <summary>
    /// A width that attends is cut into heads, and its positions into rows and columns, sines and cosines.
    /// </summary>
    private static void Attends(string origin, string name, int width, int headWidth)
    {
        Between(origin, name, width, 4, MostChannels);
        Divides(origin, name, width, 4, "the four parts of a position");
        Divides(origin, name, width, Math.Max(1, width / headWidth), "the number of heads");
    }

    private static void Divides(string origin, string name, int value, int divisor, string why)
    {
        if (value % divisor != 0)
            throw new HippogriffException(
                $"{origin} sets {name} to {value}, which is no multiple of {divisor}, {why}."
            );
    }
}
