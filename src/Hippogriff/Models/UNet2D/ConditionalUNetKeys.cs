using Hippogriff.Weights;

namespace Hippogriff.Models.UNet2D;

/// <summary>What files call the weights of a <see cref="ConditionalUNet"/>.</summary>
public static class ConditionalUNetKeys
{
    /// <summary>
    /// Public folders: our own names. The projections around transformers may be linear or 1x1 convolutions; merged
    /// files hold both.
    /// </summary>
    public static WeightMap Diffusers { get; } =
        WeightMap.Same.Make(@"^.*\.proj_(in|out)\.weight$", match => Weight.Fit(Weight.Of(match.Value)));

    /// <summary>
    /// Single files of latent diffusion. Blocks are numbered through, each with its residual block (0), its transformer
    /// (1) and what changes the size.
    /// </summary>
    public static WeightMap Ldm(ConditionalUNetConfig config) =>
        Diffusers.Rename(new PathTable(Paths(config), (path, rest) => IsBlock(path) ? Block(rest) : rest).Rename);

    private static Dictionary<string, string> Paths(ConditionalUNetConfig config)
    {
        Dictionary<string, string> paths = new(StringComparer.Ordinal)
        {
            ["conv_in"] = "input_blocks.0.0",
            ["time_embedding.linear_1"] = "time_embed.0",
            ["time_embedding.linear_2"] = "time_embed.2",
            ["time_embedding.cond_proj"] = "time_embed.cond_proj",
            ["add_embedding.linear_1"] = "label_emb.0.0",
            ["add_embedding.linear_2"] = "label_emb.0.2",
            ["class_embedding"] = "label_emb",
            ["mid_block.resnets.0"] = "middle_block.0",
            ["mid_block.attentions.0"] = "middle_block.1",
            ["mid_block.resnets.1"] = "middle_block.2",
            ["conv_norm_out"] = "out.0",
            ["conv_out"] = "out.2",
        };
        int number = 1;
        for (int i = 0; i < config.Down.Count; i++)
        {
            for (int j = 0; j < config.Down[i].Depths.Count; j++, number++)
            {
                paths[$"down_blocks.{i}.resnets.{j}"] = $"input_blocks.{number}.0";
                paths[$"down_blocks.{i}.attentions.{j}"] = $"input_blocks.{number}.1";
            }
            paths[$"down_blocks.{i}.downsamplers.0.conv"] = $"input_blocks.{number++}.0.op";
        }
        number = 0;
        for (int i = 0; i < config.Up.Count; i++)
        {
            UNetLevel level = config.Up[i];
            for (int j = 0; j < level.Depths.Count; j++, number++)
            {
                paths[$"up_blocks.{i}.resnets.{j}"] = $"output_blocks.{number}.0";
                paths[$"up_blocks.{i}.attentions.{j}"] = $"output_blocks.{number}.1";
            }
            // The third of its block, or the second where nothing attends.
            paths[$"up_blocks.{i}.upsamplers.0.conv"] = $"output_blocks.{number - 1}.{(level.Attends ? 2 : 1)}.conv";
        }
        return paths;
    }

    private static bool IsBlock(string path) => path.Contains(".resnets.", StringComparison.Ordinal);

    private static string Block(string rest)
    {
        int end = rest.LastIndexOf('.');
        string layer = rest[1..end] switch
        {
            "norm1" => "in_layers.0",
            "conv1" => "in_layers.2",
            "time_emb_proj" => "emb_layers.1",
            "norm2" => "out_layers.0",
            "conv2" => "out_layers.3",
            "conv_shortcut" => "skip_connection",
            string other => other,
        };
        return $".{layer}{rest[end..]}";
    }
}
