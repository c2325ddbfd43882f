using System.Globalization;
using Hippogriff.Weights;

namespace Hippogriff.Models.TinyVae;

/// <summary>What files call the weights of a <see cref="TinyAutoencoder"/>, and its sizes from their shapes.</summary>
public static class TinyAutoencoderKeys
{
    private const string EncoderLayers = "encoder.layers.",
        DecoderLayers = "decoder.layers.",
        ComfyEncoder = "taesd_encoder.",
        ComfyDecoder = "taesd_decoder.";

    /// <summary>Public folders: our own names.</summary>
    public static WeightMap Diffusers => WeightMap.Same;

    /// <summary>
    /// Files of the author's own form: numbers of layers behind a prefix a half. The decoder's are one more than ours,
    /// since its first step has no weights.
    /// </summary>
    public static WeightMap Original(string encoder = ComfyEncoder, string decoder = ComfyDecoder) =>
        WeightMap.Same.Rename(name =>
            name.StartsWith(EncoderLayers, StringComparison.Ordinal) ? encoder + name[EncoderLayers.Length..]
            : name.StartsWith(DecoderLayers, StringComparison.Ordinal)
                ? decoder + Moved(name[DecoderLayers.Length..], 1)
            : name
        );

    /// <summary>Whether the weights are those of both halves of such an autoencoder, in either layout.</summary>
    public static bool Matches(WeightShapes shapes) => IsOriginal(shapes) || shapes.Has("decoder.layers.0.weight");

    /// <summary>The map from names of the file to those of the network.</summary>
    public static WeightMap MapOf(WeightShapes shapes) => IsOriginal(shapes) ? Original() : Diffusers;

    /// <summary>Reads the sizes from shapes.</summary>
    /// <exception cref="HippogriffException">A weight is missing from which a size would be read.</exception>
    public static TinyAutoencoderConfig Read(WeightShapes shapes)
    {
        WeightShapes encoder = shapes.In(IsOriginal(shapes) ? ComfyEncoder : EncoderLayers),
            decoder = shapes.In(IsOriginal(shapes) ? ComfyDecoder : DecoderLayers);
        int first = IsOriginal(shapes) ? 1 : 0;
        return new TinyAutoencoderConfig(
            decoder.Side($"{first}.weight", 1),
            decoder.Side($"{first}.weight", 0),
            [.. Levels(encoder, 1)],
            [.. Levels(decoder, first + 2)]
        );
    }

    private static bool IsOriginal(WeightShapes shapes) => shapes.Has($"{ComfyDecoder}1.weight");

    /// <summary>
    /// Blocks between one convolution and the next. A step of doubling has no weights, so two numbers may be missing in
    /// a row at most.
    /// </summary>
    private static IEnumerable<int> Levels(WeightShapes half, int number)
    {
        int blocks = 0;
        for (int missing = 0; missing < 2; number++)
        {
            if (half.Has($"{number}.conv.0.weight"))
                (blocks, missing) = (blocks + 1, 0);
            else if (half.Has($"{number}.weight"))
            {
                yield return blocks;
                (blocks, missing) = (0, 0);
            }
            else
                missing++;
        }
    }

    private static string Moved(string name, int by)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return (int.Parse(name[..dot], CultureInfo.InvariantCulture) + by).ToString(CultureInfo.InvariantCulture)
            + name[dot..];
    }
}
