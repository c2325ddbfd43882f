using Hippogriff.Weights;

namespace Hippogriff.Models.KlVae;

/// <summary>What files call the weights of a <see cref="KlAutoencoder"/>, and its sizes from their shapes.</summary>
public static class KlAutoencoderKeys
{
    private const string Attention = @"^(.*\.attentions\.0\.)(to_q|to_k|to_v|to_out\.0)\.(weight|bias)$";

    /// <summary>Public folders: our own names, or older ones in the attention layers.</summary>
    public static WeightMap Diffusers { get; } =
        WeightMap.Same.Make(
            Attention,
            match =>
                Weight.Fit(
                    Weight.FirstOf(
                        Weight.Of(match.Value),
                        Weight.Of($"{match.Groups[1]}{Older(match.Groups[2].Value)}.{match.Groups[3]}")
                    )
                )
        );

    /// <summary>
    /// Single files of latent diffusion. The decoder's levels are numbered from the pixels there; attention is made of
    /// 1x1 convolutions.
    /// </summary>
    public static WeightMap Ldm(KlAutoencoderConfig config) =>
        WeightMap
            .Same.Make(Attention, match => Weight.Fit(Weight.Of(match.Value)))
            .Rename(new PathTable(Paths(config), (_, rest) => Layer(rest)).Rename);

    /// <summary>Whether the weights are those of such an autoencoder, in either layout.</summary>
    public static bool Matches(WeightShapes shapes) =>
        shapes.Has("decoder.conv_in.weight")
        && (IsLdm(shapes) || shapes.Has("decoder.up_blocks.0.resnets.0.conv1.weight"));

    /// <summary>Whether the names are those of single files.</summary>
    public static bool IsLdm(WeightShapes shapes) => shapes.Has("decoder.up.0.block.0.conv1.weight");

    /// <summary>The map from names of the file to those of the network, without the prefix.</summary>
    public static WeightMap MapOf(WeightShapes shapes, KlAutoencoderConfig config) =>
        IsLdm(shapes) ? Ldm(config) : Diffusers;

    /// <summary>Reads the sizes from shapes; the groups of the norms are not among them.</summary>
    /// <exception cref="HippogriffException">A weight is missing from which a size would be read.</exception>
    public static KlAutoencoderConfig Read(WeightShapes shapes)
    {
        bool ldm = IsLdm(shapes);
        int levels = shapes.Count(i => Block(i, 0));
        // Folders count levels from the latents, single files from the pixels.
        IEnumerable<int> widths = Enumerable.Range(0, levels).Select(i => shapes.Side(Block(i, 0), 0));
        return new KlAutoencoderConfig(
            shapes.Side("decoder.conv_in.weight", 1),
            [.. ldm ? widths : widths.Reverse()],
            Math.Max(1, shapes.Count(j => Block(0, j)) - 1)
        )
        {
            QuantConvolution = shapes.Has("quant_conv.weight"),
            PostQuantConvolution = shapes.Has("post_quant_conv.weight"),
            MiddleAttends =
                shapes.Has("decoder.mid.attn_1.norm.weight")
                || shapes.Has("decoder.mid_block.attentions.0.group_norm.weight"),
        };

        string Block(int i, int j) =>
            ldm ? $"decoder.up.{i}.block.{j}.conv1.weight" : $"decoder.up_blocks.{i}.resnets.{j}.conv1.weight";
    }

    private static Dictionary<string, string> Paths(KlAutoencoderConfig config)
    {
        int last = config.Widths.Count - 1;
        Dictionary<string, string> paths = new(StringComparer.Ordinal);
        foreach (string half in new[] { "encoder", "decoder" })
        {
            paths[$"{half}.conv_norm_out"] = $"{half}.norm_out";
            paths[$"{half}.mid_block.resnets.0"] = $"{half}.mid.block_1";
            paths[$"{half}.mid_block.attentions.0"] = $"{half}.mid.attn_1";
            paths[$"{half}.mid_block.resnets.1"] = $"{half}.mid.block_2";
        }
        for (int i = 0; i <= last; i++)
        {
            for (int j = 0; j <= config.Blocks; j++)
            {
                paths[$"encoder.down_blocks.{i}.resnets.{j}"] = $"encoder.down.{i}.block.{j}";
                paths[$"decoder.up_blocks.{i}.resnets.{j}"] = $"decoder.up.{last - i}.block.{j}";
            }
            paths[$"encoder.down_blocks.{i}.downsamplers.0"] = $"encoder.down.{i}.downsample";
            paths[$"decoder.up_blocks.{i}.upsamplers.0"] = $"decoder.up.{last - i}.upsample";
        }
        return paths;
    }

    private static string Layer(string rest) =>
        rest.Replace(".conv_shortcut.", ".nin_shortcut.", StringComparison.Ordinal)
            .Replace(".group_norm.", ".norm.", StringComparison.Ordinal)
            .Replace(".to_out.0.", ".proj_out.", StringComparison.Ordinal)
            .Replace(".to_", ".", StringComparison.Ordinal);

    private static string Older(string name) =>
        name switch
        {
            "to_q" => "query",
            "to_k" => "key",
            "to_v" => "value",
            _ => "proj_attn",
        };
}
