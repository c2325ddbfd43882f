namespace Hippogriff.Models.KlVae;

/// <summary>What a <see cref="KlAutoencoder"/> is built from.</summary>
/// <param name="Latent">Channels of a latent: 4 or 16.</param>
/// <param name="Widths">Channels of the levels, from the pixels on; every level but the first halves the side.</param>
/// <param name="Blocks">Residual blocks of a level of the encoder; the decoder has one more.</param>
public sealed record KlAutoencoderConfig(int Latent, IReadOnlyList<int> Widths, int Blocks = 2)
{
    /// <summary>Groups of the group norms. Shapes do not tell it.</summary>
    public int Groups { get; init; } = 32;

    /// <summary>Whether a 1x1 convolution follows the encoder.</summary>
    public bool QuantConvolution { get; init; } = true;

    /// <summary>Whether a 1x1 convolution comes before the decoder.</summary>
    public bool PostQuantConvolution { get; init; } = true;

    /// <summary>Whether the middles attend.</summary>
    public bool MiddleAttends { get; init; } = true;

    /// <summary>Channels of a picture.</summary>
    public int Colours { get; init; } = 3;

    /// <summary>Side of a latent's cell in pixels.</summary>
    public int Factor => 1 << (Widths.Count - 1);

    /// <summary>Reads the config.json of a public folder (AutoencoderKL).</summary>
    /// <exception cref="HippogriffException">A setting is not valid, or asks for what this version cannot
    /// do.</exception>
    public static KlAutoencoderConfig Read(PublicConfig file)
    {
        IReadOnlyList<int> widths = file.Ints("block_out_channels", 64);
        file.Only("act_fn", "silu", "swish");
        foreach (string type in file.Texts("down_block_types"))
            RequireKnown(file, type, "DownEncoderBlock2D");
        foreach (string type in file.Texts("up_block_types"))
            RequireKnown(file, type, "UpDecoderBlock2D");
        return new KlAutoencoderConfig(file.Int("latent_channels", 4), widths, file.Int("layers_per_block", 1))
        {
            Groups = file.Int("norm_num_groups", 32),
            QuantConvolution = file.Flag("use_quant_conv", true),
            PostQuantConvolution = file.Flag("use_post_quant_conv", true),
            MiddleAttends = file.Flag("mid_block_add_attention", true),
            Colours = file.Int("in_channels", 3),
        };
    }

    /// <summary>Validates the sizes.</summary>
    /// <exception cref="HippogriffException">The message names the setting and what is allowed.</exception>
    public void Check(ConfigCheck check)
    {
        check.Between("latent_channels", Latent, 1, ConfigCheck.MostChannels);
        check.Between("in_channels", Colours, 3, 3);
        check.Between("layers_per_block", Blocks, 1, ConfigCheck.MostLayers);
        check.Between("norm_num_groups", Groups, 1, ConfigCheck.MostChannels);
        check.Widths("block_out_channels", [.. Widths]);
        foreach (int width in Widths)
            check.Divides("block_out_channels", width, Groups, "norm_num_groups");
    }

    private static void RequireKnown(PublicConfig file, string type, string known)
    {
        if (type != known)
            throw new HippogriffException(
                $"{file.Origin} asks for blocks called {Weights.Quoted.Name(type)}; this version runs {known}.",
                FaultKind.Incompatible
            );
    }
}
